/**
 * How this room writes: one op in one change, which sets only what differs from what the person saw.
 *
 * What another phone wrote since an edit began was not read: both texts stand beside each other (PROTOCOL 4, `seen`).
 * Nothing of an object has to be there for another part to be read: a purge may have taken it.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { currentFields } from '../journal/entry.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import { practiceClock, todayOf, type PracticeClock } from '../journal/practiceClock.ts'
import { canonicalJson } from '../protocol/canonical.ts'
import { isMembers, type Members, type Op, type Seen, type Value } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { refuseIf } from './problems.ts'

export interface ConsultParts {
  readonly journal: Pick<Journal, 'objects' | 'follow' | 'state'>
  readonly put: (ops: readonly Op[], read: Seen) => Promise<unknown>
  readonly clock: PracticeClock
}

export const HERE: ConsultParts = {
  journal: thisJournal,
  put: (ops, read) => putHere(ops, undefined, undefined, read),
  clock: practiceClock,
}

/** An object as it stood when the person began to change it, and what this phone had read by then. */
export interface Editing {
  readonly kind: string
  readonly id: string
  readonly fields: Members
  readonly read: Seen
}

/** Call it when an edit opens, and hand it on when it is kept. A new object has no fields yet. */
export function begin(kind: string, id: string, { journal }: ConsultParts): Editing {
  const writes = journal.objects(kind).get(id) ?? []
  return { kind, id, fields: currentFields(writes), read: readBy(journal) }
}

/** Sets what differs. A field of the `families` (such as `closes.`) that `to` does not name is taken back. */
export async function change(
  editing: Editing,
  to: Members,
  parts: ConsultParts,
  families: readonly string[] = [],
): Promise<void> {
  const { kind, id, fields } = editing
  const set = differing(fields, { ...takenBack(fields, families), ...to })
  if (Object.keys(set).length > 0) await write({ kind, id, set }, editing.read, parts)
}

/** Whether `to` would change anything of what the person saw. */
export function differs({ fields }: Editing, to: Members): boolean {
  return Object.keys(differing(fields, to)).length > 0
}

export async function remove(kind: string, id: string, parts: ConsultParts): Promise<void> {
  await write({ kind, id, delete: true }, readBy(parts.journal), parts)
}

/**
 * Undoes a removal: a write that no delete has seen, and that sets nothing (PROTOCOL 5).
 *
 * Every field stays as it is, with both texts where two phones wrote one, and the change is small however long they are.
 */
export async function restore(kind: string, id: string, parts: ConsultParts): Promise<void> {
  await write({ kind, id, set: {} }, readBy(parts.journal), parts)
}

export function today({ clock }: Pick<ConsultParts, 'clock'>): PracticeDay {
  return todayOf(clock)
}

/** A text as a change keeps it: no control signs but line ends and tabs, which would take six bytes each. */
export function textValue(text: string): Value {
  const plain = text
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
  return { text: plain.trim() }
}

/** Throws `too-long`. A text that two phones wrote may be longer: shortening it is never refused. */
export function mustFit(field: string, text: string, lengthMax: number, before: Value = null): void {
  const lengthBefore = isMembers(before) && typeof before['text'] === 'string' ? before['text'].length : 0
  refuseIf(text.trim().length > Math.max(lengthMax, lengthBefore), field, 'too-long')
}

function takenBack(fields: Members, families: readonly string[]): Members {
  const names = Object.keys(fields).filter((name) => families.some((family) => name.startsWith(family)))
  return Object.fromEntries(names.map((name) => [name, isText(fields[name]) ? textValue('') : null]))
}

function differing(before: Members, to: Members): Members {
  return Object.fromEntries(
    Object.entries(to).filter(([name, value]) => sayingOf(value) !== sayingOf(before[name] ?? null)),
  )
}

// An empty text, and a field that was never set, say the same.
function sayingOf(value: Value): string {
  return isText(value) && value.text.trim() === '' ? 'null' : canonicalJson(value)
}

function isText(value: Value | undefined): value is { readonly text: string } {
  return isMembers(value) && typeof value['text'] === 'string'
}

async function write(op: Op, read: Seen, { journal, put }: ConsultParts): Promise<void> {
  await shown(put([op], read))
  await journal.follow()
}

/** The heads of what is folded and shown: only that can have been read. */
function readBy({ state }: Pick<Journal, 'state'>): Seen {
  return Object.fromEntries([...(state?.heads ?? [])].map(([device, { counter }]) => [device, counter]))
}
