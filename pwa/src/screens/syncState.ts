/** The four words of sync state (PROTOCOL 7, 9): Saved on this phone, Waiting to sync (n), Synced 14:02, Problem. */
import { clock as phoneClock, type Clock } from '../platform/clock.ts'
import type { Progress, ProgressDetail } from '../sync/progress.ts'
import { counted, dayInWords, timeInWords, words } from '../words/words.ts'

/** `nothing` has no words of its own: it is as good as saved. */
export function stateInWords(state: Progress, { count, at }: ProgressDetail, clock = phoneClock): string {
  if (state === 'waiting' && count !== null) return counted('state.waiting-count', count)
  if (state === 'synced' && at !== null) return words('state.synced', { when: whenInWords(at, clock) })
  if (state === 'waiting') return words('state.waiting')
  return words(state === 'problem' ? 'state.problem' : 'state.saved')
}

/** "14:02" today, "Monday, 23 November" on another day. */
export function whenInWords(ms: number, { now, zone }: Clock = phoneClock): string {
  const [day, today] = [dateIn(zone(), ms), dateIn(zone(), now())]
  return day === today ? timeInWords(new Date(ms).toISOString(), zone()) : dayInWords(day, today)
}

function dateIn(timeZone: string, ms: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ms)
}
