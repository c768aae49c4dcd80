/**
 * A zone's clocks around an appointment as a VTIMEZONE (RFC 5545 3.6.5), each change spelled out with its date.
 *
 * No rule is guessed from them: next year's may be another, and this appointment has one date.
 */
import { basic, offsetValue } from './calendarLines.ts'
import { offsetAt, transitions, type Transition } from './zones.ts'

const YEAR_MS = 366 * 86_400_000

/** `begin` and `end` are instants; the changes of a year before and after stand in it, so that moving it stays right. */
export function timezoneLines(zone: string, begin: number, end: number): string[] {
  const from = begin - YEAR_MS
  const changes = transitions(from, end + YEAR_MS, zone)
  const first = offsetAt(from, zone)
  const standard = Math.min(first, ...changes.map(({ to }) => to))
  const all: Transition[] = [{ at: from, from: first, to: first }, ...changes]
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...all.flatMap((change) => observance(change, standard)),
    'END:VTIMEZONE',
  ]
}

/** DTSTART is the wall clock that is left, which shows the time before the change. */
function observance({ at, from, to }: Transition, standard: number): string[] {
  const kind = to > standard ? 'DAYLIGHT' : 'STANDARD'
  return [
    `BEGIN:${kind}`,
    `DTSTART:${basic(at + from)}`,
    `TZOFFSETFROM:${offsetValue(from)}`,
    `TZOFFSETTO:${offsetValue(to)}`,
    `END:${kind}`,
  ]
}
