/**
 * The hybrid logical clock: it follows the phone's clock, and never goes back (PROTOCOL 4.1).
 *
 * A clock is text, `2026-11-23T21:43:44.123Z-0000`, and sorts as text. The time is an argument, never read here.
 */
import { Problem } from './problems.ts'
import { AHEAD_MS_MAX, COUNT_MAX, TIME_MS_MAX } from './sizes.ts'

export type Hlc = string

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z-[0-9a-f]{4}$/
const YEAR_MIN = 1970

interface Reading {
  readonly timeMs: number
  readonly count: number
}

/** The time in `clock`, milliseconds since 1970; throws malformed-change for any other form. */
export function timeMsOf(clock: Hlc): number {
  return read(clock).timeMs
}

export function isHlc(clock: unknown): clock is Hlc {
  const found = typeof clock === 'string' ? FORM.exec(clock) : null
  if (found === null) return false
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  return year >= YEAR_MIN && month >= 1 && day >= 1 && day <= daysIn(year, month)
}

/** The clock of the next change; `last` null before the first, `nowMs` in milliseconds since 1970. */
export function tick(last: Hlc | null, nowMs: number): Hlc {
  if (last === null) return write({ timeMs: nowMs, count: 0 })
  const { timeMs, count } = read(last)
  if (nowMs > timeMs) return write({ timeMs: nowMs, count: 0 })
  return write(count === COUNT_MAX ? { timeMs: timeMs + 1, count: 0 } : { timeMs, count: count + 1 })
}

/** What to tick from after reading another device's change: the later, unless it is over a day ahead. */
export function meet<Last extends Hlc | null>(last: Last, other: Hlc, nowMs: number): Hlc | Last {
  if (timeMsOf(other) > nowMs + AHEAD_MS_MAX) return last
  return last === null || other > last ? other : last
}

// By arithmetic: ten years of clocks are read at each unlocking, and asking Date for each takes five times as long.
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month > 12 ? 0 : 30 + ((month + (month > 7 ? 1 : 0)) % 2)
}

function read(clock: Hlc): Reading {
  if (!isHlc(clock)) throw new Problem('malformed-change', 'not a clock')
  return { timeMs: Date.parse(clock.slice(0, 24)), count: parseInt(clock.slice(25), 16) }
}

function write({ timeMs, count }: Reading): Hlc {
  if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs > TIME_MS_MAX) {
    throw new Problem('malformed-change', 'a time outside the years 1970 to 9999')
  }
  return `${new Date(timeMs).toISOString()}-${count.toString(16).padStart(4, '0')}`
}
