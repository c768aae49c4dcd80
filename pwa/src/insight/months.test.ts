import { expect, test } from 'vitest'

import { isMonth, monthsAway } from '../journal/months.ts'
import { daysOf, lastMonths, quarterOf, weeksOf, yearOf } from './months.ts'

test('months are counted over the new year', () => {
  expect(monthsAway('2026-01', -1)).toBe('2025-12')
  expect(monthsAway('2026-12', 1)).toBe('2027-01')
  expect(lastMonths('2026-02', 3)).toEqual(['2025-12', '2026-01', '2026-02'])
})

test('a quarter and a year are those of the calendar', () => {
  expect(quarterOf('2026-11')).toEqual(['2026-10', '2026-11', '2026-12'])
  expect(quarterOf('2026-03')).toEqual(['2026-01', '2026-02', '2026-03'])
  expect([yearOf('2026-05')[0], yearOf('2026-05')[11]]).toEqual(['2026-01', '2026-12'])
})

test('a leap day is a day of its month', () => {
  expect(daysOf('2028-02')).toHaveLength(29)
  expect(daysOf('2026-02').at(-1)).toBe('2026-02-28')
})

test('a week begins on Monday, and months may begin anywhere in it', () => {
  // 1 November 2026 is a Sunday, 1 June 2026 a Monday.
  expect(weeksOf('2026-11')[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect(weeksOf('2026-11').at(-1)).toEqual(['2026-11-30', null, null, null, null, null, null])
  expect(weeksOf('2026-06')[0]?.[0]).toBe('2026-06-01')
  expect(weeksOf('2027-02')).toHaveLength(4)
})

test.each(['2026-13', '2026-00', '2026-1', '2026-11-01', ''])('%s is no month', (text) => {
  expect(isMonth(text)).toBe(false)
})
