/**
 * Seal, chain, store: every change this phone writes goes through `put` (PROTOCOL 4, "Writing").
 *
 * One writer at a time: the Web Lock keeps tabs and the service worker in line, and where there are no locks the
 * transaction sees that the head has moved and the change is sealed again. Works locked; reads nothing.
 */
import { clock, type Clock } from '../platform/clock.ts'
import { alone } from '../platform/mutex.ts'
import { storage, type Storage, type Transaction } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import { changeId, nextHeader, type ChangeId, type Envelope } from '../protocol/chain.ts'
import type { Op, Seen } from '../protocol/change.ts'
import { seal } from '../protocol/envelope.ts'
import { tick, type Hlc } from '../protocol/hlc.ts'
import { readVaultPublicKey } from '../protocol/keys.ts'
import { isStill, thisDevice, type Device } from '../vault/device.ts'
import { headIn, heldOf, laterOf, type DeviceHead } from './head.ts'

/**
 * An envelope as it lies in storage; `order` is where it came in, over all devices. Those of this device whose
 * counter is above what the server took wait to be sent.
 */
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

/**
 * These ops as this device's next change, on the disk when it resolves; nothing at all is written if it throws.
 *
 * `read`: what the writer of an edit had read of other devices when it began; without it, all that is here.
 * Throws `storage-…` problems, change-too-large, malformed-change.
 */
export async function put(
  ops: readonly Op[],
  also: Also = nothingElse,
  parts: OutboxParts = { storage, clock },
  read?: Seen,
): Promise<ChangeId> {
  return putBy(ops, also, { ...parts, read })
}

/** The same as if it were written at a time before: what stays of a change that is to be purged (PROTOCOL 6.3). */
export async function putAnew(
  ops: readonly Op[],
  at: Hlc,
  read: Seen,
  parts: OutboxParts = { storage, clock },
): Promise<ChangeId> {
  return putBy(ops, nothingElse, { ...parts, read, at })
}

async function putBy(ops: readonly Op[], also: Also, by: Writing): Promise<ChangeId> {
  const id = await alone('outbox', () => write(ops, also, by, ATTEMPTS_MAX))
  news.tell('stored')
  return id
}

interface Writing extends OutboxParts {
  readonly read: Seen | undefined
  /** Now, where it is not said. */
  readonly at?: Hlc
}

async function write(ops: readonly Op[], also: Also, by: Writing, attempts: number): Promise<ChangeId> {
  // Asked each time: a phone that joins an account meanwhile is another device with another vault.
  const device = await thisDevice(by.storage)
  const head = await readHead(by.storage)
  const at = by.at ?? tick(head.at, by.clock.now())
  const header = nextHeader(device, { counter: head.counter, id: head.previous })
  const seen = by.read === undefined ? head.seen : heldOf(by.read, head.seen)
  const vaultKey = await readVaultPublicKey(device.vaultKey)
  const envelope = await seal({ at, seen, ops }, header, vaultKey, device.sign)
  const next = { counter: header.counter, previous: await changeId(envelope), at }
  if (await store(by.storage, { device, head }, next, envelope, also)) return next.previous
  if (attempts > 1) return write(ops, also, by, attempts - 1)
  throw new Error('the head of the chain never stood still')
}

async function readHead(from: Storage): Promise<DeviceHead> {
  return from.transaction(['device'], 'readonly', (transaction) => headIn(transaction))
}

/** Whether the change could be stored: false, with nothing written, if the head has moved since it was read. */
async function store(
  into: Storage,
  before: { readonly device: Device; readonly head: DeviceHead },
  next: Omit<DeviceHead, 'seen'>,
  envelope: Envelope,
  also: Also,
): Promise<boolean> {
  const { device, head } = before
  return into.transaction(STORES, 'readwrite', async (transaction) => {
    const envelopes = transaction.objectStore('envelopes')
    const found = await headIn(transaction)
    const last = await envelopes.index('order').openKeyCursor(null, 'prev')
    // The browser may drop the database after it wrote and before it said so; the work is then done again.
    if (found.previous === next.previous) return true
    if (found.previous !== head.previous || !(await isStill(device, transaction))) return false
    const { counter } = next
    const record: StoredEnvelope = { device: device.device, counter, order: (last?.key ?? 0) + 1, envelope }
    // What came in from others while this was being sealed stays seen, and their clocks stay met.
    const moved: DeviceHead = { ...next, at: laterOf(next.at, found.at), seen: found.seen }
    // All requests in one breath: a page that ends here leaves either all of them or none.
    const requests = [
      () => also(transaction),
      () => envelopes.add(record),
      () => transaction.objectStore('device').put(moved, 'head'),
    ]
    await Promise.all(requests.map(async (place) => place()))
    return true
  })
}

async function nothingElse(): Promise<void> {
  // A change that goes alone.
}

const news = openLine(NEWS, () => undefined)
