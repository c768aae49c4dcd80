/**
 * From what a lock gave to what this phone believes: a newer root once it is proven to come after the one held here,
 * an offered lock in the place of the own one, the auth kept beside its lock (PROTOCOL 3.3, 3.4).
 */
import type { Storage, Transaction } from '../platform/storage.ts'
import { hexToBytes, type Bytes } from '../protocol/bytes.ts'
import { authsKey, sealAuth } from '../protocol/auths.ts'
import { mustBeRootOf, openHistories } from '../protocol/epochs.ts'
import {
  certificateKey,
  checkCertificateBy,
  holdRoot,
  publicKeyToBytes,
  vaultKeyPair,
} from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { isStill, type Device } from './device.ts'
import { locksIn, type KeptLock } from './locks.ts'
import { readHistories, readMembers } from './members.ts'
import { VaultProblem } from './problems.ts'
import type { OpenedLock } from './ring.ts'

/** All roots by epoch, from this phone's newest back to the first; the caller wipes them. Throws bad-history. */
export async function rootsOf(
  root: Bytes,
  { account, epoch }: Pick<Device, 'account' | 'epoch'>,
  storage: Storage,
): Promise<Map<number, Bytes>> {
  const histories = await readHistories(storage)
  const wrapped = new Map(histories.map((history) => [history.epoch, history.wrapped]))
  return openHistories(root, epoch, wrapped, account)
}

/**
 * This phone, once it stands on the root that the lock gave. Throws bad-history, bad-certificate, and locked-meanwhile
 * if it became another device while the lock was opening; it has then changed nothing.
 */
export async function adopt(opened: OpenedLock, owner: Device, storage: Storage): Promise<Device> {
  const { epoch } = opened.lock
  if (epoch === owner.epoch && !opened.isOffered && !needsAuth(opened)) return owner
  const next = epoch === owner.epoch ? owner : await renewed(opened, owner, storage)
  const lock = await withAuth(opened, owner.account)
  await storage.transaction(['device', 'locks', 'offered'], 'readwrite', async (transaction) => {
    const stands = (await isStill(owner, transaction)) || (await isStill(next, transaction))
    if (!stands) throw new VaultProblem('locked-meanwhile')
    const before = await locksIn(transaction, 'locks')
    const offered = await locksIn(transaction, 'offered')
    const requests = [
      ...before.filter((one) => isOver(one, lock)).map(dropFrom(transaction, 'locks')),
      ...offered
        .filter(({ id, epoch: made }) => id === lock.id || made < epoch)
        .map(dropFrom(transaction, 'offered')),
      () => transaction.objectStore('locks').put(lock, lock.id),
      () => transaction.objectStore('device').put(next, 'this'),
    ]
    await Promise.all(requests.map(async (place) => place()))
  })
  return next
}

function isOver(one: KeptLock, opened: KeptLock): boolean {
  return one.epoch < opened.epoch || one.kind === opened.kind
}

function dropFrom(transaction: Transaction<'readwrite'>, store: 'locks' | 'offered') {
  return ({ id }: KeptLock) =>
    () =>
      transaction.objectStore(store).delete(id)
}

/** This phone under a newer root: its histories lead back to the root held here, and it certified this phone. */
async function renewed({ root, lock }: OpenedLock, owner: Device, storage: Storage): Promise<Device> {
  const { account, device, publicKey } = owner
  const { epoch } = lock
  const roots = await rootsOf(root, { account, epoch }, storage)
  try {
    const before = roots.get(owner.epoch)
    if (before === undefined) throw new Problem('bad-history', `epoch ${owner.epoch}`)
    await mustBeRootOf(await holdRoot(before), owner.vaultKey)
  } finally {
    for (const one of roots.values()) one.fill(0)
  }
  const held = await holdRoot(root)
  const told = (await readMembers(storage)).find(({ id }) => id === device)
  if (told?.epoch !== epoch) throw new Problem('bad-certificate', 'this phone, in the new epoch')
  const claim = { device: hexToBytes(device), publicKey, epoch }
  await checkCertificateBy(await certificateKey(held), claim, told.certificate)
  const vaultKey = await publicKeyToBytes((await vaultKeyPair(held)).publicKey)
  return { ...owner, epoch, vaultKey, certificate: told.certificate }
}

function needsAuth({ lock, auth }: OpenedLock): boolean {
  return auth !== null && !('auth' in lock)
}

/** The lock with its auth sealed beside it, where it has one. */
export async function withAuth(
  { lock, auth, root }: Pick<OpenedLock, 'lock' | 'auth' | 'root'>,
  account: string,
): Promise<KeptLock> {
  if (auth === null || (lock.kind !== 'passphrase' && lock.kind !== 'recovery')) return lock
  const kept = await sealAuth(await authsKey(await holdRoot(root)), auth, account, lock.id)
  return { ...lock, auth: kept }
}
