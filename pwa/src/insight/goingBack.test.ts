import fc from 'fast-check'
import { expect, test } from 'vitest'

import { day, Life } from './cast.ts'
import { eventsOf, type ObjectEvents } from './events.ts'
import { shippedQuestions } from './shippedQuestions.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'
import { Signals } from './signals.ts'

const TODAY = 400
const pairs = [...shippedQuestions].flatMap(([item, codes]) => [...codes.keys()].map((code) => [item, code]))
const ANSWERS = ['settled', 'reached', 'snoozed', 'does-not-apply', 'taken-over']

/** Places of what is changed, counted from the end of some hundred events. */
const changes = fc.array(fc.nat(420), { minLength: 1, maxLength: 6 })

test('going back gives what folding all anew gives', () => {
  fc.assert(
    fc.property(fc.nat(), changes, (seed, places) => {
      const life = aLongLife(seed)
      const signals = new Signals()
      signals.follow(life.events())

      for (const place of places) {
        signals.follow(changed(life, place))

        expect(signals.on(day(TODAY))).toEqual(anew(life))
      }
    }),
    { numRuns: 8 },
  )
})

test('what is undone again leaves all as it was', () => {
  const life = aLongLife(7)
  const signals = new Signals()
  signals.follow(life.events())
  const before = signals.on(day(TODAY))

  for (const { kind, id, events } of life.events().slice(-150)) {
    signals.follow([{ kind, id, events: [] }])
    signals.follow([{ kind, id, events }])
  }

  expect(before.length).toBeGreaterThan(20)
  expect(signals.on(day(TODAY))).toEqual(before)
})

test('a change of a rule that is gone leaves no trace', () => {
  const life = new Life()
  life.rule(1, 'strong-pull', { off: true })
  life.rule(1, 'own-abcdefgh', { definition: { id: 'none' } })
  life.check(2, { 'session-pull': 'strong' })
  const signals = new Signals()
  signals.follow(life.events())
  const before = signals.on(day(2))

  signals.follow([{ kind: 'rule', id: 'strong-pull', events: [] }])

  expect(before).toEqual([])
  expect(signals.on(day(2)).map(({ rule }) => rule.id)).toEqual(['strong-pull'])
})

test('a talk that is gone leaves no trace at any mark', () => {
  const life = new Life()
  const id = life.consult(10)
  life.check(30, {})
  const signals = new Signals()
  signals.follow(life.events())
  const isOverdue = (): boolean =>
    signals.on(day(31)).some(({ rule }) => rule.id === 'no-consultation-lately')
  const before = isOverdue()

  // Folded twice from one mark: what the first time added must not stand there the second time.
  life.write('consultation', { 'domain.boundaries': true }, { on: 10, id })
  signals.follow(life.events())
  life.remove('consultation', id, 30)
  signals.follow(life.events())

  expect(before).toBe(false)
  expect(isOverdue()).toBe(true)
})

function anew(life: Life): readonly Signal[] {
  const signals = new Signals()
  signals.follow(life.events())
  return signals.on(day(TODAY))
}

/** The object at a place, amended or removed. */
function changed(life: Life, place: number): ObjectEvents[] {
  const all = [...life.objects.values()]
  const object = all[Math.max(0, all.length - 1 - place)]
  if (!object) return []
  const { kind, id } = object
  if (kind === 'entry' && place % 3 > 0)
    life.write(kind, { 'answer.session-pull': place % 2 ? 'strong' : 'acted' }, { on: TODAY, id })
  else if (kind === 'consultation') life.write(kind, { 'domain.boundaries': true }, { on: TODAY, id })
  else life.remove(kind, id, TODAY)
  return [eventsOf(kind, id, object.writes)]
}

/** Over 400 checks with what a person says to them, the same for one seed. */
function aLongLife(seed: number): Life {
  const life = new Life()
  let state = seed % 2 ** 31
  const below = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * limit)
  }
  const anyRule = () => shippedRules[below(shippedRules.length)]
  for (let on = 1; on <= 330; on++) {
    const phone = below(2) ? ('alma' as const) : ('berta' as const)
    const late = below(8) ? 0 : below(15)
    for (let checks = below(3); checks > 0; checks--) {
      const given = Array.from({ length: 1 + below(5) }, () => pairs[below(pairs.length)] ?? [])
      const checklist = below(9) ? 'daily' : 'review'
      life.check(on, Object.fromEntries(given) as Record<string, string>, { on: on + late, phone, checklist })
    }
    const rule = anyRule()
    if (!rule) continue
    if (below(5) === 0) life.say(on, rule.id, ANSWERS[below(5)] ?? '', { until: day(on + 3) }, { phone })
    if (below(9) === 0) life.consult(on, [rule.domain], { 'action-by': day(on + 5) }, { phone })
    if (below(40) === 0) life.rule(on, rule.id, { off: below(2) === 0, 'set.times': 2 + below(4) }, { phone })
  }
  return life
}
