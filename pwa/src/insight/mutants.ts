/** Rules with one operator or bound broken, each in turn: some story has to say so of every one. */
import * as v from 'valibot'

import { levels, ruleSchema, type Rule } from './language.ts'
import { selectorsOf } from './parts.ts'
import { shippedQuestions } from './shippedQuestions.ts'

export interface Mutant {
  readonly rule: string
  readonly what: string
  /** Null where the form of rules has no room for it: the build refuses it. */
  readonly broken: Rule | null
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
/** What may stand in the place of a value, with a name for the change. */
type Change = readonly [what: string, instead: Json]

const ids: Record<string, readonly string[]> = { level: levels, count: ['answers', 'days'] }

export function mutantsOf(rule: Rule): Mutant[] {
  const { when, clears, hides } = rule
  const whole = JSON.parse(JSON.stringify({ when, clears, hides })) as Json
  const { cooldownDays, dueWithinHours, level } = rule
  return [
    ...changesIn(whole, '', rule).map(([what, instead]) => mutant(rule, what, instead)),
    ...near('cooldownDays', cooldownDays).map(([what, days]) => mutant(rule, what, { cooldownDays: days })),
    ...near('dueWithinHours', dueWithinHours ?? 24).map(([what, due]) =>
      mutant(rule, what, { dueWithinHours: due }),
    ),
    ...levels.flatMap((other) => (other === level ? [] : [mutant(rule, `level ${other}`, { level: other })])),
  ]
}

function mutant(rule: Rule, what: string, instead: Json): Mutant {
  const broken = v.safeParse(ruleSchema, { ...rule, ...(instead as object) })
  return { rule: rule.id, what, broken: broken.success ? broken.output : null }
}

/** Every single change inside a value, each giving the whole value anew. */
function changesIn(value: Json, place: string, rule: Rule): Change[] {
  if (typeof value === 'number') return near(place, value)
  if (typeof value === 'string') return swapped(value, place)
  if (Array.isArray(value)) return [...inList(value, place, rule), ...membersLeftOut(value, place, rule)]
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([name, part]) =>
    changesIn(part, place === '' ? name : `${place}.${name}`, rule).map(([what, instead]): Change => [
      what,
      { ...value, [name]: instead },
    ]),
  )
  return [...inside, ...operatorsOf(value, place)]
}

function near(place: string, number: number): [string, number][] {
  return [number + 1, number - 1].map((other) => [`${place} ${number} → ${other}`, other])
}

function swapped(value: string, place: string): Change[] {
  const others = ids[place.split('.').at(-1) ?? ''] ?? []
  return others.flatMap((other): Change[] =>
    other === value ? [] : [[`${place} ${value} → ${other}`, other]],
  )
}

function operatorsOf(value: { [name: string]: Json }, place: string): Change[] {
  // A choice of answers is no condition, and has only one way.
  if (place === 'clears' || place.endsWith('.of')) return []
  if ('all' in value) return [[`${place} all → any`, { any: value['all'] ?? null }]]
  if ('any' in value) return [[`${place} any → all`, { all: value['any'] ?? null }]]
  return 'not' in value ? [[`${place} without not`, value['not'] ?? null]] : []
}

function inList(value: Json[], place: string, rule: Rule): Change[] {
  return value.flatMap((part, at) =>
    changesIn(part, `${place}.${at}`, rule).map(([what, instead]): Change => [what, value.with(at, instead)]),
  )
}

/** One less, or one more answer to the same item; a list of one goes with what holds it. */
function membersLeftOut(value: Json[], place: string, rule: Rule): Change[] {
  const left = value.map((part, at): Change => [
    `${place} without ${typeof part === 'string' ? part : at}`,
    value.toSpliced(at, 1),
  ])
  const isCodes = place.endsWith('.in') || place.endsWith('.codes')
  return [...(value.length > 1 ? left : []), ...(isCodes ? codesAdded(value, place, rule) : [])]
}

function codesAdded(value: Json[], place: string, rule: Rule): Change[] {
  const { calm } = rule.clears
  const item = place.endsWith('.codes')
    ? calm?.item
    : selectorsOf(rule.when).find(
        (one) => `when.${one.place}.in` === place || (one.place === '' && place === 'when.in'),
      )?.answer
  // An answer that makes the signal can never calm it: it is part of it.
  const makes = place.endsWith('.codes')
    ? selectorsOf(rule.when).flatMap((one) => (one.answer === item ? one.in : []))
    : []
  const codes = [...(shippedQuestions.get(item ?? '')?.keys() ?? [])]
  return codes.flatMap((code): Change[] =>
    value.includes(code) || makes.includes(code) ? [] : [[`${place} with ${code}`, [...value, code]]],
  )
}
