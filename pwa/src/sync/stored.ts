/** The changes of all devices as they lie in storage: an envelope, or the stub of a purged one. */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import { bytesToHex, type Bytes } from '../protocol/bytes.ts'
import { changeId, readStub, type ChangeId, type Envelope, type Item, type Stub } from '../protocol/chain.ts'
import type { DeviceId } from '../protocol/keys.ts'

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer)
const place = { device: v.string(), counter: v.number(), order: v.number() }
const stubShape = v.object({ ...place, header: bytes, id: bytes })
const recordShape = v.union([v.object({ ...place, envelope: bytes }), stubShape])

const keyShape = v.tuple([v.string(), v.number()])
const AT_ONCE = 500

export type StoredChange = v.InferOutput<typeof recordShape>

/** The next of one device after `counter`, at most `limit`, in order. */
export async function changesAfter(
  storage: Storage,
  device: DeviceId,
  counter: number,
  limit: number,
): Promise<readonly StoredChange[]> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const range = IDBKeyRange.bound([device, counter], [device, Infinity], true)
    const records: unknown[] = await transaction.objectStore('envelopes').getAll(range, limit)
    return records.map(asStored)
  })
}

/** The last of one device; undefined where nothing of it is stored. */
export async function lastChange(storage: Storage, device: DeviceId): Promise<StoredChange | undefined> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const range = IDBKeyRange.bound([device, 0], [device, Infinity])
    const last = await transaction.objectStore('envelopes').openCursor(range, 'prev')
    return last ? asStored(last.value) : undefined
  })
}

/** All of this phone in the order they came in. */
export async function allChanges(storage: Storage): Promise<readonly StoredChange[]> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const records: unknown[] = await transaction.objectStore('envelopes').index('order').getAll()
    return records.map(asStored)
  })
}

/** How much of one device is stored here. */
export interface Extent {
  readonly device: DeviceId
  readonly count: number
  /** Its highest counter. */
  readonly last: number
}

/** Of every device that has written. */
export async function extentsOf(storage: Storage): Promise<readonly Extent[]> {
  const keys = await storage.transaction(['envelopes'], 'readonly', (transaction) =>
    transaction.objectStore('envelopes').getAllKeys(),
  )
  const extents = new Map<DeviceId, Extent>()
  for (const key of keys) {
    const [device, last] = v.parse(keyShape, key)
    extents.set(device, { device, last, count: (extents.get(device)?.count ?? 0) + 1 })
  }
  return [...extents.values()]
}

/** Whether a change of any device, or of this one, is a stub here: what its chain goes on with, no new log takes. */
export async function hasStubs(storage: Storage, only?: DeviceId): Promise<boolean> {
  for (const { device } of await extentsOf(storage)) {
    if (only !== undefined && device !== only) continue
    for (let after = 0; ;) {
      const some = await changesAfter(storage, device, after, AT_ONCE)
      if (some.some((one) => !('envelope' in one))) return true
      const last = some.at(-1)
      if (last === undefined) break
      after = last.counter
    }
  }
  return false
}

/** What is kept under a counter; undefined for nothing. */
export async function changeAt(
  storage: Storage,
  device: DeviceId,
  counter: number,
): Promise<StoredChange | undefined> {
  const record = await storage.transaction(['envelopes'], 'readonly', (transaction) =>
    transaction.objectStore('envelopes').get([device, counter]),
  )
  const stored = v.safeParse(recordShape, record)
  return stored.success ? stored.output : undefined
}

/** The id kept under a counter, of a purged change too; undefined if nothing is stored there. */
export async function idAt(
  storage: Storage,
  device: DeviceId,
  counter: number,
): Promise<ChangeId | undefined> {
  const stored = await changeAt(storage, device, counter)
  if (stored === undefined) return undefined
  return 'envelope' in stored ? changeId(stored.envelope) : bytesToHex(stored.id)
}

/** Where the next change is put, over all devices. */
export async function nextOrder(transaction: Transaction<'readonly' | 'readwrite'>): Promise<number> {
  const last = await transaction.objectStore('envelopes').index('order').openKeyCursor(null, 'prev')
  return (last?.key ?? 0) + 1
}

/** Whether what lies in the store is a stub, and not an envelope or nothing. */
export function isStubRecord(record: unknown): boolean {
  return v.is(stubShape, record)
}

export function contentOf(stored: StoredChange): Item {
  return 'envelope' in stored ? stored.envelope : stubOf(stored)
}

export function envelopeOf(stored: StoredChange): Envelope | null {
  return 'envelope' in stored ? stored.envelope : null
}

function stubOf({ header, id }: Extract<StoredChange, { header: Bytes }>): Stub {
  return readStub(header, id)
}

function asStored(record: unknown): StoredChange {
  return v.parse(recordShape, record)
}
