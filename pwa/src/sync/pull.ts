/**
 * The log page by page: all checks of PROTOCOL 7 that need no key, then what it brought and the new place are stored
 * in one transaction. Works locked. A page that holds a lie leaves nothing here.
 */
import type { Storage, Transaction } from '../platform/storage.ts'
import { hexToBytes } from '../protocol/bytes.ts'
import { packHeader, readStub, type Believed, type Head, type Stub } from '../protocol/chain.ts'
import { mustHaveOwn, trustPage, type Closings, type Own, type Place } from '../protocol/checks.ts'
import { readDevicePublicKey, type DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { isStill, knownDevice, type Device } from '../vault/device.ts'
import { readMembers, type Member } from '../vault/members.ts'
import type { PageTold } from './answers.ts'
import { headIn } from './head.ts'
import { movePlace, placeIn, readPlace, type KeptPlace } from './place.ts'
import type { Server } from './server.ts'
import { idAt, nextOrder } from './stored.ts'
import { keepTold } from './told.ts'

export interface PullWatch {
  /** From 0 to 1, after each page. */
  readonly onProgress?: (done: number) => void
  /** Something was stored: who reads the journal can go on. */
  readonly onStored?: () => void
  readonly signal?: AbortSignal
}

/**
 * Reads on from the place up to the log's head. Throws the problems of PROTOCOL 7 and 4, what asking a server
 * throws, and the signal's reason; every page before stays.
 */
export async function pull(server: Server, storage: Storage, watch: PullWatch = {}): Promise<void> {
  const first = await readPlace(storage)
  for (;;) {
    const place = await readPlace(storage)
    const page = await server.pull(place.seq, watch.signal)
    const next = await takePage(server, storage, page)
    if (page.changes.length > 0) watch.onStored?.()
    const all = page.head - first.seq
    watch.onProgress?.(all <= 0 ? 1 : (next.seq - first.seq) / all)
    if (next.seq >= page.head) break
  }
  await mustStillHaveOwn(storage)
}

async function takePage(server: Server, storage: Storage, page: PageTold): Promise<KeptPlace> {
  const owner = await mustBegun(storage)
  let place = await readPlace(storage)
  const isNew = page.vault !== place.version
  if (isNew) place = await keepTold(storage, await server.vault(), owner)
  try {
    return await storePage(storage, owner, place, page)
  } catch (failure) {
    // A device that registered after the vault was read: it is asked once.
    if (isNew || !(failure instanceof Problem) || failure.type !== 'unknown-device') throw failure
    return storePage(storage, owner, await keepTold(storage, await server.vault(), owner), page)
  }
}

async function storePage(
  storage: Storage,
  owner: Device,
  kept: KeptPlace,
  page: PageTold,
): Promise<KeptPlace> {
  const members = await readMembers(storage)
  const place = await placeOf(kept, owner, members)
  const items = page.changes.map(([seq, content, id]) => ({
    seq,
    item: id === undefined ? content : readStub(content, id),
  }))
  const believed = await trustPage(
    place,
    { head: page.head, items },
    closingsOf(members),
    await ownOf(storage, owner),
  )
  return store(storage, owner, kept, believed)
}

/** The page's changes, what this device has seen and the place, all or nothing; nothing if another tab was first. */
async function store(
  storage: Storage,
  owner: Device,
  kept: KeptPlace,
  { place, found }: Awaited<ReturnType<typeof trustPage>>,
): Promise<KeptPlace> {
  return storage.transaction(['envelopes', 'device', 'sync'], 'readwrite', async (transaction) => {
    const now = await placeIn(transaction)
    if (now.seq !== kept.seq || !(await isStill(owner, transaction))) return now
    const head = await headIn(transaction)
    let order = await nextOrder(transaction)
    const seen: Record<DeviceId, number> = { ...head.seen }
    for (const change of found) {
      const { device, counter } = change.header
      if (await putChange(transaction, change, order, owner)) order += 1
      if (device !== owner.device) seen[device] = Math.max(seen[device] ?? 0, counter)
    }
    const next = { ...now, seq: place.seq, told: Math.max(now.told, place.told), heads: headsOf(place) }
    await transaction.objectStore('device').put({ ...head, seen }, 'head')
    await movePlace(transaction, next)
    return next
  })
}

/** Whether it was new here. A stub takes the place of the envelope that it is left of. */
async function putChange(
  transaction: Transaction<'readwrite'>,
  change: Believed | Stub,
  order: number,
  owner: Device,
): Promise<boolean> {
  const { device, counter } = change.header
  const envelopes = transaction.objectStore('envelopes')
  const before: unknown = await envelopes.get([device, counter])
  const isStub = !('envelope' in change)
  if (before !== undefined && !isStub) return false
  if (device === owner.device && !isStub) return false
  const at = orderOf(before) ?? order
  const content = isStub
    ? { header: packHeader(change.header), id: hexToBytes(change.id) }
    : { envelope: change.envelope }
  await envelopes.put({ device, counter, order: at, ...content })
  return before === undefined
}

function orderOf(record: unknown): number | null {
  if (typeof record !== 'object' || record === null || !('order' in record)) return null
  return typeof record.order === 'number' ? record.order : null
}

async function placeOf(
  { seq, told, heads }: KeptPlace,
  owner: Device,
  members: readonly Member[],
): Promise<Place> {
  const keys = new Map([
    [owner.device, owner.publicKey],
    ...members.map(({ id, publicKey }) => [id, publicKey] as const),
  ])
  const devices = await Promise.all(
    [...keys].map(async ([id, publicKey]) => [id, await readDevicePublicKey(publicKey)] as const),
  )
  const trusted = { account: owner.account, devices: new Map(devices), heads: new Map(Object.entries(heads)) }
  return { trusted, seq, told }
}

function closingsOf(members: readonly Member[]): Closings {
  return new Map(
    members.flatMap(({ id, closed }) =>
      closed === null ? [] : [[id, { counter: closed.counter, id: closed.head }] as const],
    ),
  )
}

async function ownOf(storage: Storage, { device }: Device): Promise<Own> {
  const { counter } = await storage.transaction(['device'], 'readonly', (transaction) => headIn(transaction))
  return { device, counter, idAt: (at) => idAt(storage, device, at) }
}

function headsOf({ trusted }: Place): Record<DeviceId, Head> {
  return Object.fromEntries(trusted.heads)
}

async function mustStillHaveOwn(storage: Storage): Promise<void> {
  const { device } = await mustBegun(storage)
  const { heads, taken } = await readPlace(storage)
  mustHaveOwn(new Map(Object.entries(heads)), device, taken)
}

async function mustBegun(storage: Storage): Promise<Device> {
  const device = await knownDevice(storage)
  if (device === undefined) throw new Error('sync is on and there is no device')
  return device
}
