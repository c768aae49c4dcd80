/** Practice months in their quarter and year, and their days in weeks. The twin of sync/months.py. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { monthsAway, named, type PracticeMonth } from '../journal/months.ts'
import { dayOf, numberOf } from './dayNumbers.ts'

const IN_A_WEEK = 7
/** 1970-01-01, day 0, was a Thursday: the fourth of a week that begins on Monday. */
const THURSDAY = 3

/** That many months up to this one, the earliest first. */
export function lastMonths(month: PracticeMonth, count: number): readonly PracticeMonth[] {
  return Array.from({ length: count }, (_, at) => monthsAway(month, at + 1 - count))
}

/** The three months of the calendar's quarter. */
export function quarterOf(month: PracticeMonth): readonly PracticeMonth[] {
  const first = Math.floor((Number(month.slice(5)) - 1) / 3) * 3 + 1
  return [0, 1, 2].map((more) => named(Number(month.slice(0, 4)), first + more))
}

/** The twelve months of its calendar year. */
export function yearOf(month: PracticeMonth): readonly PracticeMonth[] {
  return Array.from({ length: 12 }, (_, at) => named(Number(month.slice(0, 4)), at + 1))
}

export function daysOf(month: PracticeMonth): readonly PracticeDay[] {
  const first = numberOf(`${month}-01`)
  const length = numberOf(`${monthsAway(month, 1)}-01`) - first
  return Array.from({ length }, (_, at) => dayOf(first + at))
}

/** The days by weeks from Monday to Sunday; null where a week begins before the month, or ends after it. */
export function weeksOf(month: PracticeMonth): readonly (readonly (PracticeDay | null)[])[] {
  const days = daysOf(month)
  const before = (((numberOf(`${month}-01`) + THURSDAY) % IN_A_WEEK) + IN_A_WEEK) % IN_A_WEEK
  const count = Math.ceil((before + days.length) / IN_A_WEEK)
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: IN_A_WEEK }, (_, at) => days[week * IN_A_WEEK + at - before] ?? null),
  )
}
