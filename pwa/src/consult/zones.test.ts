import { describe, expect, test } from 'vitest'

import { instantOf, isZone, localOf, offsetAt, transitions } from './zones.ts'

const HOUR_MS = 3_600_000
const at = (instant: string): number => Date.parse(instant)

describe('a time on the wall clock', () => {
  test.each([
    ['2026-11-30T13:00', 'Europe/Berlin', '2026-11-30T12:00Z'],
    ['2026-07-01T13:00', 'Europe/Berlin', '2026-07-01T11:00Z'],
    ['2026-11-30T13:00', 'America/New_York', '2026-11-30T18:00Z'],
    ['2026-11-30T13:00', 'Asia/Kolkata', '2026-11-30T07:30Z'],
    ['2026-11-30T13:00', 'Asia/Kathmandu', '2026-11-30T07:15Z'],
    ['2026-11-30T13:00', 'Pacific/Kiritimati', '2026-11-29T23:00Z'],
    ['2026-11-30T13:00', 'Australia/Lord_Howe', '2026-11-30T02:00Z'],
    ['2026-07-01T13:00', 'Australia/Lord_Howe', '2026-07-01T02:30Z'],
    ['2026-11-30T13:00', 'UTC', '2026-11-30T13:00Z'],
  ])('%s in %s is one instant', (local, zone, instant) => {
    const found = instantOf(local, zone)

    expect(new Date(found).toISOString()).toBe(new Date(instant).toISOString())
    expect(localOf(found, zone)).toBe(local)
  })

  test.each([
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T03:30'],
    ['2026-03-29T02:00', 'Europe/Berlin', '2026-03-29T03:00'],
    ['2026-03-08T02:15', 'America/New_York', '2026-03-08T03:15'],
    ['2026-10-04T02:10', 'Australia/Lord_Howe', '2026-10-04T02:40'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-31T12:00'],
  ])('that is left out, %s in %s, moves on', (local, zone, moved) => {
    expect(localOf(instantOf(local, zone), zone)).toBe(moved)
  })

  test.each([
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
  ])('that comes twice, %s in %s, is its first', (local, zone, instant) => {
    expect(new Date(instantOf(local, zone)).toISOString()).toBe(instant)
  })
})

test('changes of the clocks are found to the minute', () => {
  const found = transitions(at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'), 'Australia/Lord_Howe')

  expect(found.map((one) => [new Date(one.at).toISOString(), one.from / HOUR_MS, one.to / HOUR_MS])).toEqual([
    ['2026-04-04T15:00:00.000Z', 11, 10.5],
    ['2026-10-03T15:30:00.000Z', 10.5, 11],
  ])
})

test('a change at either end is counted once', () => {
  const turn = at('2026-03-29T01:00Z')

  expect(transitions(turn - HOUR_MS, turn, 'Europe/Berlin')).toHaveLength(1)
  expect(transitions(turn, turn + HOUR_MS, 'Europe/Berlin')).toHaveLength(0)
})

test('a zone without changes has none', () => {
  expect(transitions(at('2026-01-01T00:00Z'), at('2028-01-01T00:00Z'), 'Asia/Kolkata')).toEqual([])
  expect(offsetAt(at('2026-06-01T00:00:00.789Z'), 'Asia/Kolkata')).toBe(5.5 * HOUR_MS)
})

test('a zone that nobody has is none', () => {
  expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isZone)).toEqual([true, true, false, false])
})
