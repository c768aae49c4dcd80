/**
 * Whether to say that this phone holds the only copy, and whether to offer a rehearsal. Pure: times come in.
 *
 * A copy is an export that was handed to the person, or a sync in which all was sent and read. What was written after the
 * last of them lies on this phone alone.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'

const DAY_MS = 86_400_000
/** So old may an entry be that lies nowhere else, and so many may there be. */
export const DAYS_MAX = 14
export const ENTRIES_MAX = 20
/** "Not now" is heard for so long. */
export const PUT_OFF_DAYS = 30
/** Twice a year. */
export const REHEARSAL_DAYS = 182

export interface Standing {
  readonly nowMs: number
  /** When each entry was first written, in milliseconds since 1970, in any order. */
  readonly written: readonly number[]
  /** When all was last sent and read; null where there is no account, or it never was. */
  readonly syncedAt: number | null
  readonly exportedAt: number | null
  /** The person said "not now": until then nothing is said. */
  readonly quietUntil: number
}

/** 20 entries, or one that is 14 days old, lie on this phone alone. */
export function isCopyDue({ nowMs, written, syncedAt, exportedAt, quietUntil }: Standing): boolean {
  if (nowMs < quietUntil) return false
  const since = Math.max(syncedAt ?? 0, exportedAt ?? 0)
  const alone = written.filter((at) => at > since)
  const oldest = alone.reduce((first, at) => Math.min(first, at), Infinity)
  return alone.length >= ENTRIES_MAX || nowMs - oldest >= DAYS_MAX * DAY_MS
}

export interface Rehearsing {
  readonly nowMs: number
  readonly today: PracticeDay
  /** The day of the last rehearsal; null before the first. */
  readonly rehearsed: PracticeDay | null
  /** The day of the first entry; null while there is none. */
  readonly first: PracticeDay | null
  /** There is a recovery code or a passphrase: what could be tried. */
  readonly hasSecret: boolean
  readonly quietUntil: number
}

/** Half a year after the last one, or after the first entry. A date that is still to come is no rehearsal. */
export function isRehearsalDue(standing: Rehearsing): boolean {
  const { nowMs, today, rehearsed, first, hasSecret, quietUntil } = standing
  if (!hasSecret || nowMs < quietUntil) return false
  const last = rehearsed !== null && rehearsed <= today ? rehearsed : first
  return last !== null && daysBetween(last, today) >= REHEARSAL_DAYS
}

export function quietFrom(nowMs: number): number {
  return nowMs + PUT_OFF_DAYS * DAY_MS
}

function daysBetween(from: PracticeDay, to: PracticeDay): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS
}
