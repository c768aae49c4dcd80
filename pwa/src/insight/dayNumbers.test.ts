import { expect, test } from 'vitest'

import { dayOf, daysAfter, isDay, numberOf } from './dayNumbers.ts'

test('every day of four centuries has its number', () => {
  const from = numberOf('1900-01-01')
  const wrong: string[] = []

  for (let number = from; number < from + 146_097; number++) {
    const day = new Date(number * 86_400_000).toISOString().slice(0, 10)
    if (dayOf(number) !== day || numberOf(day) !== number) wrong.push(day)
  }

  expect(numberOf('1970-01-01')).toBe(0)
  expect(wrong).toEqual([])
})

test.each(['0000-01-01', '2024-02-29', '2026-11-28', '9999-12-31'])('%s is a day that there is', (day) => {
  expect(isDay(day)).toBe(true)
})

test.each(['2026-02-30', '2023-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '+02026-01-01', 'today'])(
  '%s is no day in any engine',
  (day) => {
    expect(isDay(day)).toBe(false)
  },
)

test('of a gap of years only its end is given', () => {
  expect([...daysAfter(10, 13, 400)]).toEqual([11, 12, 13])
  expect([...daysAfter(10, 12, 1)]).toEqual([11, 12])
  expect([...daysAfter(10, 1000, 1)]).toEqual([999, 1000])
})
