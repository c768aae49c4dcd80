/**
 * Hours of supervision as a professional body counts them; its rules are data, supervision.json. Pure.
 *
 * The twin of sync/supervision.py. No month borrows from another.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Body } from './bodies.ts'
import { monthOf, monthsAway, type PracticeMonth } from '../journal/months.ts'

/** A consultation that is logged. */
export interface Talk {
  readonly date: PracticeDay
  readonly minutes: number
  readonly kind: string
  readonly direction: string | null
  /** How many shared the time, the person with them; null if it was not said. */
  readonly members: number | null
  /** The person said that it counts for nothing. */
  readonly isLeftOut: boolean
}

export interface Hours {
  /** Minutes that count, up to the month's end. */
  readonly counted: number
  /** Minutes of groups whose size was not said. */
  readonly unsaid: number
}

const MEMBERS_MAX = 99

/** How many can share the time of one talk. */
export function isMembers(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MEMBERS_MAX
}

/** What counts in the period that the month is in, up to its end. */
export function hours(body: Body, talks: Iterable<Talk>, month: PracticeMonth): Hours {
  const first = periodBegins(body, month)
  let [counted, unsaid] = [0, 0]
  for (const talk of talks) {
    const at = monthOf(talk.date)
    if (at < first || at > month || !counts(body, talk)) continue
    const members = body.kinds[talk.kind] ?? talk.members
    if (members === null) unsaid += talk.minutes
    else counted += Math.floor(talk.minutes / divisor(body, members))
  }
  return { counted, unsaid }
}

/** The first month of the period that a month is in. */
export function periodBegins({ period: { months, begins } }: Body, month: PracticeMonth): PracticeMonth {
  const since = (Number(month.slice(5)) - begins + 12) % months
  return monthsAway(month, -since)
}

/** Whether a log of this kind has to say how many shared the time, for any of the bodies. */
export function asksForMembers(bodies: readonly Body[], kind: string): boolean {
  return bodies.some(({ kinds }) => kinds[kind] === null)
}

function counts({ kinds, directions }: Body, { kind, direction, isLeftOut }: Talk): boolean {
  const isTheirs = direction === null || directions.includes(direction)
  return Object.hasOwn(kinds, kind) && isTheirs && !isLeftOut
}

function divisor({ shares }: Body, members: number): number {
  const share = shares.find(({ upTo }) => upTo === null || members <= upTo)
  return share?.divideBy ?? members
}
