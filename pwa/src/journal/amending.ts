/** Entries as they are changed: amended, removed, brought back. Apart from writing, which must load quickly. */
import type { Op, Seen } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { amendment, readEntry, removal, restoral, type Amended, type Entry } from './entry.ts'
import { journal as thisJournal, type Journal } from './journal.ts'

export interface EntriesParts {
  readonly journal: Pick<Journal, 'objects' | 'follow' | 'state'>
  readonly put: (ops: readonly Op[], read: Seen) => Promise<unknown>
}

/** An entry as it stood when the person began to change it, and what this phone had read by then. */
export interface Editing {
  readonly entry: Entry
  readonly read: Seen
}

const HERE: EntriesParts = {
  journal: thisJournal,
  put: (ops, read) => putHere(ops, undefined, undefined, read),
}

/** What an entry says now; undefined if there is none, or the journal is closed. */
export function entry(id: string, { journal }: EntriesParts = HERE): Entry | undefined {
  const writes = journal.objects('entry').get(id)
  return writes && readEntry(id, writes)
}

/** Call it when an edit opens, and hand it to `amend`; undefined if there is no such entry, or the journal is closed. */
export function begin(id: string, parts: EntriesParts = HERE): Editing | undefined {
  const before = entry(id, parts)
  return before && { entry: before, read: readBy(parts) }
}

/**
 * A new change that sets only what differs from what the person saw; its history stays. Nothing is written if
 * nothing does.
 *
 * What another phone wrote since the edit began was not read: both stand beside each other (PROTOCOL 4, `seen`).
 */
export async function amend(
  id: string,
  to: Amended,
  parts: EntriesParts = HERE,
  editing: Editing | undefined = begin(id, parts),
): Promise<void> {
  const op = editing && amendment(editing.entry, to)
  if (op) await write(op, parts, editing.read)
}

export async function remove(id: string, parts: EntriesParts = HERE): Promise<void> {
  await write(removal(id), parts, readBy(parts))
}

/** Undoes a removal. */
export async function restore(id: string, parts: EntriesParts = HERE): Promise<void> {
  const writes = parts.journal.objects('entry').get(id)
  if (writes) await write(restoral(id, writes), parts, readBy(parts))
}

/** The heads of what is folded and shown: only that can have been read. */
function readBy({ journal: { state } }: EntriesParts): Seen {
  return Object.fromEntries([...(state?.heads ?? [])].map(([device, { counter }]) => [device, counter]))
}

async function write(op: Op, { journal, put }: EntriesParts, read: Seen): Promise<void> {
  await shown(put([op], read))
  await journal.follow()
}
