/** Practice days as whole numbers, so that windows are sums: 0 is 1970-01-01. */
import type { PracticeDay } from '../checklists/practiceDay.ts'

export type DayNumber = number

const DAY_MS = 86_400_000
// Ten years are few days, each asked for many times.
const days = new Map<DayNumber, PracticeDay>()
const numbers = new Map<PracticeDay, DayNumber>()

export function numberOf(day: PracticeDay): DayNumber {
  const known = numbers.get(day)
  if (known !== undefined) return known
  const number = Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
  numbers.set(day, number)
  return number
}

export function dayOf(number: DayNumber): PracticeDay {
  const known = days.get(number)
  if (known !== undefined) return known
  const day = new Date(number * DAY_MS).toISOString().slice(0, 10)
  days.set(number, day)
  return day
}
