/** The cast of the tests of months: entries that are not in any journal. */
import type { Members } from '../protocol/change.ts'
import { idsByMonth, type EntriesByMonth, type Readable } from './month.ts'

export function entriesOf(readable: Readable): EntriesByMonth {
  const byId = new Map<string, Members>(readable)
  return {
    ids: idsByMonth([...byId].map(([id, { day }]) => [typeof day === 'string' ? day : '', [id]])),
    fieldsOf: (id) => byId.get(id) ?? null,
  }
}
