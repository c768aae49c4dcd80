/** Entries as they are changed: amended, removed, brought back. Apart from writing, which must load quickly. */
import type { Op } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { amendment, readEntry, removal, restoral, type Amended, type Entry } from './entry.ts'
import { journal as thisJournal, type Journal } from './journal.ts'

export interface EntriesParts {
  readonly journal: Pick<Journal, 'objects' | 'follow'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
}

const HERE: EntriesParts = { journal: thisJournal, put: putHere }

/** What an entry says now; undefined if there is none, or the journal is closed. */
export function entry(id: string, { journal }: EntriesParts = HERE): Entry | undefined {
  const writes = journal.objects('entry').get(id)
  return writes && readEntry(id, writes)
}

/** A new change that sets only what differs; its history stays. Nothing is written if nothing does. */
export async function amend(id: string, to: Amended, parts: EntriesParts = HERE): Promise<void> {
  const before = entry(id, parts)
  const op = before && amendment(before, to)
  if (op) await write(op, parts)
}

export async function remove(id: string, parts: EntriesParts = HERE): Promise<void> {
  await write(removal(id), parts)
}

/** Undoes a removal. */
export async function restore(id: string, parts: EntriesParts = HERE): Promise<void> {
  const writes = parts.journal.objects('entry').get(id)
  if (writes) await write(restoral(id, writes), parts)
}

async function write(op: Op, { journal, put }: EntriesParts): Promise<void> {
  await shown(put([op]))
  await journal.follow()
}
