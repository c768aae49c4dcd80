/**
 * On which days something was synced, by what a locked phone can see of the log (PROTOCOL 10.3).
 *
 * What this phone sent was written when it was sent, or before. What came from others since a sync of the same day was
 * written that day; what came since an earlier day may be of then, and leaves the slot: one nudge too many does no harm.
 */
import { practiceDay } from '../checklists/practiceDay.ts'
import type { KeptPlace } from '../sync/place.ts'
import type { Kept } from './kept.ts'

const DAYS_KEPT = 3

export interface Now {
  readonly nowMs: number
  readonly zone: string
  readonly dayEndsAt: string
}

/** What is kept once the log is known up to `place`. */
export function withWritten(
  { seen, written }: Pick<Kept, 'seen' | 'written'>,
  { seq, taken }: Pick<KeptPlace, 'seq' | 'taken'>,
  { nowMs, zone, dayEndsAt }: Now,
): Pick<Kept, 'seen' | 'written'> {
  const today = practiceDay(nowMs, zone, dayEndsAt)
  const hasSent = seen !== null && taken > seen.taken
  const hasCome = seen !== null && seq > seen.seq && practiceDay(seen.at, zone, dayEndsAt) === today
  const next = hasSent || hasCome ? [...written.filter((day) => day !== today), today] : written
  return { seen: { seq, taken, at: nowMs }, written: next.slice(-DAYS_KEPT) }
}
