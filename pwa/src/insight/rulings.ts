/**
 * Rules as the person set them, day by day: a change applies from its day on, and an earlier day keeps what held
 * then. Pure.
 */
import type { Members } from '../protocol/change.ts'
import { adjusted } from './adjusting.ts'
import { numberOf, type DayNumber } from './dayNumbers.ts'
import type { Ruled } from './events.ts'
import type { Given } from './history.ts'
import { limits } from './language.ts'
import { outlineOf } from './outline.ts'
import { MalformedRule } from './problems.ts'
import { readRule, type Rule } from './rule.ts'
import { RuleIndex } from './ruleIndex.ts'

const SET = 'set.'
/** What a rule of the person's own is called. */
export const OWN = /^own-[a-z0-9]{8}$/

interface Version {
  readonly from: DayNumber
  /** Null while it is switched off. */
  readonly rule: Rule | null
  /** An own one that was removed is there no more. */
  readonly isThere: boolean
  /** What the person set of it, and what an own question brought: the two are written apart. */
  readonly fields: Members
  readonly brought: Rule | null
}

/** Rules that own questions bring are looked at with their own answers alone: there may be more of them. */
export const BROUGHT_MAX = 200

export class Rulings {
  readonly #shipped: ReadonlyMap<string, Rule>
  readonly #versions = new Map<string, Version[]>()
  /** The rule that each event changed, in order. */
  readonly #changed: string[] = []
  #index = new RuleIndex()

  constructor(shipped: readonly Rule[]) {
    this.#shipped = new Map(shipped.map((rule) => [rule.id, rule]))
    for (const rule of shipped) this.#index.add(rule)
  }

  /** The rule as it is on a day; null while it is off, or before there was one. */
  on(id: string, day: DayNumber): Rule | null {
    const version = this.#versions.get(id)?.findLast(({ from }) => from <= day)
    return version === undefined ? (this.#shipped.get(id) ?? null) : version.rule
  }

  follow({ rule: id, day, ...event }: Ruled): void {
    const shipped = this.#shipped.get(id)
    const versions = this.#versions.get(id) ?? []
    const last = versions.at(-1)
    const fields = event.brought === undefined ? event.fields : (last?.fields ?? {})
    const brought = event.brought === undefined ? (last?.brought ?? null) : event.brought
    const original = shipped ?? this.#ownOne(id, fields, brought)
    const rule = original && asSet(original, fields)
    versions.push({ from: numberOf(day), rule, isThere: original !== null, fields, brought })
    this.#versions.set(id, versions)
    this.#changed.push(id)
    // Of one that came with the app only numbers change: it speaks of the same answers as before.
    if (rule && !shipped) this.#index.add(rule)
  }

  #ownOne(id: string, fields: Members, brought: Rule | null): Rule | null {
    if (brought) return this.#hasSpace(id, true) ? brought : null
    return this.#hasSpace(id, false) ? ownRule(id, fields) : null
  }

  /** How many events it followed: what `takeBack` goes back to. */
  get count(): number {
    return this.#changed.length
  }

  takeBack(count: number): void {
    if (this.#changed.length === count) return
    for (const id of this.#changed.splice(count)) {
      this.#versions.get(id)?.pop()
      if (this.#versions.get(id)?.length === 0) this.#versions.delete(id)
    }
    this.#index = new RuleIndex()
    for (const rule of this.#shipped.values()) this.#index.add(rule)
    for (const { rule } of [...this.#versions.values()].flat()) if (rule) this.#index.add(rule)
  }

  /** Rules that speak of no answer, the loudest first: what only fills a silence comes last. */
  get ofSilence(): readonly string[] {
    return this.#index.ofSilence
  }

  /** The rules that speak of an answer, those that hide others before the ones they hide. */
  about(answers: readonly (readonly [linkId: string, code: string])[]): readonly string[] {
    return this.#index.about(answers)
  }

  /** Which answers a rule may ever count: of one that came with the app, those to the items that it names. */
  mayCount(id: string): (answer: Pick<Given, 'linkId'>) => boolean {
    const shipped = this.#shipped.get(id)
    if (!shipped) return () => true
    const { items } = outlineOf(shipped)
    return ({ linkId }) => items.has(linkId)
  }

  /** All are looked at with every answer that they speak of: another app may have written any number of them. */
  #hasSpace(id: string, isBrought: boolean): boolean {
    const others = [...this.#versions].filter(([one]) => one !== id && !this.#shipped.has(one))
    const alike = others.filter(([, versions]) => {
      const last = versions.at(-1)
      return last?.isThere === true && (last.brought !== null) === isBrought
    })
    return alike.length < (isBrought ? BROUGHT_MAX : limits.rules)
  }
}

/** A person's own rule as the journal keeps it; null if there is none, or this version of the app cannot read it. */
export function ownRule(id: string, fields: Members): Rule | null {
  if (!OWN.test(id)) return null
  const rule = readRule(fields['definition'])
  if (rule instanceof MalformedRule || rule.id !== id || rule.level === 'act-now') return null
  // It may keep others of its kind silent, and none that came with the app.
  return { ...rule, hides: rule.hides.filter((hidden) => OWN.test(hidden)) }
}

/** A rule with what the person set of it; null where it is switched off, which an act-now rule cannot be. */
export function asSet(rule: Rule, fields: Members): Rule | null {
  if (fields['off'] === true && rule.level !== 'act-now') return null
  const numbers = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith(SET) && typeof value === 'number' ? [[name.slice(SET.length), value] as const] : [],
  )
  const cooldown = fields['cooldownDays']
  return adjusted(rule, new Map(numbers), typeof cooldown === 'number' ? cooldown : undefined)
}
