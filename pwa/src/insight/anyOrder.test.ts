import fc from 'fast-check'
import { expect, test } from 'vitest'

import { day, Life } from './cast.ts'
import { eventsOf } from './events.ts'
import { shippedQuestions } from './shippedQuestions.ts'
import type { Signal } from './signal.ts'
import { Signals } from './signals.ts'

const items = [...shippedQuestions].filter(([linkId]) =>
  /session-(pull|frame|risk)|daily-(energy|privacy)|review-connected/.test(linkId),
)
const deeds = fc.array(
  fc.record({
    day: fc.integer({ min: 1, max: 90 }),
    late: fc.integer({ min: 0, max: 8 }),
    phone: fc.constantFrom('alma' as const, 'berta' as const),
    deed: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          ...items.flatMap(([item, codes]) => [...codes.keys()].map((code) => `${item}=${code}`)),
        ),
      },
      fc.constantFrom('settle', 'snooze', 'reach', 'consult', 'amend', 'remove', 'off'),
    ),
  }),
  { maxLength: 60 },
)

test('any order of arrival gives the same signals', () => {
  fc.assert(
    fc.property(deeds, fc.infiniteStream(fc.nat()), (told, chance) => {
      const objects = randomLife(told).events()
      const inOne = new Signals()
      inOne.follow(objects)
      const inParts = new Signals()
      const order = objects
        .map((one) => ({ one, rank: Number(chance.next().value) }))
        .sort((one, other) => one.rank - other.rank)
      for (const { one } of order) {
        inParts.follow([one])
        // Looking ahead at a day to come must leave no trace.
        if (one.id.endsWith('3')) inParts.on(day(120))
      }

      expect(inParts.on(day(100))).toEqual(inOne.on(day(100)))
    }),
    { numRuns: 30 },
  )
})

test('signals that are followed write by write are the same', () => {
  fc.assert(
    fc.property(deeds, (told) => {
      const life = randomLife(told)
      const inParts = new Signals()
      for (const { kind, id, writes } of life.objects.values()) {
        for (let count = 1; count <= writes.length; count++)
          inParts.follow([eventsOf(kind, id, writes.slice(0, count))])
      }

      expect(inParts.on(day(100))).toEqual(all(life, 100))
    }),
    { numRuns: 30 },
  )
})

function randomLife(
  told: readonly { day: number; late: number; phone: 'alma' | 'berta'; deed: string }[],
): Life {
  const life = new Life()
  const entries: string[] = []
  for (const { day: on, late, phone, deed } of [...told].sort((a, b) => a.day + a.late - b.day - b.late)) {
    const how = { on: on + late, phone }
    const [item = '', code] = deed.split('=')
    if (code !== undefined) entries.push(life.check(on, { [item]: code }, how))
    else if (deed === 'settle') life.say(on, 'strong-pull', 'settled', {}, how)
    else if (deed === 'snooze') life.say(on, 'boundary-drift', 'snoozed', { until: day(on + 3) }, how)
    else if (deed === 'reach') life.say(on, 'danger-now', 'reached', {}, how)
    else if (deed === 'consult') life.consult(on, ['boundaries'], {}, how)
    else if (deed === 'off') life.rule(on, 'privacy-slip', { off: on % 2 === 0 }, how)
    else if (deed === 'amend' && entries[0])
      life.write('entry', { 'answer.session-pull': 'strong' }, { ...how, id: entries[0] })
    else if (deed === 'remove' && entries.at(-1)) life.remove('entry', entries.at(-1) ?? '', on + late)
  }
  return life
}

function all(life: Life, today: number): readonly Signal[] {
  const signals = new Signals()
  signals.follow(life.events())
  return signals.on(day(today))
}
