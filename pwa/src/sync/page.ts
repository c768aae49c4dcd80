/** One page of the log: whose word it is checked by (PROTOCOL 7), and how its changes are stored. */
import type { Storage, Transaction } from '../platform/storage.ts'
import { hexToBytes } from '../protocol/bytes.ts'
import { packHeader, readStub, type Believed, type Head, type Stub } from '../protocol/chain.ts'
import { trustPage, type Closings, type Own, type Place } from '../protocol/checks.ts'
import { readDevicePublicKey, type DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { knownDevice, type Device } from '../vault/device.ts'
import { readMembers, type Member } from '../vault/members.ts'
import type { PageTold } from './answers.ts'
import { headIn } from './head.ts'
import { readPlace, type KeptPlace } from './place.ts'
import type { Server } from './server.ts'
import { idAt, nextOrder } from './stored.ts'
import { keepTold } from './told.ts'

export type Checked = Awaited<ReturnType<typeof trustPage>>

/** What `store` gives, done with the vault that the page names; it is read first where it is not here yet. */
export async function withTold<T>(
  server: Server,
  storage: Storage,
  page: PageTold,
  store: (owner: Device, place: KeptPlace) => Promise<T>,
): Promise<T> {
  const owner = await mustBegun(storage)
  let place = await readPlace(storage)
  const isNew = page.vault !== place.version
  if (isNew) place = await keepTold(storage, await server.vault(), owner)
  try {
    return await store(owner, place)
  } catch (failure) {
    // A device that registered after the vault was read: it is asked once.
    if (isNew || !(failure instanceof Problem) || failure.type !== 'unknown-device') throw failure
    return store(owner, await keepTold(storage, await server.vault(), owner))
  }
}

/** The page as far as it may be believed after `kept`. Throws the first lie in it. */
export async function checkPage(
  storage: Storage,
  owner: Device,
  kept: Pick<KeptPlace, 'seq' | 'told' | 'heads'>,
  page: Pick<PageTold, 'head' | 'changes'>,
): Promise<Checked> {
  const members = await readMembers(storage)
  const place = await placeOf(kept, owner, members)
  const items = page.changes.map(([seq, content, id]) => ({
    seq,
    item: id === undefined ? content : readStub(content, id),
  }))
  return trustPage(place, { head: page.head, items }, closingsOf(members), await ownOf(storage, owner))
}

/**
 * Stores what is not here yet, after everything that is, within a transaction over `envelopes`.
 *
 * All is asked and put at once: while a transaction writes, nobody reads the journal, and a page has 1,000 changes.
 */
export async function putChanges(
  transaction: Transaction<'readwrite'>,
  found: Checked['found'],
  owner: Device,
): Promise<void> {
  const envelopes = transaction.objectStore('envelopes')
  const [first, ...stored] = await Promise.all([
    nextOrder(transaction),
    ...found.map(async ({ header }): Promise<unknown> => envelopes.get([header.device, header.counter])),
  ])
  let order = first
  const puts = found.flatMap((change, at) => {
    const before = stored[at]
    if (before !== undefined && 'envelope' in change) return []
    if (change.header.device === owner.device && 'envelope' in change) return []
    const record = recordOf(change, orderOf(before) ?? order)
    if (before === undefined) order += 1
    return [envelopes.put(record)]
  })
  await Promise.all(puts)
}

export function headsOf({ trusted }: Place): Record<DeviceId, Head> {
  return Object.fromEntries(trusted.heads)
}

export async function mustBegun(storage: Storage): Promise<Device> {
  const device = await knownDevice(storage)
  if (device === undefined) throw new Error('sync is on and there is no device')
  return device
}

/** A stub takes the place of the envelope that it is left of. */
function recordOf(change: Believed | Stub, order: number): object {
  const { device, counter } = change.header
  const content =
    'envelope' in change
      ? { envelope: change.envelope }
      : { header: packHeader(change.header), id: hexToBytes(change.id) }
  return { device, counter, order, ...content }
}

function orderOf(record: unknown): number | null {
  if (typeof record !== 'object' || record === null || !('order' in record)) return null
  return typeof record.order === 'number' ? record.order : null
}

async function placeOf(
  { seq, told, heads }: Pick<KeptPlace, 'seq' | 'told' | 'heads'>,
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
