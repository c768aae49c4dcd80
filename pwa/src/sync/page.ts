/** One page of the log: whose word it is checked by (PROTOCOL 7), and how its changes are stored. */
import type { Storage, Transaction } from '../platform/storage.ts'
import { hexToBytes } from '../protocol/bytes.ts'
import { changeId, packHeader, readStub, type Believed, type Head, type Stub } from '../protocol/chain.ts'
import { trustPage, type Closings, type Own, type Place, type Purged } from '../protocol/checks.ts'
import { readDevicePublicKey, type DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { knownDevice, type Device } from '../vault/device.ts'
import { readMembers, type Member } from '../vault/members.ts'
import type { Keys } from '../vault/vault.ts'
import type { PageTold } from './answers.ts'
import { headIn } from './head.ts'
import { readPlace, type KeptPlace } from './place.ts'
import type { Server } from './server.ts'
import { changeAt, idAt, isStubRecord, nextOrder } from './stored.ts'
import { keepTold } from './told.ts'
import { vouch } from './vouching.ts'

export type Checked = Awaited<ReturnType<typeof trustPage>>

/**
 * What `store` gives, done with the vault that the page names; it is read first where it is not here yet. With `keys`,
 * whom it names is looked at before.
 */
export async function withTold<T>(
  server: Server,
  storage: Storage,
  page: PageTold,
  store: (owner: Device, place: KeptPlace) => Promise<T>,
  keys?: Keys,
): Promise<T> {
  const owner = await mustBegun(storage)
  let place = await readPlace(storage)
  const isNew = page.vault !== place.version
  if (isNew) place = await tellVault(server, storage, owner, keys)
  try {
    return await store(owner, place)
  } catch (failure) {
    // A device that registered after the vault was read: it is asked once.
    if (isNew || !(failure instanceof Problem) || failure.type !== 'unknown-device') throw failure
    return store(owner, await tellVault(server, storage, owner, keys))
  }
}

/** The vault as the server has it now, stored; with `keys`, a bad certificate in it is thrown. */
export async function tellVault(
  server: Server,
  storage: Storage,
  owner: Device,
  keys: Keys | undefined,
): Promise<KeptPlace> {
  const place = await keepTold(storage, await server.vault(), owner)
  await vouch(storage, keys)
  return place
}

/** The page as far as it may be believed after `kept`. Throws the first lie in it; of this device's own, unless null. */
export async function checkPage(
  storage: Storage,
  owner: Device,
  kept: Pick<KeptPlace, 'seq' | 'told' | 'heads'>,
  page: Pick<PageTold, 'head' | 'changes'>,
  known?: null,
): Promise<Checked> {
  const members = await readMembers(storage)
  const place = await placeOf(kept, owner, members)
  const items = page.changes.map(([seq, content, id]) => ({
    seq,
    item: id === undefined ? content : readStub(content, id),
  }))
  const own = known === undefined ? await ownOf(storage, owner) : null
  return trustPage(place, { head: page.head, items }, closingsOf(members), own)
}

/**
 * Stores what is not here yet, after everything that is, within a transaction over `envelopes`: the stubs among it of
 * changes that are whole here, and stay so until an order has been read.
 */
export async function putChanges(
  transaction: Transaction<'readwrite'>,
  found: Checked['found'],
  owner: Device,
): Promise<readonly Purged[]> {
  let order = await nextOrder(transaction)
  const shown: Purged[] = []
  for (const change of found) {
    const was = await putChange(transaction, change, order, owner)
    if (was === 'new') order += 1
    if (was === 'whole' && !('envelope' in change))
      shown.push([change.header.device, change.header.counter, change.id])
  }
  return shown
}

/** While the log is taken again: throws chain-broken for another change than the whole one that is here. */
export async function mustBeAsBefore(storage: Storage, found: Checked['found']): Promise<void> {
  for (const { header, id } of found) {
    const { device, counter } = header
    const stored = await changeAt(storage, device, counter)
    if (stored !== undefined && 'envelope' in stored && (await changeId(stored.envelope)) !== id)
      throw new Problem('chain-broken', `another change ${counter} than before`)
  }
}

export function headsOf({ trusted }: Place): Record<DeviceId, Head> {
  return Object.fromEntries(trusted.heads)
}

export async function mustBegun(storage: Storage): Promise<Device> {
  const device = await knownDevice(storage)
  if (device === undefined) throw new Error('sync is on and there is no device')
  return device
}

/** What was here before. A whole change takes the place of another device's stub, and no stub that of a whole one. */
async function putChange(
  transaction: Transaction<'readwrite'>,
  change: Believed | Stub,
  order: number,
  owner: Device,
): Promise<'new' | 'whole' | 'stub'> {
  const { device, counter } = change.header
  const envelopes = transaction.objectStore('envelopes')
  const before: unknown = await envelopes.get([device, counter])
  const isStub = isStubRecord(before)
  if (before !== undefined && !isStub) return 'whole'
  if (isStub && (!('envelope' in change) || device === owner.device)) return 'stub'
  const content =
    'envelope' in change
      ? { envelope: change.envelope }
      : { header: packHeader(change.header), id: hexToBytes(change.id) }
  await envelopes.put({ device, counter, order: orderOf(before) ?? order, ...content })
  return isStub ? 'stub' : 'new'
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

export async function ownOf(storage: Storage, { device }: Device): Promise<Own> {
  const { counter } = await storage.transaction(['device'], 'readonly', (transaction) => headIn(transaction))
  return { device, counter, idAt: (at) => idAt(storage, device, at) }
}
