/** Rules with one operator or bound broken, each in turn: some story has to say so of every one. */
import * as v from 'valibot'

import { domains } from '../checklists/definition.ts'
import { clears, levels, ruleSchema, type Clear, type Rule } from './language.ts'
import { selectorsOf } from './parts.ts'
import { shippedQuestions } from './shippedQuestions.ts'

/** What kinds of things are broken; the test counts each, so that none goes missing. */
export const KINDS = [
  'bound',
  'choice',
  'any or all',
  'not',
  'part left out',
  'answer added',
  'clear added',
  'first weeks',
  'theme',
] as const
export type MutantKind = (typeof KINDS)[number]

export interface Mutant {
  readonly rule: string
  readonly kind: MutantKind
  readonly what: string
  /** Null where the form of rules has no room for it: the build refuses it. */
  readonly broken: Rule | null
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
/** What may stand in the place of a value, with a name for the change. */
type Change = readonly [kind: MutantKind, what: string, instead: Json]

/** These go with more that has to be said. */
const CONFIGURED: readonly Clear[] = ['answers-calm', 'trend-level']
const ids: Record<string, readonly string[]> = { level: levels, count: ['answers', 'days'] }

export function mutantsOf(rule: Rule): Mutant[] {
  const { when, hides } = rule
  const whole = JSON.parse(JSON.stringify({ when, clears: rule.clears, hides })) as Json
  const { cooldownDays, dueWithinHours, level } = rule
  const set = (name: string, [kind, what, instead]: Change): Change => [kind, what, { [name]: instead }]
  return [
    ...changesIn(whole, '', rule),
    ...near('cooldownDays', cooldownDays).map((change) => set('cooldownDays', change)),
    ...near('dueWithinHours', dueWithinHours ?? 24).map((change) => set('dueWithinHours', change)),
    ...swapped(level, 'level').map((change) => set('level', change)),
    ...clearsAdded(rule),
    ...otherwise(rule),
  ].map(([kind, what, instead]) => mutant(rule, kind, what, instead))
}

function mutant(rule: Rule, kind: MutantKind, what: string, instead: Json): Mutant {
  const broken = v.safeParse(ruleSchema, { ...rule, ...(instead as object) })
  return { rule: rule.id, kind, what, broken: broken.success ? broken.output : null }
}

/** What else can close it, of what needs no more said and is not in what closes it anyway. */
function clearsAdded({ clears: now, when }: Rule): Change[] {
  const isAlike = (one: Clear): boolean =>
    (one === 'outcome-written' && !('stepOpen' in when)) ||
    (one === 'consultation-logged-in-domain' && now.any.includes('consultation-logged-any'))
  const others = clears.filter((one) => !now.any.includes(one) && !CONFIGURED.includes(one) && !isAlike(one))
  return others.map((one) => [
    'clear added',
    `clears with ${one}`,
    { clears: JSON.parse(JSON.stringify({ ...now, any: [...now.any, one] })) as Json },
  ])
}

/** What the fold asks of a rule besides its condition: whether it waits at first, and which talk is about it. */
function otherwise({ kind, domain, clears: { any } }: Rule): Change[] {
  const waits = kind === 'trend' || kind === 'absence'
  const next = domains[(domains.findIndex((one) => one === domain) + 1) % domains.length] ?? ''
  return [
    ...(waits ? [['first weeks', `kind ${kind} → count`, { kind: 'count' }] as const] : []),
    ...(any.includes('consultation-logged-in-domain')
      ? [['theme', `domain ${domain} → ${next}`, { domain: next }] as const]
      : []),
  ]
}

/** Every single change inside a value, each giving the whole value anew. */
function changesIn(value: Json, place: string, rule: Rule): Change[] {
  if (typeof value === 'number') return near(place, value)
  if (typeof value === 'string') return swapped(value, place)
  if (Array.isArray(value)) return [...inList(value, place, rule), ...membersLeftOut(value, place, rule)]
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([name, part]) =>
    changesIn(part, place === '' ? name : `${place}.${name}`, rule).map(([kind, what, instead]): Change => [
      kind,
      what,
      { ...value, [name]: instead },
    ]),
  )
  return [...inside, ...operatorsOf(value, place)]
}

function near(place: string, number: number): Change[] {
  return [number + 1, number - 1].map((other) => ['bound', `${place} ${number} → ${other}`, other])
}

function swapped(value: string, place: string): Change[] {
  const others = ids[place.split('.').at(-1) ?? ''] ?? []
  return others.flatMap((other): Change[] =>
    other === value ? [] : [['choice', `${place} ${value} → ${other}`, other]],
  )
}

function operatorsOf(value: { [name: string]: Json }, place: string): Change[] {
  // A choice of answers is no condition, and has only one way.
  if (place === 'clears' || place.endsWith('.of')) return []
  if ('all' in value) return [['any or all', `${place} all → any`, { any: value['all'] ?? null }]]
  if ('any' in value) return [['any or all', `${place} any → all`, { all: value['any'] ?? null }]]
  return 'not' in value ? [['not', `${place} without not`, value['not'] ?? null]] : []
}

function inList(value: Json[], place: string, rule: Rule): Change[] {
  return value.flatMap((part, at) =>
    changesIn(part, `${place}.${at}`, rule).map(([kind, what, instead]): Change => [
      kind,
      what,
      value.with(at, instead),
    ]),
  )
}

/** One less, or one more answer to the same item; a list of one goes with what holds it. */
function membersLeftOut(value: Json[], place: string, rule: Rule): Change[] {
  const left = value.map((part, at): Change => [
    'part left out',
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
    value.includes(code) || makes.includes(code)
      ? []
      : [['answer added', `${place} with ${code}`, [...value, code]]],
  )
}
