/** Wall clocks and instants of a time zone, from what the browser knows of it (Intl). */
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A change of the clocks: at which instant, from and to which offset from UTC, in milliseconds. */
export interface Transition {
  readonly at: number
  readonly from: number
  readonly to: number
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch (failure) {
    if (failure instanceof RangeError) return false
    throw failure
  }
}

/** How far the wall clock of a zone is ahead of UTC at an instant, in milliseconds. Throws RangeError if unknown. */
export function offsetAt(instant: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
  const wall = Date.parse(`${date}T${part('hour')}:${part('minute')}:${part('second')}Z`)
  return wall - Math.floor(instant / 1000) * 1000
}

/**
 * The instant of a time on the wall clock, `2026-11-30T13:00`.
 *
 * A time that comes twice is its first; one that is left out is counted with the offset before (RFC 5545 3.3.5).
 */
export function instantOf(local: string, zone: string): number {
  const wall = Date.parse(`${local}:00Z`)
  const [before, after] = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)]
  const found = [wall - before, wall - after].filter((instant) => instant + offsetAt(instant, zone) === wall)
  return found.length === 0 ? wall - before : Math.min(...found)
}

/** The wall clock of an instant, to the minute: `2026-11-30T13:00`. */
export function localOf(instant: number, zone: string): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 16)
}

/** Every change of the clocks after `from` and up to `to`, both instants, in order. */
export function transitions(from: number, to: number, zone: string): Transition[] {
  const found: Transition[] = []
  for (let at = from; at < to; at += DAY_MS) {
    const end = Math.min(at + DAY_MS, to)
    const [before, after] = [offsetAt(at, zone), offsetAt(end, zone)]
    if (before !== after) found.push({ at: turnBetween(at, end, zone), from: before, to: after })
  }
  return found
}

/** The first instant with the offset of `late`; clocks change on whole minutes. */
function turnBetween(early: number, late: number, zone: string): number {
  const before = offsetAt(early, zone)
  let [low, high] = [Math.floor(early / MINUTE_MS), Math.ceil(late / MINUTE_MS)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * MINUTE_MS, zone) === before) low = middle
    else high = middle
  }
  return high * MINUTE_MS
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}
