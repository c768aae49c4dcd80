import { expect, test } from 'vitest'

import { shippedRules } from '../insight/shippedRules.ts'
import type { Level } from '../insight/rule.ts'
import type { Signal } from '../insight/signal.ts'
import { tick } from '../protocol/hlc.ts'
import { wishesOf, type Journaled, type Planned } from './wishes.ts'

const DAY_MS = 86_400_000
const OPENED = Date.parse('2026-11-23T12:00:00Z')
const iso = (instant: number): string => new Date(instant).toISOString()

function aSignal(level: Level, of: Partial<Signal> = {}): Signal {
  const rule = shippedRules.find((one) => one.level === level)
  if (rule === undefined) throw new Error(`no rule of ${level}`)
  return {
    rule,
    key: `${rule.id}.one`,
    level,
    isPast: false,
    opened: '2026-11-23',
    openedAt: tick(null, OPENED),
    due: null,
    causes: [],
    raisedIn: [],
    state: 'open',
    until: null,
    consultation: null,
    closed: null,
    asksToSwitchOff: false,
    ...of,
  }
}
const aPlan = (of: Partial<Planned> = {}): Planned => ({
  when: '2026-11-26T10:00',
  zone: 'Europe/Berlin',
  length: 50,
  isLogged: false,
  ...of,
})
const journaled = (of: Partial<Journaled>): Journaled => ({
  signals: [],
  planned: [],
  doneUntil: null,
  nowMs: OPENED,
  zone: 'Europe/Berlin',
  ...of,
})

test('an open signal asks for a talk at growing distance', () => {
  const wishes = wishesOf(journaled({ signals: [aSignal('consult')] }))

  expect(wishes.map(({ from }) => (from - OPENED) / DAY_MS)).toEqual([1, 8, 22, 50, 106])
  expect(wishes.every(({ text, isAsked }) => text === 'talk' && !isAsked)).toBe(true)
})

test('after three weeks away one talk is asked for and not three', () => {
  const wishes = wishesOf(journaled({ signals: [aSignal('consult')], nowMs: OPENED + 23 * DAY_MS }))

  expect(wishes.map(({ from }) => (from - OPENED) / DAY_MS)).toEqual([22, 50, 106])
})

test.each<[string, Partial<Signal>]>([
  ['planned', { state: 'planned', consultation: 'one' }],
  ['quiet', { state: 'quiet' }],
  ['closed', { state: 'closed', closed: { by: 'settled', day: '2026-11-24', at: tick(null, OPENED) } }],
])('a signal that is %s asks for nothing', (_, of) => {
  expect(wishesOf(journaled({ signals: [aSignal('consult', of)] }))).toEqual([])
})

test('a note asks for nothing', () => {
  expect(wishesOf(journaled({ signals: [aSignal('note')] }))).toEqual([])
})

test('a snoozed signal asks on the day it was put off to', () => {
  const snoozed = aSignal('consult', { state: 'snoozed', until: '2026-11-26' })

  const [wish, ...more] = wishesOf(journaled({ signals: [snoozed] }))

  expect(more).toEqual([])
  expect(wish).toMatchObject({ text: 'talk', isAsked: true })
  expect(iso(wish?.from ?? 0)).toBe('2026-11-25T23:00:00.000Z')
})

test('a hard day is asked after for two days', () => {
  expect(wishesOf(journaled({ signals: [aSignal('act-now')] }))).toEqual([
    { text: 'hard-day', from: OPENED, until: OPENED + 2 * DAY_MS, isAsked: false },
  ])
})

test('a planned talk is named the day before and asked after when it is over', () => {
  const wishes = wishesOf(journaled({ planned: [aPlan()] }))

  expect(wishes.map(({ text, from }) => [text, iso(from)])).toEqual([
    ['planned', '2026-11-25T09:00:00.000Z'],
    ['after-talk', '2026-11-26T09:50:00.000Z'],
  ])
  expect(iso(wishes[0]?.until ?? 0)).toBe('2026-11-26T08:59:59.999Z')
})

test('a talk that is written down asks for nothing', () => {
  expect(wishesOf(journaled({ planned: [aPlan({ isLogged: true }), aPlan({ when: null })] }))).toEqual([])
})

test('what the person called done rests until then', () => {
  const signals = [aSignal('consult')]

  const wishes = wishesOf(journaled({ signals, doneUntil: OPENED + 7 * DAY_MS }))

  expect(wishes.map(({ from }) => (from - OPENED) / DAY_MS)).toEqual([8, 22, 50, 106])
})
