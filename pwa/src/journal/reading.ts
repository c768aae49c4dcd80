/**
 * From stored envelopes to opened changes: signature, chain, HPKE, in PROTOCOL 4's order.
 *
 * One that cannot be read is named and stops no other: after it, the next of its device is taken with whatever
 * `previous` it names, as a journal file is read (PROTOCOL 14).
 */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'
import { bytesToInteger } from '../protocol/bytes.ts'
import {
  authenticate,
  NO_HEAD,
  readStub,
  type Believed,
  type Head,
  type Item,
  type Stub,
  type Trusted,
} from '../protocol/chain.ts'
import { openAll, type Opened, type OpeningWatch, type VaultKeys } from '../protocol/envelope.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { Problem, type ProblemType } from '../protocol/problems.ts'
import { HEADER_BYTES } from '../protocol/sizes.ts'
import { backIn } from '../sync/back.ts'

/** A change that cannot be read: whose, which, and why. */
export interface Damage {
  readonly device: DeviceId
  readonly counter: number
  readonly problem: ProblemType
}

/** A change as it lies in storage: its envelope, or what is left of a purged one; null if it is neither. */
export interface Stored {
  readonly device: DeviceId
  readonly counter: number
  readonly content: Item | null
}

/** What was read of stored changes. */
export interface Reading {
  readonly opened: Opened[]
  readonly damaged: Damage[]
  /** Purged ones, and those that are believed and do not open: they only move heads. */
  readonly passed: Stub[]
}

/** How far a device has been read; `id` null after a damaged change, whose id cannot be known. */
export interface Place {
  readonly counter: number
  readonly id: Head['id'] | null
}

export type Places = Map<DeviceId, Place>

const RECORD = v.union([
  v.object({ envelope: v.instance(Uint8Array) }),
  v.object({ header: v.instance(Uint8Array), id: v.instance(Uint8Array) }),
])
const KEY = v.tuple([v.string(), v.number()])

/**
 * The next stored envelopes of one device after `counter`, at most `limit`, in order; none while those right after it
 * are still to be fetched (sync/back.ts).
 */
export async function storedAfter(
  storage: Storage,
  device: DeviceId,
  counter: number,
  limit: number,
): Promise<Stored[]> {
  return storage.transaction(['envelopes', 'sync'], 'readonly', async (transaction) => {
    const back = await backIn(transaction)
    if (counter < (back?.floorHeads[device]?.counter ?? 0)) return []
    const range = IDBKeyRange.bound([device, counter], [device, Infinity], true)
    const store = transaction.objectStore('envelopes')
    const [keys, records] = await Promise.all([store.getAllKeys(range, limit), store.getAll(range, limit)])
    return keys.map((key, at) => asStored(key, records[at]))
  })
}

/** Those of `wanted` that are still stored. */
export async function storedAt(storage: Storage, wanted: readonly Damage[]): Promise<Stored[]> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const store = transaction.objectStore('envelopes')
    const records = await Promise.all(wanted.map(({ device, counter }) => store.get([device, counter])))
    return wanted.flatMap(({ device, counter }, at) =>
      records[at] === undefined ? [] : [asStored([device, counter], records[at])],
    )
  })
}

/** How many envelopes lie after these places. */
export async function countAfter(
  storage: Storage,
  devices: Iterable<DeviceId>,
  places: Places,
): Promise<number> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const store = transaction.objectStore('envelopes')
    const counts = [...devices].map((device) =>
      store.count(IDBKeyRange.bound([device, places.get(device)?.counter ?? 0], [device, Infinity], true)),
    )
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
  })
}

/**
 * What can be opened of these, and what cannot. Moves `places` on past each of them.
 *
 * Rejects only with the signal's reason, and then has moved nothing.
 */
export async function readStored(
  stored: readonly Stored[],
  known: Omit<Trusted, 'heads'>,
  vault: VaultKeys,
  places: Places,
  watch: OpeningWatch = {},
): Promise<Reading> {
  const checked = await Promise.all(stored.map((one) => check(one, known)))
  const reached: Places = new Map(places)
  const damaged: Damage[] = []
  const believed: Believed[] = []
  const passed: Stub[] = []
  checked.forEach((result, at) => {
    const one = stored[at]
    if (one === undefined) return
    const { device, counter } = one
    const before = reached.get(device) ?? { counter: 0, id: NO_HEAD.id }
    if (counter > before.counter + 1) damaged.push(damage(device, before.counter + 1, 'chain-broken'))
    const isSound = !(result instanceof Problem) && follows(before, one, result)
    if (isSound && 'envelope' in result) believed.push(result)
    else if (isSound) passed.push(result)
    else damaged.push(damage(device, counter, result instanceof Problem ? result.type : 'chain-broken'))
    reached.set(device, { counter, id: isSound ? result.id : null })
  })
  const opened: Opened[] = []
  for (const result of await openAll(believed, vault, watch)) {
    if ('problem' in result) {
      const { device, counter } = result.believed.header
      damaged.push(damage(device, counter, result.problem.type))
      passed.push(result.believed)
    } else opened.push(result)
  }
  for (const [device, place] of reached) places.set(device, place)
  return { opened, damaged, passed }
}

/** Those up to the first that is sealed under a newer root than `epoch`: it waits for the next unlocking. */
export function readable(stored: readonly Stored[], epoch: number): readonly Stored[] {
  const end = stored.findIndex(({ content }) => epochOf(content) > epoch)
  return end === -1 ? stored : stored.slice(0, end)
}

function epochOf(content: Item | null): number {
  if (content === null) return 0
  if (!(content instanceof Uint8Array)) return content.header.epoch
  return content.length < HEADER_BYTES ? 0 : bytesToInteger(content.subarray(33, 37))
}

/** One envelope of its own, outside the chain: what was damaged once is tried again. */
export async function readAgain(
  stored: Stored,
  known: Omit<Trusted, 'heads'>,
  vault: VaultKeys,
): Promise<Opened | Damage> {
  const places: Places = new Map([[stored.device, { counter: stored.counter - 1, id: null }]])
  const { opened, damaged } = await readStored([stored], known, vault, places)
  return opened[0] ?? damaged[0] ?? damage(stored.device, stored.counter, 'cannot-open')
}

// A gap in the counter is named as damage of its own; only another change in the same place is refused.
function follows(before: Place, { device, counter }: Stored, { header }: Stub): boolean {
  if (header.counter !== counter || header.device !== device) return false
  return before.id === null || counter > before.counter + 1 || header.previous === before.id
}

async function check({ content }: Stored, known: Omit<Trusted, 'heads'>): Promise<Believed | Stub | Problem> {
  try {
    if (content === null) throw new Problem('malformed-envelope', 'not a record of ours')
    return await authenticate(known, content)
  } catch (problem) {
    if (problem instanceof Problem) return problem
    throw problem
  }
}

function asStored(key: unknown, record: unknown): Stored {
  const [device, counter] = v.parse(KEY, key)
  const parsed = v.safeParse(RECORD, record)
  return { device, counter, content: parsed.success ? contentOf(parsed.output) : null }
}

function contentOf(record: v.InferOutput<typeof RECORD>): Item | null {
  if ('envelope' in record) return new Uint8Array(record.envelope)
  try {
    return readStub(new Uint8Array(record.header), new Uint8Array(record.id))
  } catch (problem) {
    if (problem instanceof Problem) return null
    throw problem
  }
}

function damage(device: DeviceId, counter: number, problem: ProblemType): Damage {
  return { device, counter, problem }
}
