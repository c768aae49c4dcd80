/**
 * Rules as the person set them, day by day: a change applies from its day on, and an earlier day keeps what held
 * then. Pure.
 */
import * as v from 'valibot'

import type { Members } from '../protocol/change.ts'
import { adjusted } from './adjusting.ts'
import { numberOf, type DayNumber } from './dayNumbers.ts'
import type { Ruled } from './events.ts'
import { levels, ruleSchema, type Rule } from './language.ts'
import { hasOwnAnswers, selectorsOf, trendsOf } from './parts.ts'

const SET = 'set.'
/** What a rule of the person's own is called. */
export const OWN = /^own-[a-z0-9]{8}$/

interface Version {
  readonly from: DayNumber
  /** Null while it is switched off. */
  readonly rule: Rule | null
}

export class Rulings {
  readonly #shipped: ReadonlyMap<string, Rule>
  readonly #versions = new Map<string, Version[]>()
  #order: readonly string[] = []
  #ofSilence: readonly string[] = []
  #byAnswer = new Map<string, string[]>()
  #byTrend = new Map<string, string[]>()

  constructor(shipped: readonly Rule[]) {
    this.#shipped = new Map(shipped.map((rule) => [rule.id, rule]))
    this.#index()
  }

  /** The rule as it is on a day; null while it is off, or before there was one. */
  on(id: string, day: DayNumber): Rule | null {
    const version = this.#versions.get(id)?.findLast(({ from }) => from <= day)
    return version === undefined ? (this.#shipped.get(id) ?? null) : version.rule
  }

  follow({ rule: id, day, fields }: Ruled): void {
    const original = this.#shipped.get(id) ?? ownRule(id, fields)
    const versions = this.#versions.get(id) ?? []
    versions.push({ from: numberOf(day), rule: original && asSet(original, fields) })
    this.#versions.set(id, versions)
    this.#index()
  }

  /** Rules that speak of no answer, the loudest first: what only fills a silence comes last. */
  get ofSilence(): readonly string[] {
    return this.#ofSilence
  }

  /** The rules that speak of an answer, those that hide others before the ones they hide. */
  about(answers: readonly (readonly [linkId: string, code: string])[]): readonly string[] {
    const found = new Set(
      answers.flatMap(([linkId, code]) => [
        ...(this.#byAnswer.get(`${linkId} ${code}`) ?? []),
        ...(this.#byTrend.get(linkId) ?? []),
      ]),
    )
    return found.size === 0 ? [] : this.#order.filter((id) => found.has(id))
  }

  #index(): void {
    const all = [
      ...this.#shipped.values(),
      ...[...this.#versions.values()].flat().flatMap(({ rule }) => rule ?? []),
    ]
    this.#order = hidersFirst(all)
    const silent = all.filter(({ when }) => !hasOwnAnswers(when))
    silent.sort((one, other) => levels.indexOf(other.level) - levels.indexOf(one.level))
    this.#ofSilence = [...new Set(silent.map(({ id }) => id))]
    this.#byAnswer = new Map()
    this.#byTrend = new Map()
    for (const { id, when } of all) {
      for (const { answer, in: codes } of selectorsOf(when)) {
        for (const code of codes) note(this.#byAnswer, `${answer} ${code}`, id)
      }
      for (const { item } of trendsOf(when)) note(this.#byTrend, item, id)
    }
  }
}

/** A person's own rule as the journal keeps it; null if there is none, or this version of the app cannot read it. */
export function ownRule(id: string, fields: Members): Rule | null {
  if (!OWN.test(id)) return null
  const rule = v.safeParse(ruleSchema, fields['definition'])
  if (!rule.success || rule.output.id !== id || rule.output.level === 'act-now') return null
  // It may keep others of its kind silent, and none that came with the app.
  return { ...rule.output, hides: rule.output.hides.filter((hidden) => OWN.test(hidden)) }
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

function note(index: Map<string, string[]>, key: string, id: string): void {
  const ids = index.get(key) ?? []
  if (!ids.includes(id)) ids.push(id)
  index.set(key, ids)
}

// By id among equals, so that every phone looks at them in one order. Shipped rules have no loops; in what another
// app wrote, a loop ends where it began.
function hidersFirst(rules: readonly Rule[]): string[] {
  const hides = new Map<string, readonly string[]>()
  for (const { id, hides: hidden } of rules) hides.set(id, [...(hides.get(id) ?? []), ...hidden])
  const [seen, last] = [new Set<string>(), [] as string[]]
  const walk = (id: string): void => {
    if (seen.has(id) || !hides.has(id)) return
    seen.add(id)
    for (const hidden of [...(hides.get(id) ?? [])].sort()) walk(hidden)
    last.push(id)
  }
  for (const id of [...hides.keys()].sort()) walk(id)
  return last.reverse()
}
