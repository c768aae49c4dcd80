import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { backDated, practiceDay } from './practiceDay.ts'

const at = (instant: string): number => Date.parse(instant)

describe('a practice day', () => {
  test.each([
    ['2026-11-23T03:59:59Z', 'Europe/London', '2026-11-22'],
    ['2026-11-23T04:00:00Z', 'Europe/London', '2026-11-23'],
    ['2026-11-23T23:30:00Z', 'Europe/London', '2026-11-23'],
    ['2026-11-23T08:59:00Z', 'America/New_York', '2026-11-22'],
    ['2026-11-23T09:00:00Z', 'America/New_York', '2026-11-23'],
    ['2026-11-22T18:15:00Z', 'Asia/Kathmandu', '2026-11-22'],
    ['2026-11-22T22:15:00Z', 'Asia/Kathmandu', '2026-11-23'],
    ['2026-03-01T02:00:00Z', 'Europe/London', '2026-02-28'],
    ['2027-01-01T01:00:00Z', 'Europe/London', '2026-12-31'],
    // Clocks go forward at 01:00 UTC on 29 March 2026: 04:00 is 03:00 UTC.
    ['2026-03-29T02:59:59Z', 'Europe/London', '2026-03-28'],
    ['2026-03-29T03:00:00Z', 'Europe/London', '2026-03-29'],
    // Clocks go back at 01:00 UTC on 25 October 2026: 04:00 is 04:00 UTC.
    ['2026-10-25T03:59:59Z', 'Europe/London', '2026-10-24'],
    ['2026-10-25T04:00:00Z', 'Europe/London', '2026-10-25'],
  ])('%s in %s is %s', (instant, zone, day) => {
    expect(practiceDay(at(instant), zone)).toBe(day)
  })

  test('ends at the hour the person chose', () => {
    expect(practiceDay(at('2026-11-23T00:30:00Z'), 'Europe/London', '00:00')).toBe('2026-11-23')
    expect(practiceDay(at('2026-11-23T05:30:00Z'), 'Europe/London', '06:00')).toBe('2026-11-22')
  })

  test('ends once where clocks are set back over its end', () => {
    const day = (instant: string) => practiceDay(at(instant), 'Europe/London', '01:30')

    expect(day('2026-10-25T00:29:00Z')).toBe('2026-10-24') // 01:29, summer time
    expect(day('2026-10-25T00:30:00Z')).toBe('2026-10-25') // 01:30, summer time
    expect(day('2026-10-25T01:10:00Z')).toBe('2026-10-25') // 01:10 once more, winter time
  })

  test('never runs backwards, in any zone at any hour', () => {
    const zones = [
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Havana',
      'Africa/Cairo',
    ]
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
        fc.integer({ min: 0, max: 90 * 60_000 }),
        fc.constantFrom(...zones),
        fc.constantFrom('00:00', '00:30', '01:30', '01:50', '02:30', '04:00', '12:00'),
        (instant, later, zone, ends) =>
          practiceDay(instant, zone, ends) <= practiceDay(instant + later, zone, ends),
      ),
      { numRuns: 2000 },
    )
  })

  test('refuses an hour past noon and an unknown zone', () => {
    expect(() => practiceDay(0, 'Europe/London', '12:01')).toThrow(RangeError)
    expect(() => practiceDay(0, 'Europe/London', '4:00')).toThrow(RangeError)
    expect(() => practiceDay(0, 'Mars/Olympus')).toThrow(RangeError)
  })
})

describe('back-dating', () => {
  test('two hours ago may be yesterday', () => {
    expect(backDated('two-hours-ago', at('2026-11-23T05:00:00Z'), 'Europe/London')).toEqual({
      at: at('2026-11-23T03:00:00Z'),
      day: '2026-11-22',
    })
  })

  test('yesterday at half past midnight is the day before the practice day', () => {
    expect(backDated('yesterday', at('2026-11-24T00:30:00Z'), 'Europe/London').day).toBe('2026-11-22')
  })

  test('now is now', () => {
    expect(backDated('now', at('2026-11-23T15:00:00Z'), 'Europe/London')).toEqual({
      at: at('2026-11-23T15:00:00Z'),
      day: '2026-11-23',
    })
  })

  test.each([
    // The practice day of 24 October 2026 has 25 hours: 24 hours before 03:30 it had not begun to be the 23rd.
    ['2026-10-25T03:30:00Z', '2026-10-23'],
    // The one of 28 March has 23: 24 hours before 03:10 on the wall was two practice days earlier.
    ['2026-03-29T03:10:00Z', '2026-03-28'],
  ])('yesterday is the day before when clocks change, at %s', (now, day) => {
    const { at: then, day: found } = backDated('yesterday', at(now), 'Europe/London')

    expect(found).toBe(day)
    expect(practiceDay(then, 'Europe/London')).toBe(day)
  })
})
