/**
 * Which day an answer belongs to. A practice day ends at an hour the person chose, 04:00 if not, on the wall
 * clock where they are. Intl only: the first screen has no room for a calendar library.
 */

/** "2026-11-23" */
export type PracticeDay = string

export type When = 'now' | 'two-hours-ago' | 'yesterday'

const hourMs = 3_600_000
const minuteMs = 60_000

/**
 * The practice day of an instant (milliseconds) in a zone (IANA name).
 *
 * `dayEndsAt` is "HH:MM", 00:00 to 12:00. Days never run backwards: where clocks are set back over the end of
 * the day, it ends once, at the first passing. Throws RangeError on an unknown zone or hour.
 */
export function practiceDay(instant: number, zone: string, dayEndsAt = '04:00'): PracticeDay {
  if (!/^(0\d:[0-5]\d|1[01]:[0-5]\d|12:00)$/.test(dayEndsAt)) {
    throw new RangeError(`a day ends between 00:00 and 12:00, not at ${dayEndsAt}`)
  }
  const { date, time } = wallClock(instant, zone)
  return time >= dayEndsAt || hasEndedOnce(instant, zone, dayEndsAt) ? date : dayBefore(date)
}

/**
 * The instant and practice day of what happened now, two hours ago or yesterday.
 *
 * Yesterday is the practice day before this one, at about the same hour.
 */
export function backDated(
  when: When,
  now: number,
  zone: string,
  dayEndsAt = '04:00',
): { at: number; day: PracticeDay } {
  const on = (at: number): { at: number; day: PracticeDay } => ({ at, day: practiceDay(at, zone, dayEndsAt) })
  if (when === 'now') return on(now)
  if (when === 'two-hours-ago') return on(now - 2 * hourMs)
  const today = practiceDay(now, zone, dayEndsAt)
  // A day lasts 23 or 25 hours when clocks change: 24 hours back may be the same day still, or one too far.
  const wanted = dayBefore(today)
  const candidates = [24, 23, 25].map((hours) => on(now - hours * hourMs))
  return candidates.find(({ day }) => day === wanted) ?? on(now - 25 * hourMs)
}

/** Whether clocks were set back within three hours and the day had already ended before that. */
function hasEndedOnce(instant: number, zone: string, dayEndsAt: string): boolean {
  const { date, time } = wallClock(instant, zone)
  const before = wallClock(instant - 3 * hourMs, zone)
  if (minutesBetween(before, { date, time }) >= 180) return false
  for (let back = 1; back <= 180; back++) {
    const then = wallClock(instant - back * minuteMs, zone)
    if (then.date === date && then.time >= dayEndsAt) return true
  }
  return false
}

interface WallClock {
  readonly date: string
  readonly time: string
}

function minutesBetween(from: WallClock, to: WallClock): number {
  const minutes = ({ date, time }: WallClock): number => Date.parse(`${date}T${time}Z`) / minuteMs
  return minutes(to) - minutes(from)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function wallClock(instant: number, zone: string): WallClock {
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
    })
    formats.set(zone, format)
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  }
}

function dayBefore(day: PracticeDay): PracticeDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 24 * hourMs).toISOString().slice(0, 10)
}

/** The day that many days later, on the calendar. */
export function dayAfter(day: PracticeDay, days = 1): PracticeDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
