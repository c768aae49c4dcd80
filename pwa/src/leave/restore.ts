/**
 * A file back into this phone: looked at first, then what is missing here is written as this phone's own changes.
 * Objects keep their ids, so the same file twice adds nothing (PROTOCOL 15.2).
 *
 * What stands here is never written over: a field that this journal has keeps its value, and what was removed here
 * stays removed.
 */
import { readPieces } from '../platform/files.ts'
import { practiceClock, type PracticeClock } from '../journal/practiceClock.ts'
import { isMembers, type Members, type Op, type Value } from '../protocol/change.ts'
import { openJournalFile } from '../protocol/formats.ts'
import type { Hlc } from '../protocol/hlc.ts'
import {
  objectsOf,
  place,
  sizeOf,
  writtenAt,
  type Objects,
  type Read,
  type Refused,
} from '../protocol/journalJson.ts'
import type { LineProblem } from '../protocol/journalReader.ts'
import type { Secret } from '../protocol/locks.ts'
import { emptyState, fold, resolve, type State, type Write } from '../protocol/merge.ts'
import { CHECKLIST, WORDING } from '../protocol/wordings.ts'
import { put as putHere } from '../sync/outbox.ts'
import type { Watch } from './bundle.ts'
import { pastIn, type IsPast } from './pastHere.ts'

export interface Bundle {
  readonly state: State
  readonly problems: readonly LineProblem[]
  /** Objects of a readable file that cannot be taken. */
  readonly refused: readonly Refused[]
}

/** What a file holds, before anything here is touched; of it what `objectsOf` gives. */
export interface Preview {
  readonly entries: number
  /** Practice days of the first and last entry; null if there is none. */
  readonly span: { readonly first: string; readonly last: string } | null
  /** Entries that are here already, removed ones among them. */
  readonly here: number
  /** Objects of which something is left out, as this journal no longer keeps it. */
  readonly past: number
  /** One op for each object. */
  readonly missing: readonly Op[]
}

const BATCH_BYTES_MAX = 48_000

/**
 * All that a file gives. Throws not-a-journal-file, newer-journal-file, no-such-lock, what opening a lock throws,
 * and the signal's reason. Nothing here is changed.
 */
export async function readBundle(file: Blob, secret: Secret, watch: Watch = {}): Promise<Bundle> {
  const { root, pages } = await openJournalFile(watched(file, watch), secret)
  root.fill(0)
  const state = emptyState()
  const problems: LineProblem[] = []
  for await (const page of pages) {
    fold(
      state,
      page.changes.map(({ opened }) => opened),
    )
    problems.push(...page.problems)
  }
  return { state, problems, refused: [] }
}

/** What a readable file says, as the writes of nobody: each object in one, with about the time it was written there. */
export function bundleOf({ objects, refused }: Read): Bundle {
  const state = emptyState()
  for (const [kind, byId] of objects)
    for (const [id, set] of byId)
      place(state.objects, kind, id, [
        { device: '', counter: 1, at: writtenAt(kind, id, set), seen: {}, set },
      ])
  return { state, problems: [], refused }
}

export async function preview(
  { state }: Pick<Bundle, 'state'>,
  here: State,
  clock: PracticeClock = practiceClock,
): Promise<Preview> {
  const objects = objectsOf(state)
  const days: string[] = []
  let known = 0
  for (const [id, { day }] of objects.get('entry') ?? []) {
    days.push(typeof day === 'string' ? day : '')
    if (here.objects.get('entry')?.has(id)) known += 1
  }
  const said = days.filter((day) => day !== '').sort()
  const [first, last] = [said[0], said.at(-1)]
  const span = first === undefined || last === undefined ? null : { first, last }
  const added = missingOps(objects, state, here, await pastIn(here, state, clock))
  return { entries: days.length, span, here: known, ...added }
}

/** Writes what is missing, a few dozen entries to a change; stopped half way, the rest can be added later. */
export async function add(
  missing: readonly Op[],
  { onProgress, signal }: Watch = {},
  put: (ops: readonly Op[]) => Promise<unknown> = putHere,
): Promise<void> {
  let done = 0
  for (const batch of batches(missing)) {
    signal?.throwIfAborted()
    await put(batch)
    done += batch.length
    onProgress?.(Math.min(1, done / missing.length))
  }
}

/** In the order in which it was written there: what closed a signal closes only one that stood before it. */
function missingOps(
  objects: Objects,
  there: State,
  here: State,
  isPast: IsPast,
): Pick<Preview, 'past' | 'missing'> {
  const missing: Missing[] = []
  let past = 0
  for (const [kind, byId] of objects)
    for (const [id, fields] of byId) {
      const writes = writesOf(there, kind, id)
      const isFieldPast = isPast(kind, id, writes)
      const all = missingFields(fields, kind, id, here)
      const kept = all.filter(([name]) => !isFieldPast(name))
      if (kept.length < all.length) past += 1
      if (kept.length > 0)
        missing.push({ at: timeOf(kind, writes), op: { kind, id, set: Object.fromEntries(kept) } })
    }
  return { past, missing: missing.sort(inTurn).map(({ op }) => op) }
}

interface Missing {
  readonly at: Hlc
  readonly op: Op
}

// A restored journal has what was asked and what was answered in one change.
function inTurn(one: Missing, other: Missing): number {
  return (
    compared(one.at, other.at) ||
    askedFirst(one.op) - askedFirst(other.op) ||
    compared(one.op.id, other.op.id) ||
    compared(one.op.kind, other.op.kind)
  )
}

function askedFirst({ kind }: Op): number {
  return kind === CHECKLIST ? 0 : kind === WORDING ? 1 : 2
}

/** By UTF-16 code units. */
function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function writesOf({ objects }: State, kind: string, id: string): readonly Write[] {
  const own = objects.get(kind)?.get(id) ?? []
  // A wording is as old as its checklist, which may be gone.
  return kind === WORDING ? [...own, ...(objects.get(CHECKLIST)?.get(id) ?? [])] : own
}

/**
 * A check is of the time when it was made, and what was asked stood before it; of anything else its last word counts, such
 * as the log of what was planned.
 */
function timeOf(kind: string, writes: readonly Write[]): Hlc {
  const times = writes.map(({ at }) => at).sort()
  return (FIRST_COUNTS.has(kind) ? times[0] : times.at(-1)) ?? ''
}

const FIRST_COUNTS: ReadonlySet<string> = new Set(['entry', CHECKLIST, WORDING])

// An object can be here in part, when the change that began it was damaged on this phone.
function missingFields(
  fields: Members,
  kind: string,
  id: string,
  { objects }: State,
): readonly (readonly [string, Value])[] {
  const ours = resolve(objects.get(kind)?.get(id) ?? [])
  // What a checklist says here, one that is gone too, is not missing as a wording.
  const also = resolve((kind === WORDING && objects.get(CHECKLIST)?.get(id)) || [])
  if (ours.gone) return []
  return Object.entries(fields).filter(([name]) => !ours.fields.has(name) && !also.fields.has(name))
}

function* batches(ops: readonly Op[]): Generator<readonly Op[]> {
  let batch: Op[] = []
  let size = 0
  for (const op of ops.flatMap(parts)) {
    const bytes = sizeOf(op)
    const last = batch.at(-1)
    // A change holds one op for an object: the parts of a large one go one by one.
    const isSame = last?.kind === op.kind && last.id === op.id
    if (batch.length > 0 && (size + bytes > BATCH_BYTES_MAX || isSame)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(op)
    size += bytes
  }
  if (batch.length > 0) yield batch
}

/** What is too large for a change together, field by field. */
function parts(op: Op): readonly Op[] {
  const set = op['set']
  if (sizeOf(op) <= BATCH_BYTES_MAX || !isMembers(set)) return [op]
  return Object.entries(set).map(([name, value]) => ({ ...op, set: Object.fromEntries([[name, value]]) }))
}

export async function* watched(file: Blob, { onProgress, signal }: Watch): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const piece of readPieces(file)) {
    signal?.throwIfAborted()
    yield piece
    read += piece.length
    onProgress?.(file.size === 0 ? 1 : read / file.size)
  }
}
