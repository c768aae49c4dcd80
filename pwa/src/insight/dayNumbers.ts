/**
 * Practice days as whole numbers, so that windows are sums: 0 is 1970-01-01.
 *
 * By sums, as engines read a 30 February differently, and nothing of a journal's days is kept here. The sums are those
 * of the Gregorian calendar counted in years from March, so that a leap day comes last.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'

export type DayNumber = number

const DAYS_OF_400_YEARS = 146_097
/** From 1 March of the year 0 to 1970-01-01. */
const DAYS_TO_1970 = 719_468
const FORM = /^\d{4}-\d\d-\d\d$/

export function numberOf(day: PracticeDay): DayNumber {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))]
  const year = Number(day.slice(0, 4)) - (month <= 2 ? 1 : 0)
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return 365 * year + leaps + daysBefore((month + 9) % 12) + date - 1 - DAYS_TO_1970
}

export function dayOf(number: DayNumber): PracticeDay {
  const days = number + DAYS_TO_1970
  const era = Math.floor(days / DAYS_OF_400_YEARS)
  const ofEra = days - era * DAYS_OF_400_YEARS
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const month = Math.floor((5 * ofYear + 2) / 153)
  const year = 400 * era + yearOfEra + (month >= 10 ? 1 : 0)
  return `${padded(year, 4)}-${padded(((month + 2) % 12) + 1, 2)}-${padded(ofYear - daysBefore(month) + 1, 2)}`
}

/** Whether it is a day that the calendar has. */
export function isDay(text: string): boolean {
  return FORM.test(text) && dayOf(numberOf(text)) === text
}

/** The days after `last` up to `day`, with it: the last `most` and one more of a longer time. */
export function* daysAfter(last: DayNumber, day: DayNumber, most: number): Generator<DayNumber> {
  for (let next = Math.max(last + 1, day - most); next <= day; next++) yield next
}

/** Days of a year before a month, 0 for March. */
function daysBefore(month: number): number {
  return Math.floor((153 * month + 2) / 5)
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
