/**
 * A phone enters an account: an empty one, one with a journal of its own, or one that was in it before.
 *
 * Everything is made ready first, then switched in one transaction (switching.ts). The server knows the new device
 * before the phone is it; a phone that is switched off in between finds it again the next time.
 */
import { alone } from '../platform/mutex.ts'
import { mustBeRootOf, openHistories } from '../protocol/epochs.ts'
import { isEqual, type Bytes } from '../protocol/bytes.ts'
import type { Change } from '../protocol/change.ts'
import { holdRoot } from '../protocol/keys.ts'
import { adopt, withAuth } from '../vault/adopting.ts'
import { knownDevice, newDevice, type Device } from '../vault/device.ts'
import type { KeptLock } from '../vault/locks.ts'
import { asMember, type Member } from '../vault/members.ts'
import { VaultProblem } from '../vault/problems.ts'
import { reopen, unlock } from '../vault/unlocking.ts'
import type { Keys } from '../vault/vault.ts'
import type { VaultTold } from './answers.ts'
import { clearAllButBack, readBack } from './back.ts'
import { goBack } from './goingBack.ts'
import { FIRST, headIn, type DeviceHead } from './head.ts'
import { sentUpTo } from './ownInLog.ts'
import type { SyncParts } from './parts.ts'
import { keepAccount, movePlace, placeIn, START, type Account, type KeptPlace } from './place.ts'
import { asOneWriter, openStored, resealAs } from './resealing.ts'
import type { Server } from './server.ts'
import { signInByKey } from './session.ts'
import { staged } from './staged.ts'
import { changesAfter, hasStubs, lastChange } from './stored.ts'
import { switchTo } from './switching.ts'
import { keepTold } from './told.ts'

/** What opened the account: its newest root, the lock that gave it (a pairing has none), how long the log was. */
export interface Entry {
  readonly root: Bytes
  readonly told: VaultTold
  readonly by: { readonly lock: KeptLock; readonly auth: Bytes | null } | null
  readonly seq: number
}

export type BySecret = Entry & { readonly by: NonNullable<Entry['by']> }

const ATTEMPTS_MAX = 8

/**
 * The keys of what is on this phone, which has to be open to come along; null on an empty one. While the phone
 * alone protects it, it opens by itself. Throws must-be-open.
 */
export async function keysToBring({ vault, storage }: SyncParts): Promise<Keys | null> {
  if ((await knownDevice(storage)) === undefined) return null
  if (vault.keys() === undefined && (await vault.locks()).includes('device'))
    await unlock({ kind: 'device' }, vault)
  const keys = vault.keys()
  if (keys === undefined) throw new VaultProblem('must-be-open')
  return keys
}

/** The way in with a session that a secret gave. The vault is open with the account's keys when it resolves. */
export async function enter(server: Server, entry: BySecret, parts: SyncParts): Promise<Account> {
  const { told } = entry
  const owner = await knownDevice(parts.storage)
  if (owner?.account === told.account && isStillNamed(owner, told) && !(await hasGap(server, owner, parts)))
    return comeBack(server, owner, entry, parts)
  const device = await deviceFor(entry, parts)
  const named = told.devices.some(({ id }) => id === device.device)
  if (named) await signInByKey(server, device)
  const after = named ? told : await server.addDevice(device)
  return become(device, { ...entry, told: after }, parts, server)
}

/** Something was purged that was never sent: nothing after it could be, so this phone enters as another device. */
async function hasGap(server: Server, owner: Device, { storage }: SyncParts): Promise<boolean> {
  const last = await lastChange(storage, owner.device)
  if (!(await hasStubs(storage, owner.device))) return false
  const sent = await sentUpTo(server, storage, owner, START)
  const unsent = last === undefined ? [] : await changesAfter(storage, owner.device, sent, last.counter)
  return unsent.some((one) => !('envelope' in one))
}

/** The device that enters: staged, so that another attempt is the same one. */
export async function deviceFor(
  { root, told: { account, epoch } }: Pick<Entry, 'root'> & { told: Pick<VaultTold, 'account' | 'epoch'> },
  { storage }: SyncParts,
): Promise<Device> {
  return staged(storage, { account, epoch }, () => newDevice(root, account, epoch))
}

/** The phone is `device` from here on, which the server knows already. */
export async function become(
  device: Device,
  entry: Entry,
  parts: SyncParts,
  server: Server,
): Promise<Account> {
  const { root, told } = entry
  const histories = new Map(told.histories.map(({ epoch, wrapped }) => [epoch, wrapped]))
  // Looked at before anything is changed: what was written under older roots must open too.
  const roots = await openHistories(root, told.epoch, histories, told.account)
  for (const one of roots.values()) one.fill(0)
  await switchWith(device, entry, parts, server, ATTEMPTS_MAX)
  await reopen(root, device, parts.vault)
  return { handle: told.handle }
}

async function switchWith(
  device: Device,
  entry: Entry,
  parts: SyncParts,
  server: Server,
  attempts: number,
): Promise<void> {
  const { storage } = parts
  const from = await storage.transaction(['device'], 'readonly', (transaction) => headIn(transaction))
  const owner = await knownDevice(storage)
  const isSame = owner?.account === device.account
  const after = isSame ? await sentUpTo(server, storage, owner, START) : 0
  const changes = owner === undefined ? [] : await changesToBring(owner, device, after, parts)
  const sealed = await resealAs(device, isSame ? startAfter(from, owner, after) : FIRST, changes)
  const isDone = await switchTo(storage, {
    from,
    device,
    ...sealed,
    drop: isSame ? { device: owner.device, after } : 'all',
    ...(await ringOf(entry, device)),
    account: { handle: entry.told.handle },
    place: placeFor(entry),
  })
  if (isDone) return
  if (attempts === 1) throw new Error('the journal never stood still')
  await switchWith(device, entry, parts, server, attempts - 1)
}

function startAfter(from: DeviceHead, owner: Device, after: number): DeviceHead {
  return { ...FIRST, at: from.at, seen: after === 0 ? from.seen : { ...from.seen, [owner.device]: after } }
}

async function changesToBring(
  owner: Device,
  device: Device,
  after: number,
  { storage, vault, clock }: SyncParts,
): Promise<readonly Change[]> {
  const keys = vault.keys()
  if (keys === undefined) throw new VaultProblem('must-be-open')
  if (owner.account !== device.account) {
    if ((await readBack(storage)) !== null) throw new VaultProblem('not-whole-yet')
    return asOneWriter(await openStored(storage, keys, owner), device.device, clock.now())
  }
  return unsentOf(owner, after, keys, storage)
}

/** What a retired device wrote that the log does not have; its writer had seen what the log has of it. */
export async function unsentOf(
  owner: Device,
  after: number,
  keys: Keys,
  storage: SyncParts['storage'],
): Promise<readonly Change[]> {
  const unsent = await openStored(
    storage,
    keys,
    owner,
    ({ device, counter }) => device === owner.device && counter > after,
  )
  return unsent.map(({ at, seen, ops }) => ({
    at,
    seen: after === 0 ? seen : { ...seen, [owner.device]: after },
    ops,
  }))
}

async function ringOf(
  { by, told, root }: Entry,
  { account }: Device,
): Promise<{ locks: KeptLock[]; offered: KeptLock[]; members: Member[]; histories: VaultTold['histories'] }> {
  const opened = by === null ? null : await withAuth({ ...by, root }, account)
  const others = told.locks.filter(({ id, epoch }) => id !== opened?.id && epoch === told.epoch)
  // On a phone that has none of a kind nothing can be displaced; of several passkeys the one that opens stays.
  const isOwn = ({ kind }: KeptLock): boolean => kind !== 'passkey' && kind !== opened?.kind
  return {
    locks: [...(opened ? [opened] : []), ...others.filter(isOwn)],
    offered: others.filter((lock) => !isOwn(lock)),
    members: told.devices.map(asMember),
    histories: told.histories,
  }
}

function placeFor({ told, seq }: Entry): KeptPlace {
  return { ...START, told: seq, version: told.version, epoch: told.epoch }
}

function isStillNamed({ device, publicKey }: Device, { devices }: VaultTold): boolean {
  const named = devices.find(({ id }) => id === device)
  return named !== undefined && named.closed === null && isEqual(named.publicKey, publicKey)
}

/** The same device in the same account: sync was off here for a while, or its server did not know it. */
async function comeBack(server: Server, owner: Device, entry: BySecret, parts: SyncParts): Promise<Account> {
  const { root, told, by } = entry
  const { storage, vault } = parts
  await signInByKey(server, owner)
  const account = { handle: told.handle }
  // What the log had shown it is to show again: otherwise an older one would go unnoticed. Signed out, nothing is known.
  await alone('sync', () => goBack(storage))
  await storage.transaction(['sync'], 'readwrite', async (transaction) => {
    const place = await placeIn(transaction)
    await clearAllButBack(transaction)
    await movePlace(transaction, { ...place, told: Math.max(place.told, entry.seq) })
  })
  await keepTold(storage, told, owner)
  if (told.epoch === owner.epoch) await mustBeRootOf(await holdRoot(root), owner.vaultKey)
  const now = await adopt({ ...by, root, isOffered: true }, owner, storage)
  await storage.transaction(['sync'], 'readwrite', (transaction) => keepAccount(transaction, account))
  await reopen(root, now, vault)
  return account
}
