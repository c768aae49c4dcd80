/** Practice months, "2026-11": the unit of trends, of reflections, and of what is purged together. Pure. */

/** "2026-11" */
export type Month = string

const DAY = /^\d{4}-\d\d-\d\d$/
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export function isMonth(value: unknown): boolean {
  return typeof value === 'string' && MONTH.test(value)
}

/** The month of a practice day; null for what is no day of any calendar. */
export function monthOf(day: unknown): Month | null {
  if (typeof day !== 'string' || !DAY.test(day)) return null
  const ms = Date.parse(`${day}T00:00:00Z`)
  // A browser may read the 31st of a month that has none as the first of the next.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) ? day.slice(0, 7) : null
}

/** So many months before another: none of it is a day, so every month is as long as any. */
export function monthsBefore(month: Month, count: number): Month {
  const [year = 0, of = 0] = month.split('-').map(Number)
  const all = year * 12 + of - 1 - count
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`
}
