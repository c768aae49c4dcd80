import * as v from 'valibot'
import { expect, test } from 'vitest'

import { Life, day } from './cast.ts'
import { shippedRules } from './shippedRules.ts'

const answer = v.tuple([v.number(), v.string(), v.string()])
const run = v.tuple([v.string(), v.number()])
const consultation = v.union([
  v.number(),
  v.strictObject({
    day: v.number(),
    domains: v.exactOptional(v.array(v.string())),
    actionBy: v.exactOptional(v.number()),
    outcome: v.exactOptional(v.string()),
  }),
])
const example = v.strictObject({
  today: v.number(),
  answers: v.optional(v.array(answer), []),
  generate: v.exactOptional(v.strictObject({ item: v.string(), baseline: run, recent: run })),
  consultations: v.optional(v.array(consultation), []),
  openSignals: v.optional(
    v.array(v.strictObject({ level: v.literal('consult'), openedDay: v.number() })),
    [],
  ),
  responses: v.optional(v.array(v.tuple([v.number(), v.string(), v.string()])), []),
})
type Example = v.InferOutput<typeof example>

const all = shippedRules.flatMap(({ id, examples }) => [
  ...(examples?.fires ?? []).map((one, at) => ({ id, name: `${id}, fires ${at + 1}`, fires: true, one })),
  ...(examples?.quiet ?? []).map((one, at) => ({ id, name: `${id}, quiet ${at + 1}`, fires: false, one })),
])

test('every rule has an example of each kind', () => {
  const lacking = shippedRules.filter(({ examples }) => !examples?.fires.length || !examples.quiet.length)

  expect(shippedRules).toHaveLength(28)
  expect(lacking.map(({ id }) => id)).toEqual([])
})

test.each(all)('the worked example holds: $name', ({ id, fires, one }) => {
  const told = v.parse(example, one)

  const signals = lived(told).of(id, told.today)

  expect(signals.filter(({ state }) => state !== 'closed')).toHaveLength(fires ? 1 : 0)
  if (!fires) expect(signals).toEqual([])
})

/** Everything in order of its day; on one day answers come first, then what is said to them. */
function lived(told: Example): Life {
  const life = new Life()
  const deeds: { day: number; rank: number; act: () => void }[] = []
  const on = (at: number, rank: number, act: () => void): number => deeds.push({ day: at, rank, act })
  for (const [at, linkId, code] of [...told.answers, ...generated(told)])
    on(at, 0, () => life.check(at, { [linkId]: code }))
  for (const { openedDay } of told.openSignals)
    on(openedDay, 0, () => life.check(openedDay, { 'session-second-mind': 'soon' }))
  for (const [at, rule, said] of told.responses) on(at, 1, () => life.say(at, rule, said))
  for (const one of told.consultations) {
    const { day: at, domains, actionBy, outcome } = typeof one === 'number' ? { day: one } : one
    const more = {
      ...(actionBy === undefined ? {} : { 'action-by': day(actionBy) }),
      ...(outcome === undefined ? {} : { outcome: { text: outcome } }),
    }
    on(at, 1, () => life.consult(at, domains, more))
  }
  deeds.sort((one, other) => one.day - other.day || one.rank - other.rank)
  for (const { act } of deeds) act()
  return life
}

/** So many answers spread over the 42 days before the last 14, and over those. */
function generated({ generate, today }: Example): [number, string, string][] {
  if (!generate) return []
  const spread = ([code, times]: [string, number], from: number, days: number): [number, string, string][] =>
    Array.from({ length: times }, (_, at) => [from + Math.floor((at * days) / times), generate.item, code])
  return [...spread(generate.baseline, today - 55, 42), ...spread(generate.recent, today - 13, 14)]
}
