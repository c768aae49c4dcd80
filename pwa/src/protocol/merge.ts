/**
 * fold(): changes into state, in any order and with any repeats; resolve(): what an object says (PROTOCOL 5).
 *
 * State is the set of all writes but the purged ones. It is grown in place: ten years are folded once, then added to.
 */
import type { Members, Seen, Value } from './change.ts'
import { canonicalJson } from './canonical.ts'
import { NO_HEAD, type ChangeId, type Head, type Stub } from './chain.ts'
import type { Purged } from './checks.ts'
import type { Opened } from './envelope.ts'
import type { Hlc } from './hlc.ts'
import type { DeviceId } from './keys.ts'
import { PURGE, purgedBy } from './purges.ts'

/** One op without kind and id, and who wrote it when. */
export interface Write extends Members {
  readonly device: DeviceId
  readonly counter: number
  readonly at: Hlc
  readonly seen: Seen
}

export interface State {
  readonly heads: Map<DeviceId, Head>
  /** By kind, then id; the writes of an object sorted by device, then counter. */
  readonly objects: Map<string, Map<string, Write[]>>
}

/** What a field says; `concurrent` while no one write has seen all of its current versions. */
export interface Field {
  readonly value: Value
  readonly concurrent: boolean
}

export interface Resolved {
  readonly gone: boolean
  readonly fields: ReadonlyMap<string, Field>
}

export function emptyState(): State {
  return { heads: new Map(), objects: new Map() }
}

/** `state` with these changes in it; the same set of changes gives the same state in any order. */
export function fold(state: State, changes: Iterable<Opened>): State {
  const purged = new Places(purgesOf(state))
  const known = purged.size
  for (const change of changes) {
    foldHead(state.heads, change)
    for (const op of change.ops) if (op.kind === PURGE) purged.add(purgedBy(op))
    foldWrites(state.objects, change, purged)
  }
  // What was folded before its purge came: looked for once, and only when there is a purge that was not known.
  return purged.size > known ? withoutPurged(state) : state
}

/** `state` with its heads moved by what is believed and cannot be read: stubs, and what did not open. */
export function passOver(state: State, changes: Iterable<Stub>): State {
  for (const change of changes) foldHead(state.heads, change)
  return state
}

/** Every change that the state's purges name: what `mustBeOrdered` asks for. */
export function purgesOf({ objects }: State): readonly Purged[] {
  return [...(objects.get(PURGE)?.values() ?? [])].flat().flatMap(purgedBy)
}

/** `state` without the writes that its purges name; the purges themselves always stay. */
export function withoutPurged(state: State): State {
  const purged = new Places(purgesOf(state))
  for (const [kind, byId] of purged.size === 0 ? [] : state.objects) {
    if (kind !== PURGE) dropFrom(byId, purged)
    if (byId.size === 0) state.objects.delete(kind)
  }
  return state
}

/** The bytes that are alike on every phone with the same changes, as text (RFC 8785). */
export function canonical({ heads, objects }: State): string {
  return canonicalJson({ heads: canonicalHeads(heads), objects: canonicalObjects(objects) })
}

/** `{device: [counter, change id]}`, as in the canonical state. */
export function canonicalHeads(heads: ReadonlyMap<DeviceId, Head>): Record<DeviceId, [number, ChangeId]> {
  return Object.fromEntries([...heads].map(([device, { counter, id }]) => [device, [counter, id]]))
}

function canonicalObjects(objects: State['objects']): Members {
  return Object.fromEntries([...objects].map(([kind, byId]) => [kind, Object.fromEntries(byId)]))
}

/** Devices and counters, quick to ask. */
class Places {
  readonly #counters = new Map<DeviceId, Set<number>>()
  size = 0

  constructor(purged: readonly Purged[]) {
    this.add(purged)
  }

  add(purged: readonly Purged[]): void {
    for (const [device, counter] of purged) {
      if (this.has(device, counter)) continue
      this.#counters.set(device, (this.#counters.get(device) ?? new Set()).add(counter))
      this.size += 1
    }
  }

  has(device: DeviceId, counter: number): boolean {
    return this.#counters.get(device)?.has(counter) ?? false
  }
}

function dropFrom(byId: Map<string, Write[]>, purged: Places): void {
  for (const [id, writes] of byId) {
    const left = writes.filter(({ device, counter }) => !purged.has(device, counter))
    if (left.length === 0) byId.delete(id)
    else if (left.length < writes.length) byId.set(id, left)
  }
}

function foldHead(heads: Map<DeviceId, Head>, { header: { device, counter }, id }: Stub): void {
  const head = heads.get(device) ?? NO_HEAD
  // Two changes with one counter are a lie that the chain finds; both twins then keep the higher id.
  if (counter > head.counter || (counter === head.counter && id > head.id)) heads.set(device, { counter, id })
}

function foldWrites(objects: State['objects'], { header, at, seen, ops }: Opened, purged: Places): void {
  const isPurged = purged.has(header.device, header.counter)
  for (const { kind, id, ...verb } of ops) {
    if (isPurged && kind !== PURGE) continue
    const byId = objects.get(kind) ?? new Map<string, Write[]>()
    objects.set(kind, byId)
    const writes = byId.get(id) ?? []
    byId.set(id, writes)
    insert(writes, { ...verb, device: header.device, counter: header.counter, at, seen })
  }
}

// From the end, because changes usually come in their own order.
function insert(writes: Write[], write: Write): void {
  let at = writes.length
  for (; at > 0; at--) {
    const order = compare(write, writes[at - 1])
    if (order === 0) return
    if (order > 0) break
  }
  writes.splice(at, 0, write)
}

function compare(one: Write, other: Write | undefined): number {
  if (other === undefined) return 1
  if (one.device !== other.device) return one.device < other.device ? -1 : 1
  return one.counter - other.counter
}

/** What the writes of one object say together. */
export function resolve(writes: readonly Write[]): Resolved {
  const versions = new Map<string, Write[]>()
  for (const write of writes) {
    for (const name of Object.keys(fieldsOf(write))) {
      const ofField = versions.get(name)
      if (ofField === undefined) versions.set(name, [write])
      else ofField.push(write)
    }
  }
  const fields = [...versions].map(([name, ofField]) => [name, resolveField(name, ofField)] as const)
  return { gone: isGone(writes), fields: new Map(fields) }
}

/** The fields that a write sets; none if it is a delete or a verb of a later version. */
export function fieldsOf(write: Write): Members {
  const set = write['set']
  return isMembers(set) ? set : {}
}

function resolveField(name: string, versions: readonly Write[]): Field {
  const seen = seenBy(versions)
  const current = versions.filter((version) => !seen.has(version)).sort(byTime)
  const values = current.map((version) => fieldsOf(version)[name] ?? null)
  const value = values.at(-1) ?? null
  const texts = values.filter(isText)
  if (!isText(value) || texts.length === 1) return { value, concurrent: current.length > 1 }
  return { value: { text: [...new Set(texts.map(({ text }) => text))].join('\n\n') }, concurrent: true }
}

function byTime(one: Write, other: Write): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1
  return one.device < other.device ? -1 : 1
}

function isGone(writes: readonly Write[]): boolean {
  const deletes = writes.filter((write) => write['delete'] === true)
  const sets = writes.filter((write) => isMembers(write['set']))
  const seen = seenBy(deletes)
  return deletes.length > 0 && sets.every((set) => seen.has(set))
}

/**
 * Whether one of `writers` had seen a write: an earlier one of its own device, or one that its `seen` covers.
 *
 * The highest counter of each device says it for all of them, so an object of many writes stays quick.
 */
function seenBy(writers: readonly Write[]): { has: (write: Write) => boolean } {
  const covered = new Map<DeviceId, number>()
  const cover = (device: DeviceId, counter: number): void => {
    if (counter > (covered.get(device) ?? 0)) covered.set(device, counter)
  }
  for (const { device, counter, seen } of writers) {
    cover(device, counter - 1)
    for (const [other, highest] of Object.entries(seen)) cover(other, highest)
  }
  return { has: ({ device, counter }) => (covered.get(device) ?? 0) >= counter }
}

function isText(value: Value): value is { readonly text: string } {
  return isMembers(value) && typeof value['text'] === 'string'
}

function isMembers(value: Value | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
