/** How many entries something holds, and from when to when. */
import type { Preview } from '../../leave/restore.ts'
import { counted, longDay, words } from '../../words/words.ts'

export function heldInWords({ entries, span }: Pick<Preview, 'entries' | 'span'>): string {
  if (entries === 0 || span === null) return words('rehearse.holds.none')
  const between = { first: longDay(span.first), last: longDay(span.last) }
  const isOneDay = span.first === span.last
  return counted(isOneDay ? 'leave.preview.one-day' : 'leave.preview.entries', entries, between)
}
