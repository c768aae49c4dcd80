/**
 * A file back into this phone: looked at first, then what is missing here is written as this phone's own changes.
 * Objects keep their ids, so the same file twice adds nothing (PROTOCOL 15.2).
 *
 * What stands here is never written over: a field that this journal has keeps its value, and what was removed here
 * stays removed.
 */
import { readPieces } from '../platform/files.ts'
import { isMembers, type Op, type Value } from '../protocol/change.ts'
import { openJournalFile } from '../protocol/formats.ts'
import type { Hlc } from '../protocol/hlc.ts'
import { NEVER, place, sizeOf, writtenAt, type Read, type Refused } from '../protocol/journalJson.ts'
import type { LineProblem } from '../protocol/journalReader.ts'
import type { Secret } from '../protocol/locks.ts'
import { emptyState, fold, resolve, type Resolved, type State, type Write } from '../protocol/merge.ts'
import { put as putHere } from '../sync/outbox.ts'
import type { Watch } from './bundle.ts'

export interface Bundle {
  readonly state: State
  readonly problems: readonly LineProblem[]
  /** Objects of a readable file that cannot be taken. */
  readonly refused: readonly Refused[]
}

/** What a file holds, before anything here is touched. */
export interface Preview {
  readonly entries: number
  /** Practice days of the first and last entry; null if there is none. */
  readonly span: { readonly first: string; readonly last: string } | null
  /** Entries that are here already, removed ones among them. */
  readonly here: number
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

export function preview({ state }: Pick<Bundle, 'state'>, here: State): Preview {
  const days: string[] = []
  let known = 0
  for (const [id, writes] of state.objects.get('entry') ?? []) {
    const { gone, fields } = resolve(writes)
    if (gone) continue
    const day = fields.get('day')?.value
    days.push(typeof day === 'string' ? day : '')
    if (here.objects.get('entry')?.has(id)) known += 1
  }
  const said = days.filter((day) => day !== '').sort()
  const [first, last] = [said[0], said.at(-1)]
  const span = first === undefined || last === undefined ? null : { first, last }
  return { entries: days.length, span, here: known, missing: missingOps(state, here) }
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
function missingOps(state: State, here: State): readonly Op[] {
  const missing: { readonly at: Hlc; readonly op: Op }[] = []
  for (const [kind, byId] of state.objects) {
    // Which phones wrote, and what they ordered gone, is of the journal that the file comes from.
    if (NEVER.has(kind)) continue
    for (const [id, writes] of byId) {
      const there = resolve(writes)
      const ours = here.objects.get(kind)?.get(id)
      const set = there.gone ? {} : missingFields(there, ours === undefined ? null : resolve(ours))
      if (Object.keys(set).length > 0) missing.push({ at: timeOf(kind, writes), op: { kind, id, set } })
    }
  }
  return missing
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map(({ op }) => op)
}

/**
 * A check is of the time when it was made, and what was asked stood before it; of anything else its last word counts, such
 * as the log of what was planned.
 */
function timeOf(kind: string, writes: readonly Write[]): Hlc {
  const times = writes.map(({ at }) => at).sort()
  return (kind === 'entry' || kind === 'checklist' ? times[0] : times.at(-1)) ?? ''
}

// An object can be here in part, when the change that began it was damaged on this phone.
function missingFields(there: Resolved, ours: Resolved | null): Record<string, Value> {
  if (ours?.gone === true) return {}
  const missing = [...there.fields].filter(([name]) => ours?.fields.has(name) !== true)
  return Object.fromEntries(missing.map(([name, { value }]) => [name, value]))
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
