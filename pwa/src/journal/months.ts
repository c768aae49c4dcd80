/** Practice months, "2026-11": the unit of trends, of reflections, and of what is purged together. Pure. */
import type { PracticeDay } from '../checklists/practiceDay.ts'

/** "2026-11" */
export type PracticeMonth = string

const DAY = /^(?!0000)\d{4}-\d\d-\d\d$/
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export function isMonth(value: unknown): value is PracticeMonth {
  return typeof value === 'string' && MONTH.test(value)
}

export function monthOf(day: PracticeDay): PracticeMonth {
  return day.slice(0, 7)
}

/** The month of what is said to be a day; null for what is no day of any calendar. */
export function monthSaid(day: unknown): PracticeMonth | null {
  if (typeof day !== 'string' || !DAY.test(day)) return null
  const ms = Date.parse(`${day}T00:00:00Z`)
  // A browser may read the 31st of a month that has none as the first of the next.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) ? day.slice(0, 7) : null
}

/** The month that many months later; earlier, if `count` is below zero. */
export function monthsAway(month: PracticeMonth, count: number): PracticeMonth {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count
  return named(Math.floor(number / 12), (number % 12) + 1)
}

export function named(year: number, month: number): PracticeMonth {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
}
