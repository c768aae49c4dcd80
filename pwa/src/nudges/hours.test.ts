import { expect, test } from 'vitest'

import { dayAfter } from '../checklists/practiceDay.ts'
import { localOf } from '../platform/zones.ts'
import { instantOnWall, instantsOn, isHour, outOfQuiet, windowMinutes, type Pattern } from './hours.ts'

const EVENING: Pattern = { hours: ['19:00'], restDays: [], quietFrom: '21:00', quietTo: '07:00', minutes: 7 }
const TWICE: Pattern = { ...EVENING, hours: ['08:00', '19:00'] }

/** Zones whose clocks change at different hours, in different halves of the year, by an hour and by half of one. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const
const iso = (instant: number): string => new Date(instant).toISOString()

test.each([
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30:00.000Z'],
])('in %s an hour that the clocks skip is the instant they skip to', (zone, local, instant) => {
  expect(iso(instantOnWall(local, zone))).toBe(instant)
})

test.each([
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z'],
])('in %s an hour that comes twice is its first', (zone, local, instant) => {
  expect(iso(instantOnWall(local, zone))).toBe(instant)
})

test.each(ZONES)('a year in %s has each hour of each day once', (zone) => {
  const days = Array.from({ length: 365 }, (_, ahead) => dayAfter('2026-01-01', ahead))

  const instants = days.flatMap((day) => instantsOn(day, TWICE, zone))

  const walls = instants.map((instant) => localOf(instant, zone))
  expect(walls).toEqual(days.flatMap((day) => [`${day}T08:07`, `${day}T19:07`]))
  expect(new Set(instants).size).toBe(2 * 365)
  expect(instants).toEqual([...instants].sort((one, other) => one - other))
})

test.each(ZONES)('a year of nights in %s has one slot a night', (zone) => {
  const night = { ...EVENING, hours: ['02:00'], quietFrom: '06:00', quietTo: '14:00', minutes: 9 }
  const days = Array.from({ length: 365 }, (_, ahead) => dayAfter('2026-01-01', ahead))

  const instants = days.map((day) => instantsOn(day, night, zone))

  expect(instants.every((some) => some.length === 1)).toBe(true)
  expect(new Set(instants.flat()).size).toBe(365)
  expect(instants.flat().filter((instant, at) => !localOf(instant, zone).startsWith(days[at] ?? ''))).toEqual(
    [],
  )
})

test('a day of rest has no slot', () => {
  const weekdays = { ...EVENING, restDays: [0, 6] }

  const week = Array.from(
    { length: 7 },
    (_, ahead) => instantsOn(dayAfter('2026-11-23', ahead), weekdays, 'UTC').length,
  )

  expect(week).toEqual([1, 1, 1, 1, 1, 0, 0])
})

test.each([
  ['19:00', '21:00', 113],
  ['12:00', '21:00', 240],
  ['20:30', '21:00', 23],
  ['23:00', '02:00', 173],
])('a slot at %s may come late until %s', (hour, quietFrom, minutes) => {
  expect(windowMinutes({ ...EVENING, hours: [hour], quietFrom })).toBe(minutes)
})

test('without quiet hours a slot may come four hours late', () => {
  expect(windowMinutes({ ...EVENING, hours: ['06:50'], quietFrom: '07:00' })).toBe(240)
})

test('two hours have the smaller window of the two', () => {
  expect(windowMinutes({ ...TWICE, quietFrom: '20:00' })).toBe(53)
})

test('an hour leaves its least window before quiet begins', () => {
  const quiet = { quietFrom: '21:00', quietTo: '07:00' }

  expect(isHour('20:35', quiet)).toBe(true)
  expect(isHour('20:36', quiet)).toBe(false)
  expect(isHour('21:00', quiet)).toBe(false)
  expect(isHour('06:59', quiet)).toBe(false)
  expect(isHour('07:00', quiet)).toBe(true)
  expect(isHour('03:00', { quietFrom: '07:00', quietTo: '07:00' })).toBe(true)
})

test.each([
  ['2026-11-23T20:59:10Z', '2026-11-24T07:00:00.000Z'],
  ['2026-11-23T20:58:10Z', '2026-11-23T20:59:00.000Z'],
  ['2026-11-24T02:00:00Z', '2026-11-24T07:00:00.000Z'],
  ['2026-11-24T06:59:30Z', '2026-11-24T07:00:00.000Z'],
  ['2026-11-24T12:00:01Z', '2026-11-24T12:01:00.000Z'],
])('what is asked for at %s comes at %s', (asked, comes) => {
  expect(iso(outOfQuiet(Date.parse(asked), EVENING, 'UTC'))).toBe(comes)
})
