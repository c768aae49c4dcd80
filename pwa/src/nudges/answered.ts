/** What the person answered to nudges, as the journal has it from any of their phones. */
import { currentFields } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { DONE_MS, KIND } from './answering.ts'

/** Until when talks rest because the person called one done: milliseconds since 1970; null for never. */
export function doneUntil(journal: Pick<Journal, 'objects'>): number | null {
  const times = [...journal.objects(KIND).values()].flatMap((writes) => {
    const { answer, text, at } = currentFields(writes)
    const ms = typeof at === 'string' ? Date.parse(at) : Number.NaN
    return answer === 'done' && text === 'talk' && !Number.isNaN(ms) ? [ms + DONE_MS] : []
  })
  return times.length === 0 ? null : Math.max(...times)
}
