/** The months as they stand, for the screens of this room, which show only while there are any to read. */
import { Months } from '../../insight/month.ts'
import { monthBook } from '../../insight/monthBook.ts'
import { live } from '../../parts/live.svelte.ts'

const book = live(monthBook)
const EMPTY = Months.empty()

export function monthsNow(): Months {
  return book.current.kind === 'ready' ? book.current.months : EMPTY
}
