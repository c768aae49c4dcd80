/**
 * When a person may be nudged: their hours on the wall as instants, days of rest, quiet hours (PROTOCOL 10.3). Pure.
 *
 * Nothing here knows of answers: who sees only these instants learns what the person chose, and no more.
 */
import { dayAfter } from '../checklists/practiceDay.ts'
import { instantOf, localOf, transitions } from '../platform/zones.ts'
import { WINDOW_MINUTES, WINDOW_MINUTES_MAX } from '../protocol/sizes.ts'

/** What the person chose, and what the phone drew. Hours are on the wall, "19:00". */
export interface Pattern {
  /** One or two, earliest first. */
  readonly hours: readonly string[]
  /** Days of the week without a slot: 0 is Sunday. */
  readonly restDays: readonly number[]
  readonly quietFrom: string
  readonly quietTo: string
  /** 0 to 9, drawn once when nudges were turned on: they come to each hour. */
  readonly minutes: number
}

export const MINUTES_DRAWN = 10
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DAY_MINUTES = 1440

/** The instants of a day on the wall, "2026-11-23", earliest first; none on a day of rest. */
export function instantsOn(day: string, { hours, restDays, minutes }: Pattern, zone: string): number[] {
  if (restDays.includes(weekdayOf(day))) return []
  const instants = hours.map((hour) => instantOnWall(`${day}T${later(hour, minutes)}`, zone))
  return [...new Set(instants)].sort((one, other) => one - other)
}

/** A time that comes twice is its first; one that the clocks skip is the instant they skip to. */
export function instantOnWall(local: string, zone: string): number {
  const found = instantOf(local, zone)
  if (localOf(found, zone) === local) return found
  return transitions(found - DAY_MS, found, zone).at(-1)?.at ?? found
}

/** How long a slot may come late, in minutes: to the beginning of the quiet hours. */
export function windowMinutes({ hours, minutes, quietFrom, quietTo }: Pattern): number {
  if (quietFrom === quietTo) return WINDOW_MINUTES_MAX
  const left = hours.map((hour) => apart(minutesOf(hour) + minutes, minutesOf(quietFrom)))
  return Math.max(WINDOW_MINUTES, Math.min(WINDOW_MINUTES_MAX, ...left))
}

/** Whether an hour leaves a slot its least window before the quiet hours begin, and is not within them. */
export function isHour(
  hour: string,
  { quietFrom, quietTo }: Pick<Pattern, 'quietFrom' | 'quietTo'>,
): boolean {
  if (quietFrom === quietTo) return true
  const awake = apart(minutesOf(quietTo), minutesOf(quietFrom))
  const at = apart(minutesOf(quietTo), minutesOf(hour))
  return at + MINUTES_DRAWN + WINDOW_MINUTES <= awake
}

/** The whole minute at or after an instant that is not in the quiet hours: where they are on, their end. */
export function outOfQuiet(instant: number, { quietFrom, quietTo }: Pattern, zone: string): number {
  const minute = Math.ceil(instant / MINUTE_MS) * MINUTE_MS
  if (quietFrom === quietTo) return minute
  const local = localOf(minute, zone)
  const [day, time] = [local.slice(0, 10), local.slice(11)]
  const sinceQuiet = apart(minutesOf(quietFrom), minutesOf(time))
  if (sinceQuiet >= apart(minutesOf(quietFrom), minutesOf(quietTo))) return minute
  return instantOnWall(`${time < quietTo ? day : dayAfter(day)}T${quietTo}`, zone)
}

export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** Minutes from one time on the wall to the next of the other. */
function apart(from: number, to: number): number {
  return (to - from + 2 * DAY_MINUTES) % DAY_MINUTES
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

function later(time: string, minutes: number): string {
  const at = Math.min(minutesOf(time) + minutes, DAY_MINUTES - 1)
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}
