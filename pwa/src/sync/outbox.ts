/**
 * Seal, chain, store: every change this phone writes goes through `put` (PROTOCOL 4, "Writing").
 *
 * One writer at a time: the Web Lock keeps tabs and the service worker in line, and where there are no locks the
 * transaction sees that the head has moved and the change is sealed again. Works locked; reads nothing.
 */
import * as v from 'valibot'

import { clock, type Clock } from '../platform/clock.ts'
import { alone } from '../platform/mutex.ts'
import { storage, type Storage, type Transaction } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import { changeId, nextHeader, NO_HEAD, type ChangeId, type Envelope } from '../protocol/chain.ts'
import { isSeen, type Op, type Seen } from '../protocol/change.ts'
import { seal } from '../protocol/envelope.ts'
import { isHlc, tick, type Hlc } from '../protocol/hlc.ts'
import { readVaultPublicKey } from '../protocol/keys.ts'
import { thisDevice, type Device } from '../vault/device.ts'

/** Where this device's chain stands: its last counter and change id, its clock, what it has seen of others. */
export interface DeviceHead {
  readonly counter: number
  readonly previous: ChangeId
  readonly at: Hlc | null
  readonly seen: Seen
}

/** An envelope as it lies in storage; `order` is where it came in, over all devices. */
export interface StoredEnvelope {
  readonly device: string
  readonly counter: number
  readonly order: number
  readonly envelope: Envelope
}

export interface OutboxParts {
  readonly storage: Storage
  readonly clock: Clock
}

/** More requests for the same transaction, placed before the first await; the result is awaited with the rest. */
export type Also = (transaction: Transaction<'readwrite'>) => Promise<unknown>

/** Other tabs and the journal hear here that something was stored. */
export const NEWS = 'journal'

const ATTEMPTS_MAX = 8
const STORES = ['envelopes', 'device', 'drafts', 'kept'] as const

const FIRST: DeviceHead = { counter: 0, previous: NO_HEAD.id, at: null, seen: {} }

const headSchema = v.object({
  counter: v.pipe(v.number(), v.integer(), v.minValue(0)),
  previous: v.string(),
  at: v.nullable(v.custom<Hlc>(isHlc)),
  seen: v.custom<Seen>((value) => isSeen(value, '')),
})

/**
 * These ops as this device's next change, on the disk when it resolves; nothing at all is written if it throws.
 *
 * Throws `storage-…` problems, change-too-large, malformed-change.
 */
export async function put(
  ops: readonly Op[],
  also: Also = nothingElse,
  parts: OutboxParts = { storage, clock },
): Promise<ChangeId> {
  const device = await thisDevice(parts.storage)
  const vaultKey = await readVaultPublicKey(device.vaultKey)
  const id = await alone('outbox', () => write(ops, also, { ...parts, device, vaultKey }, ATTEMPTS_MAX))
  news.tell('stored')
  return id
}

interface Writing extends OutboxParts {
  readonly device: Device
  readonly vaultKey: CryptoKey
}

async function write(ops: readonly Op[], also: Also, by: Writing, attempts: number): Promise<ChangeId> {
  const head = await readHead(by.storage)
  const at = tick(head.at, by.clock.now())
  const header = nextHeader(by.device, { counter: head.counter, id: head.previous })
  const envelope = await seal({ at, seen: head.seen, ops }, header, by.vaultKey, by.device.sign)
  const next: DeviceHead = {
    counter: header.counter,
    previous: await changeId(envelope),
    at,
    seen: head.seen,
  }
  if (await store(by.storage, head, next, { device: by.device.device, envelope }, also)) return next.previous
  if (attempts > 1) return write(ops, also, by, attempts - 1)
  throw new Error('the head of the chain never stood still')
}

async function readHead(from: Storage): Promise<DeviceHead> {
  return from.transaction(['device'], 'readonly', async (transaction) =>
    asHead(await transaction.objectStore('device').get('head')),
  )
}

/** Whether the change could be stored: false, with nothing written, if the head has moved since it was read. */
async function store(
  into: Storage,
  head: DeviceHead,
  next: DeviceHead,
  sealed: Pick<StoredEnvelope, 'device' | 'envelope'>,
  also: Also,
): Promise<boolean> {
  return into.transaction(STORES, 'readwrite', async (transaction) => {
    const envelopes = transaction.objectStore('envelopes')
    const found: unknown = await transaction.objectStore('device').get('head')
    const last = await envelopes.index('order').openKeyCursor(null, 'prev')
    const { previous } = asHead(found)
    // The browser may drop the database after it wrote and before it said so; the work is then done again.
    if (previous === next.previous) return true
    if (previous !== head.previous) return false
    const record: StoredEnvelope = { ...sealed, counter: next.counter, order: (last?.key ?? 0) + 1 }
    // All requests in one breath: a page that ends here leaves either all of them or none.
    const requests = [
      () => also(transaction),
      () => envelopes.add(record),
      () => transaction.objectStore('device').put(next, 'head'),
    ]
    await Promise.all(requests.map(async (place) => place()))
    return true
  })
}

function asHead(record: unknown): DeviceHead {
  return record === undefined ? FIRST : v.parse(headSchema, record)
}

async function nothingElse(): Promise<void> {
  // A change that goes alone.
}

const news = openLine(NEWS, () => undefined)
