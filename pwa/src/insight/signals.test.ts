import { expect, test } from 'vitest'

import { atNoon, day, Life, lifeOf } from './cast.ts'
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
  const late = life.check(8, { 'daily-hard-to-tell': 'matters' }, { on: 31, phone: 'berta' })

  const [signal] = life.of('hard-to-share', 31)

  expect(signal?.opened).toBe(day(8))
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

test('a phone whose clock is years ahead is looked at briefly', () => {
  const life = new Life()
  life.check(1, { 'session-second-mind': 'soon' })
  life.check(2_000_000, {})

  expect(life.of('second-mind', 2_000_000)).toHaveLength(1)
})

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
