/** Numbers of a rule that a person may set, within the bounds that the rule itself names. Pure. */
import * as v from 'valibot'

import { ruleSchema, type Adjustable, type Rule } from './language.ts'

const NUMBER = v.number()

/** The number that an adjustable stands for; undefined if there is none at one of its places, or not the same. */
export function numberOf(rule: Rule, { at }: Pick<Adjustable, 'at'>): number | undefined {
  const numbers = new Set(at.map((place) => numberAt(rule, place)))
  const [number] = numbers
  return numbers.size === 1 ? number : undefined
}

function numberAt(rule: Rule, at: string): number | undefined {
  let part: unknown = rule
  for (const name of at.split('.')) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) return undefined
    part = (part as Record<string, unknown>)[name]
  }
  return v.is(NUMBER, part) ? part : undefined
}

/** The rule with these numbers in place; a name it does not have, or a number out of bounds, changes nothing. */
export function adjusted(rule: Rule, numbers: ReadonlyMap<string, number>, cooldownDays?: number): Rule {
  const wanted = rule.adjustable.flatMap((one) => {
    const number = numbers.get(one.name)
    return number !== undefined && isWithin(number, one) ? one.at.map((at) => [at, number] as const) : []
  })
  const cooldown = cooldownDays !== undefined && isCooldown(rule, cooldownDays) ? cooldownDays : undefined
  if (wanted.length === 0 && cooldown === undefined) return rule
  return v.parse(ruleSchema, changed(rule, wanted, cooldown))
}

/** Whether the rule would still be one with this number there. */
export function isPossible(rule: Rule, { at }: Pick<Adjustable, 'at'>, number: number): boolean {
  return v.is(
    ruleSchema,
    changed(
      rule,
      at.map((place) => [place, number]),
    ),
  )
}

/** A copy with these numbers in their places, each of which has a number already. */
function changed(rule: Rule, wanted: readonly (readonly [string, number])[], cooldown?: number): unknown {
  const copy = structuredClone(rule) as Record<string, unknown>
  for (const [at, number] of wanted) setAt(copy, at.split('.'), number)
  if (cooldown !== undefined) copy['cooldownDays'] = cooldown
  return copy
}

export function isWithin(number: number, { min, max }: Adjustable): boolean {
  return Number.isInteger(number) && number >= min && number <= max
}

/** From a day to a quarter; that of an act-now rule stays. */
export const cooldownBounds = { min: 1, max: 90 }

export function isCooldown({ level }: Rule, days: number): boolean {
  const { min, max } = cooldownBounds
  return level !== 'act-now' && Number.isInteger(days) && days >= min && days <= max
}

function setAt(part: Record<string, unknown>, [name = '', ...rest]: readonly string[], number: number): void {
  if (rest.length === 0) part[name] = number
  else setAt(part[name] as Record<string, unknown>, rest, number)
}
