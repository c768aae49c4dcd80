import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isHlc, meet, tick } from './hlc.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const DAY = 24 * 60 * 60 * 1000

describe('the clock of changes', () => {
  test('follows the clock of the phone', () => {
    expect(tick('2026-11-23T11:00:00.000Z-0007', NOON)).toBe('2026-11-23T12:00:00.000Z-0000')
  })

  test('counts on when the phone steps back', () => {
    expect(tick('2026-11-23T12:00:00.000Z-0000', NOON - 5000)).toBe('2026-11-23T12:00:00.000Z-0001')
    expect(tick('2026-11-23T12:00:00.000Z-00ff', NOON)).toBe('2026-11-23T12:00:00.000Z-0100')
  })

  test('moves on a millisecond past its last count', () => {
    expect(tick('2026-11-23T12:00:00.000Z-fffe', NOON)).toBe('2026-11-23T12:00:00.000Z-ffff')
    expect(tick('2026-11-23T12:00:00.000Z-ffff', NOON)).toBe('2026-11-23T12:00:00.001Z-0000')
  })

  test('never stands still, whatever the phone says', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 2 }), (times) => {
        const clocks: string[] = []
        for (const time of times) clocks.push(tick(clocks.at(-1) ?? null, time))
        expect(clocks).toEqual([...new Set(clocks)].sort())
      }),
    )
  })

  test('takes the later of two when phones meet', () => {
    const [early, late] = [tick(null, NOON), tick(null, NOON + 1)]

    expect([meet(null, early, NOON), meet(early, late, NOON), meet(late, early, NOON)]).toEqual([
      early,
      late,
      late,
    ])
  })

  test('does not follow a phone that is over a day ahead', () => {
    const [own, tomorrow, after] = [tick(null, NOON), tick(null, NOON + DAY), tick(null, NOON + DAY + 1)]

    expect([meet(own, tomorrow, NOON), meet(own, after, NOON), meet(null, after, NOON)]).toEqual([
      tomorrow,
      own,
      null,
    ])
  })

  test.each([
    '1970-01-01T00:00:00.000Z-0000',
    '9999-12-31T23:59:59.999Z-ffff',
    '2024-02-29T00:00:00.000Z-0000',
  ])('reads %s', (clock) => {
    expect(isHlc(clock)).toBe(true)
  })

  test.each([
    '1969-12-31T23:59:59.999Z-0000',
    '2026-02-30T00:00:00.000Z-0000',
    '2023-02-29T00:00:00.000Z-0000',
    '2026-11-23T24:00:00.000Z-0000',
    '2026-11-23T12:00:60.000Z-0000',
    '2026-11-23T12:00:00Z-0000',
    '2026-11-23T12:00:00.000+00:00-0000',
    '2026-11-23T12:00:00.000Z-ABCD',
    '2026-11-23T12:00:00.000Z-00000',
    '+010000-01-01T00:00:00.000Z-0000',
    '2026-11-23T12:00:00.000Z-0000\n',
  ])('refuses %j', (clock) => {
    expect(isHlc(clock)).toBe(false)
  })

  test('reads just the days that there are', () => {
    for (const year of [1970, 1999, 2000, 2024, 2026, 2100, 2400, 9999])
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const [then, at] = [new Date(Date.UTC(year, month - 1, day)), inForm(year, month, day)]
          const isThere = then.getUTCFullYear() === year && then.getUTCMonth() === month - 1
          expect([at, isHlc(at)]).toEqual([at, isThere && then.getUTCDate() === day])
        }
  })

  test('refuses times outside of its years', () => {
    expect(() => tick(null, -1)).toThrow('malformed-change')
    expect(() => tick('9999-12-31T23:59:59.999Z-ffff', NOON)).toThrow('malformed-change')
  })
})

function inForm(year: number, month: number, day: number): string {
  const [two, other] = [month, day].map((part) => String(part).padStart(2, '0'))
  return `${year}-${two}-${other}T12:00:00.000Z-0000`
}
