import fc from 'fast-check'
import { expect, test } from 'vitest'

import { atNoon, day, Life, lifeOf } from './cast.ts'
import { eventsOf } from './events.ts'
import { shippedQuestions } from './shippedQuestions.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'
import { Signals } from './signals.ts'

const HOUR_MS = 3_600_000

test('a skipped item is never a signal nor breaks a row', () => {
  const life = lifeOf('1-2 daily-energy=nothing; 3 daily-steady=steady; 4 daily-energy=nothing')

  expect(life.of('worn-down', 4)).toHaveLength(1)
})

test('an answer without an ordinal neither counts nor breaks', () => {
  const rule = {
    ...shipped('paperwork-behind'),
    id: 'blurred',
    when: rowOf('review-whose-interests', ['blurred']),
  }
  const item = 'review-whose-interests'

  const row = lifeOf(`1 ${item}=blurred; 2 ${item}=does-not-apply; 3 ${item}=blurred`)
  const broken = lifeOf(`1 ${item}=blurred; 2 ${item}=mostly; 3 ${item}=blurred`)

  expect(row.of('blurred', 3, [rule])).toHaveLength(1)
  expect(broken.of('blurred', 3, [rule])).toEqual([])
})

test('what belonged to a closed signal is not counted again', () => {
  const before = '1-3 session-within-competence=edge; 3 say beyond-competence settled'

  const two = lifeOf(`${before}; 17-18 session-within-competence=edge`)
  const three = lifeOf(`${before}; 17-19 session-within-competence=edge`)

  expect(open(two.of('beyond-competence', 18))).toEqual([])
  expect(open(three.of('beyond-competence', 19))[0]?.causes.map((cause) => cause.day)).toEqual([
    day(17),
    day(18),
    day(19),
  ])
})

test('what is answered while a signal is open belongs to it', () => {
  const life = lifeOf('1-3 session-within-competence=edge; 5 session-within-competence=edge')

  const [signal, ...others] = life.of('beyond-competence', 5)

  expect(others).toEqual([])
  expect(signal?.opened).toBe(day(3))
  expect(signal?.causes).toHaveLength(4)
})

test('a late answer is judged by its own day', () => {
  const life = new Life()
  life.check(1, { 'daily-hard-to-tell': 'matters' })
  life.check(30, { 'daily-energy': 'enough' })
  const late = life.check(10, { 'daily-hard-to-tell': 'matters' }, { on: 31, phone: 'berta' })

  const [signal] = life.of('hard-to-share', 31)

  expect(signal?.opened).toBe(day(10))
  expect(signal?.raisedIn).toEqual([late])
})

test('a late answer also counts on the latest day', () => {
  const life = new Life()
  life.check(11, { 'daily-hard-to-tell': 'matters' })
  life.check(10, { 'daily-hard-to-tell': 'matters' }, { on: 12, phone: 'berta' })

  expect(life.of('hard-to-share', 12).map(({ opened }) => opened)).toEqual([day(11)])
})

test('an act-now of over a day ago is told as past', () => {
  const life = lifeOf('1 session-risk=now')
  const told = (hours: number): Signal | undefined => at(life, 2, atNoon(1) + hours * HOUR_MS)

  expect(told(24)).toMatchObject({ level: 'act-now', isPast: false, due: '2026-01-01T12:00:00.000Z' })
  expect(told(24.1)).toMatchObject({ level: 'consult', isPast: true, due: '2026-01-03T12:06:00.000Z' })
})

test('an act-now that somebody answered stays as it is', () => {
  const life = lifeOf('1 session-risk=now; 1 say danger-now taken-over; 5 today')

  expect(life.of('danger-now', 5)).toMatchObject([{ level: 'act-now', isPast: false, state: 'quiet' }])
})

test('an act-now answer while one is open raises it anew', () => {
  const life = new Life()
  const first = life.check(1, { 'session-risk': 'now' })
  const second = life.check(3, { 'session-risk': 'now' })

  const [signal, ...others] = life.of('danger-now', 3)

  expect(others).toEqual([])
  expect(signal).toMatchObject({ level: 'act-now', isPast: false, raisedIn: [first, second] })
})

test('snoozed once it is open again on its day', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(1, 'strong-pull', 'snoozed', { until: day(4) })

  expect(life.of('strong-pull', 3)).toMatchObject([{ state: 'snoozed', until: day(4) }])
  expect(life.of('strong-pull', 4)).toMatchObject([{ state: 'open', until: null }])
})

test('snoozed twice it is quiet until the longer look', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(1, 'strong-pull', 'snoozed', { until: day(2) })
  life.say(2, 'strong-pull', 'snoozed', { until: day(3) })
  const quiet = life.of('strong-pull', 20)
  life.check(20, {}, { checklist: 'review' })

  expect(quiet).toMatchObject([{ state: 'quiet' }])
  expect(life.of('strong-pull', 20)).toMatchObject([{ state: 'open' }])
})

test('three times not applying within 90 days asks to switch off', () => {
  const said = (on: number): string => `${on} session-pull=strong; ${on} say strong-pull does-not-apply`

  const twice = lifeOf(`${said(1)}; ${said(31)}`).of('strong-pull', 31)
  const thrice = lifeOf(`${said(1)}; ${said(31)}; ${said(90)}`).of('strong-pull', 90)
  const over = lifeOf(`${said(1)}; ${said(31)}; ${said(91)}`).of('strong-pull', 91)

  expect(twice.filter(({ asksToSwitchOff }) => asksToSwitchOff)).toEqual([])
  expect(thrice.map(({ asksToSwitchOff }) => asksToSwitchOff)).toEqual([true, false, false])
  expect(over.filter(({ asksToSwitchOff }) => asksToSwitchOff)).toEqual([])
})

test('who was asked and kept the rule is not asked again', () => {
  const life = lifeOf(
    [1, 31, 61].map((on) => `${on} session-pull=strong; ${on} say strong-pull does-not-apply`).join('; '),
  )
  life.rule(61, 'strong-pull', { off: false })

  expect(life.of('strong-pull', 61).some(({ asksToSwitchOff }) => asksToSwitchOff)).toBe(false)
})

test('no trend is told in the first 56 days', () => {
  const story = '6-17 daily-energy=enough; 51-56 daily-energy=little'

  expect(lifeOf(story, 1).of('energy-sliding', 56)).toEqual([])
  expect(lifeOf(`${story}; 57 daily-energy=little`, 1).of('energy-sliding', 57)).toHaveLength(1)
})

test('no silence is told in the first 30 days', () => {
  const life = lifeOf('1 session-second-mind=soon', 1)

  expect(life.of('quiet-after-signal', 30)).toEqual([])
  expect(life.of('quiet-after-signal', 31)).toHaveLength(1)
})

test('a journal younger than that lacks no consultation', () => {
  const lonely = '1 review-connected=alone; 15 review-connected=alone'

  expect(lifeOf(`${lonely}; 21 review-connected=alone`, 1).of('low-support', 21)).toEqual([])
  expect(lifeOf(`${lonely}; 22 review-connected=alone`, 1).of('low-support', 22)).toHaveLength(1)
})

test('a note closes by itself after 28 days, others never', () => {
  const life = lifeOf('1-2 review-up-to-date=behind; 2 session-pull=strong')

  expect(life.of('paperwork-behind', 29)).toMatchObject([{ state: 'open' }])
  expect(life.of('paperwork-behind', 30)).toMatchObject([{ closed: { by: 'expired', day: day(30) } }])
  expect(life.of('strong-pull', 400)).toMatchObject([{ state: 'open' }])
})

test('two phones that close it at once close it once', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(2, 'strong-pull', 'settled')
  life.consult(2, ['boundaries'], {}, { phone: 'berta' })
  life.say(2, 'strong-pull', 'does-not-apply', {}, { phone: 'berta' })

  expect(life.of('strong-pull', 2)).toMatchObject([{ closed: { by: 'settled' } }])
})

test('a signal of one phone is closed by another', () => {
  const life = new Life()
  life.check(1, { 'session-pull': 'strong' }, { phone: 'alma' })
  life.consult(2, ['boundaries'], {}, { phone: 'berta' })

  expect(life.of('strong-pull', 2)).toMatchObject([{ closed: { by: 'consultation' } }])
})

test('what closes it closes nothing that opens later', () => {
  const life = lifeOf('1 consult:boundaries; 2 session-pull=strong')

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'open' }])
})

test('an older consultation closes only what the person names', () => {
  const entered = (more: Record<string, boolean>): Life => {
    const life = lifeOf('10 session-pull=strong')
    life.consult(3, ['boundaries'], more, { on: 11 })
    return life
  }

  expect(entered({}).of('strong-pull', 11)).toMatchObject([{ state: 'open' }])
  expect(entered({ 'closes.strong-pull': true }).of('strong-pull', 11)).toMatchObject([{ state: 'closed' }])
})

test('a consultation leaves open what the person says', () => {
  const life = lifeOf('10 session-pull=strong')
  life.consult(11, ['boundaries'], { 'closes.strong-pull': false })

  expect(life.of('strong-pull', 11)).toMatchObject([{ state: 'open' }])
})

test('planned it asks for nothing until its day is over', () => {
  const life = lifeOf('1 session-pull=strong')
  const consultation = life.plan(1, 5)
  life.say(1, 'strong-pull', 'planned', { consultation })

  expect(life.of('strong-pull', 5)).toMatchObject([{ state: 'planned', consultation }])
  expect(life.of('strong-pull', 6)).toMatchObject([{ state: 'open', consultation: null }])
})

test('a planned consultation that is logged closes its signal', () => {
  const life = lifeOf('1 session-pull=strong')
  const id = life.plan(1, 5)
  life.say(1, 'strong-pull', 'planned', { consultation: id })
  life.write('consultation', { date: day(5), minutes: 30 }, { on: 5, id })

  expect(life.of('strong-pull', 5)).toMatchObject([{ closed: { by: 'consultation' } }])
})

test('a plan that is removed leaves the signal open', () => {
  const life = lifeOf('1 session-pull=strong')
  const consultation = life.plan(1, 5)
  life.say(1, 'strong-pull', 'planned', { consultation })
  life.remove('consultation', consultation, 2)

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'open' }])
})

test('a new consult signal joins what is arranged already', () => {
  const life = new Life()
  const consultation = life.plan(1, 5)
  life.check(2, { 'session-pull': 'strong', 'session-risk': 'now' })

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'planned', consultation }])
  expect(life.of('danger-now', 2)).toMatchObject([{ state: 'open' }])
  expect(life.of('strong-pull', 6)).toMatchObject([{ state: 'open' }])
})

test('an amended answer counts as it now stands', () => {
  const life = new Life()
  const id = life.check(1, { 'session-pull': 'strong' })
  const before = life.of('strong-pull', 1)
  life.write('entry', { 'answer.session-pull': 'noticed' }, { on: 2, id })

  expect(before).toHaveLength(1)
  expect(life.of('strong-pull', 2)).toEqual([])
})

test('an answer amended into a signal opens it then', () => {
  const life = new Life()
  const id = life.check(1, { 'session-pull': 'noticed' })
  life.check(3, {})
  life.write('entry', { 'answer.session-pull': 'strong' }, { on: 4, id })

  expect(life.of('strong-pull', 4)).toMatchObject([{ opened: day(1), state: 'open' }])
})

test('an entry that is removed raises nothing', () => {
  const life = new Life()
  const id = life.check(1, { 'session-pull': 'strong' })
  life.remove('entry', id, 2)

  expect(life.of('strong-pull', 2)).toEqual([])
})

test('a changed rule leaves the past as it was', () => {
  const life = lifeOf('1-3 session-within-competence=edge; 3 say beyond-competence settled')
  life.rule(20, 'beyond-competence', { 'set.times': 5 })
  for (const on of [30, 31, 32, 33]) life.check(on, { 'session-within-competence': 'edge' })
  const four = life.of('beyond-competence', 33)
  life.check(34, { 'session-within-competence': 'edge' })

  expect(four).toMatchObject([{ opened: day(3), state: 'closed' }])
  expect(open(life.of('beyond-competence', 34))).toMatchObject([{ opened: day(34) }])
})

test('a late answer is judged by the rule of its day', () => {
  const life = lifeOf('1-2 session-within-competence=edge')
  life.rule(20, 'beyond-competence', { 'set.times': 8 })
  life.check(3, { 'session-within-competence': 'edge' }, { on: 21, phone: 'berta' })

  expect(life.of('beyond-competence', 21)).toMatchObject([{ opened: day(3) }])
})

test('a rule switched off is silent, and closes what is open', () => {
  const life = lifeOf('1 session-pull=strong')
  life.rule(2, 'strong-pull', { off: true })
  life.check(20, { 'session-pull': 'strong' })

  expect(life.of('strong-pull', 20)).toMatchObject([{ closed: { by: 'switched-off', day: day(2) } }])
})

test('an act-now rule cannot be switched off', () => {
  const life = new Life()
  life.rule(1, 'danger-now', { off: true })
  life.check(2, { 'session-risk': 'now' })

  expect(life.of('danger-now', 2)).toMatchObject([{ state: 'open' }])
})

test('a number out of bounds changes nothing', () => {
  const life = new Life()
  life.rule(1, 'beyond-competence', { 'set.times': 99 })
  life.check(2, { 'session-within-competence': 'edge' })
  life.check(3, { 'session-within-competence': 'edge' })
  life.check(4, { 'session-within-competence': 'edge' })

  expect(life.of('beyond-competence', 4)).toHaveLength(1)
})

test('an own rule is noticed from its day on', () => {
  const life = lifeOf('1 daily-boundary=chosen')
  const definition = {
    ...JSON.parse(JSON.stringify(shipped('strong-pull'))),
    id: 'own-abcdefgh',
    when: { answer: 'daily-boundary', in: ['chosen'] },
    texts: { title: 'Chosen', message: 'You bent a boundary on purpose.' },
  }
  life.rule(5, 'own-abcdefgh', { definition })
  life.check(6, { 'daily-boundary': 'chosen' })

  expect(life.of('own-abcdefgh', 6)).toMatchObject([{ opened: day(6) }])
})

test('a phone whose clock is years ahead is looked at briefly', () => {
  const life = new Life()
  life.check(1, { 'session-second-mind': 'soon' })
  life.check(2_000_000, {})

  expect(life.of('second-mind', 2_000_000)).toHaveLength(1)
})

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

function at(life: Life, today: number, nowMs: number): Signal | undefined {
  const signals = new Signals()
  signals.follow(life.events())
  return signals.on(day(today), nowMs).find(({ rule }) => rule.level === 'act-now')
}

function open(signals: readonly Signal[]): readonly Signal[] {
  return signals.filter(({ state }) => state !== 'closed')
}

function shipped(id: string) {
  const rule = shippedRules.find((one) => one.id === id)
  if (!rule) throw new Error(`no rule ${id}`)
  return rule
}

function rowOf(answer: string, codes: string[]) {
  return { streak: 2, of: { answer, in: codes }, within: { days: 16 } }
}
