import { describe, expect, test } from 'vitest'

import { localOf } from '../platform/zones.ts'
import type { Pattern } from './hours.ts'
import {
  DAYS,
  REMINDERS_MAX,
  schedule,
  type Asked,
  type NudgeText,
  type Slot,
  type Wish,
} from './schedule.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MONDAY = Date.parse('2026-11-23T12:00:00Z')
const EVENING: Pattern = { hours: ['19:00'], restDays: [], quietFrom: '22:00', quietTo: '07:00', minutes: 7 }

const asking = (of: Partial<Asked> = {}): Asked => ({
  pattern: EVENING,
  zone: 'UTC',
  nowMs: MONDAY,
  dayEndsAt: '04:00',
  written: new Set(),
  wishes: [],
  said: [],
  reminders: [],
  ...of,
})
const wish = (text: NudgeText, from: number, of: Partial<Wish> = {}): Wish => ({
  text,
  from,
  until: Infinity,
  isAsked: false,
  ...of,
})
const times = (slots: readonly Slot[]): string[] => slots.map(({ dueMs }) => new Date(dueMs).toISOString())
const textOn = (slots: readonly Slot[], day: string): NudgeText | undefined =>
  slots.find((slot) => new Date(slot.dueMs).toISOString().startsWith(day))?.text

test('fourteen days from today have one slot each', () => {
  const slots = schedule(asking())

  expect(times(slots)).toHaveLength(DAYS)
  expect(times(slots)[0]).toBe('2026-11-23T19:07:00.000Z')
  expect(times(slots)[13]).toBe('2026-12-06T19:07:00.000Z')
})

test('an hour that has passed today is not made up for', () => {
  const slots = schedule(asking({ nowMs: MONDAY + 8 * HOUR_MS }))

  expect(times(slots)[0]).toBe('2026-11-24T19:07:00.000Z')
})

test('the slots of the last day ask to open the app', () => {
  const slots = schedule(asking({ pattern: { ...EVENING, hours: ['08:00', '19:00'] } }))

  expect(slots.map(({ isLast }) => isLast)).toEqual([...Array<boolean>(25).fill(false), true, true])
  expect(slots.at(-1)?.text).toBe('open-app')
})

test('what would be said on a written day is said by the next slot', () => {
  const wishes = [wish('talk', MONDAY)]

  const slots = schedule(asking({ wishes, written: new Set(['2026-11-23']) }))

  expect(textOn(slots, '2026-11-23')).toBeUndefined()
  expect(textOn(slots, '2026-11-24')).toBe('talk')
})

test('a slot after midnight belongs to the practice day before', () => {
  const night = { ...EVENING, hours: ['01:00'], quietFrom: '05:00', quietTo: '12:00' }

  const slots = schedule(asking({ pattern: night, written: new Set(['2026-11-23']) }))

  expect(times(slots)[0]).toBe('2026-11-25T01:07:00.000Z')
})

test('a talk is asked for once a week at most', () => {
  const wishes = [0, 1, 2, 9].map((days) => wish('talk', MONDAY + days * DAY_MS))

  const slots = schedule(asking({ wishes }))

  const talks = slots.filter(({ text }) => text === 'talk')
  expect(times(talks)).toEqual(['2026-11-23T19:07:00.000Z', '2026-11-30T19:07:00.000Z'])
})

test('a talk asked for last week is not asked for again too soon', () => {
  const sunday = Date.parse('2026-11-22T19:07:00Z')

  const slots = schedule(asking({ wishes: [wish('talk', MONDAY)], said: [{ text: 'talk', dueMs: sunday }] }))

  expect(times(slots.filter(({ text }) => text === 'talk'))).toEqual(['2026-11-29T19:07:00.000Z'])
})

test('what the person put off comes on its day whatever the week', () => {
  const wishes = [wish('talk', MONDAY), wish('talk', MONDAY + 2 * DAY_MS, { isAsked: true })]

  const slots = schedule(asking({ wishes }))

  expect(textOn(slots, '2026-11-23')).toBe('talk')
  expect(textOn(slots, '2026-11-25')).toBe('talk')
})

test('what was said before is not said again', () => {
  const said = [{ text: 'after-talk' as const, dueMs: MONDAY - HOUR_MS }]

  const slots = schedule(asking({ wishes: [wish('after-talk', MONDAY - DAY_MS)], said }))

  expect(slots.some(({ text }) => text === 'after-talk')).toBe(false)
})

test('a wish whose time is over is said by no slot', () => {
  const wishes = [wish('planned', MONDAY, { until: MONDAY + HOUR_MS })]

  expect(schedule(asking({ wishes })).some(({ text }) => text === 'planned')).toBe(false)
})

test('the most pressing is said first and the others after it', () => {
  const wishes = [wish('talk', MONDAY), wish('after-talk', MONDAY), wish('hard-day', MONDAY)]

  const texts = schedule(asking({ wishes })).map(({ text }) => text)

  expect(texts.slice(0, 4)).toEqual(['hard-day', 'after-talk', 'talk', 'check'])
})

test('a reminder of the person is one more slot', () => {
  const at = MONDAY + 90 * 60_000

  const slots = schedule(asking({ reminders: [at, at, MONDAY - HOUR_MS] }))

  expect(slots).toHaveLength(DAYS + 1)
  expect(slots[0]).toEqual({ dueMs: at, text: 'reminder', isLast: false })
})

test('a test of this minute comes and one of the last does not', () => {
  const [now, before] = [MONDAY - 59_999, MONDAY - 60_000]

  expect(schedule(asking({ reminders: [now] }))[0]?.dueMs).toBe(now)
  expect(schedule(asking({ reminders: [before] }))).toHaveLength(DAYS)
})

test('a reminder at the minute of a slot is that slot', () => {
  expect(schedule(asking({ reminders: [Date.parse('2026-11-24T19:07:00Z')] }))).toHaveLength(DAYS)
})

test('the fullest schedule has 32 slots', () => {
  const reminders = Array.from({ length: REMINDERS_MAX + 3 }, (_, minutes) => MONDAY + (minutes + 1) * 60_000)

  const slots = schedule(asking({ pattern: { ...EVENING, hours: ['13:00', '19:00'] }, reminders }))

  expect(slots).toHaveLength(32)
})

describe.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('a year in %s', (zone) => {
  /** The slots that come while the schedule is replaced each day at noon and nothing is written. */
  function aYear(zoneOn: (day: number) => string): { at: number; zone: string }[] {
    const came: { at: number; zone: string }[] = []
    for (let day = 0; day < 365; day++) {
      const nowMs = Date.parse('2026-01-01T00:00:00Z') + day * DAY_MS
      const slots = schedule(asking({ nowMs, zone: zoneOn(day) }))
      for (const { dueMs } of slots) {
        if (dueMs <= nowMs + DAY_MS) came.push({ at: dueMs, zone: zoneOn(day) })
      }
    }
    return came
  }

  test('has one nudge a day at the hour on the wall', () => {
    const came = aYear(() => zone).map(({ at }) => localOf(at, zone))

    expect(came.every((local) => local.endsWith('T19:07'))).toBe(true)
    expect(new Set(came.map((local) => local.slice(0, 10))).size).toBe(came.length)
    expect(came).toHaveLength(365)
  })

  test('and a journey to another zone keep the hour of where one is', () => {
    const came = aYear((day) => (day >= 100 && day < 130 ? 'Asia/Tokyo' : zone))

    expect(came.every(({ at, zone: where }) => localOf(at, where).endsWith('T19:07'))).toBe(true)
    expect(new Set(came.map(({ at }) => at)).size).toBe(came.length)
    expect(came.length).toBeGreaterThanOrEqual(363)
    expect(came.length).toBeLessThanOrEqual(367)
  })
})

test.each<[string, Partial<Asked>]>([
  ['open signals', { wishes: [wish('talk', MONDAY), wish('talk', MONDAY + DAY_MS)] }],
  [
    'a hard day',
    {
      wishes: [wish('hard-day', MONDAY), wish('after-talk', MONDAY)],
      said: [{ text: 'talk', dueMs: MONDAY - HOUR_MS }],
    },
  ],
  ['a planned talk', { wishes: [wish('planned', MONDAY, { until: MONDAY + DAY_MS, isAsked: true })] }],
])('count and minutes are the same with %s', (_, of) => {
  const loud = schedule(asking(of))

  expect(times(loud)).toEqual(times(schedule(asking())))
  expect(loud.map(({ isLast }) => isLast)).toEqual(schedule(asking()).map(({ isLast }) => isLast))
})
