/** Days as people say them: "today and 8 days ago". */
import type { PracticeDay } from '../../checklists/practiceDay.ts'
import { counted, dayInWords, words } from '../../words/words.ts'

const LANGUAGE = 'en'
const DAY_MS = 86_400_000
const NEAR_DAYS = 13
const NAMED_DAYS = 4

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' })
const list = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' })

/** "today", "yesterday", "8 days ago"; beyond two weeks "on Monday, 2 November". */
export function agoInWords(day: PracticeDay, today: PracticeDay): string {
  const ago = Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS)
  if (ago < 0 || ago > NEAR_DAYS) return words('signal.on', { day: dayInWords(day, today) })
  return relative.format(-ago, 'day')
}

/** "You noted it today and 8 days ago." Of many days their number and the first; '' of none. */
export function notedInWords(days: readonly PracticeDay[], today: PracticeDay): string {
  const different = [...new Set(days)].sort().reverse()
  const first = different.at(-1)
  if (first === undefined) return ''
  if (different.length > NAMED_DAYS) {
    return counted('signal.noted-often', different.length, { day: agoInWords(first, today) })
  }
  return words('signal.noted', { days: list.format(different.map((day) => agoInWords(day, today))) })
}
