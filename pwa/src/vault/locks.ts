/**
 * The locks that this phone keeps: records of PROTOCOL 3.3 by id, at most one of a kind.
 *
 * A lock that cannot be read is left where it is and opens nothing; it never hides the others.
 */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import type { PassphraseLock, PlainLock } from '../protocol/locks.ts'
import type { LockKind } from '../protocol/wrapping.ts'
import { isStill, type Device, type DeviceLock } from './device.ts'
import { VaultProblem } from './problems.ts'

const bytes = v.custom<Uint8Array<ArrayBuffer>>(
  (value) => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer,
)
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const kept = v.exactOptional(bytes)
const common = { id: v.string(), epoch: count, wrapped: bytes }

const lockShape = v.variant('kind', [
  v.object({
    ...common,
    kind: v.literal('passphrase'),
    salt: bytes,
    memoryKib: count,
    passes: count,
    lanes: count,
    auth: kept,
  }),
  v.object({ ...common, kind: v.literal('recovery'), auth: kept }),
  v.object({ ...common, kind: v.literal('passkey'), credentialId: bytes, salt: bytes, publicKey: kept }),
  v.object({ ...common, kind: v.literal('device'), kek: v.instance(CryptoKey) }),
])

export interface PasskeyLock extends PlainLock {
  readonly kind: 'passkey'
  readonly credentialId: Uint8Array<ArrayBuffer>
  /** What the passkey's secret is asked with. */
  readonly salt: Uint8Array<ArrayBuffer>
  /** COSE; without it the passkey opens here and signs in nowhere. */
  readonly publicKey?: Uint8Array<ArrayBuffer>
}
/** `auth`: what a server is shown, sealed (PROTOCOL 3.3, "Auth kept"); not there for a lock of an older app. */
export interface RecoveryLock extends PlainLock {
  readonly kind: 'recovery'
  readonly auth?: Uint8Array<ArrayBuffer>
}
export interface KeptPassphraseLock extends PassphraseLock {
  readonly auth?: Uint8Array<ArrayBuffer>
}
export type KeptLock = KeptPassphraseLock | RecoveryLock | PasskeyLock | DeviceLock

export async function readLocks(storage: Storage): Promise<readonly KeptLock[]> {
  return storage.transaction(['locks'], 'readonly', (transaction) => locksIn(transaction, 'locks'))
}

/** Those that came from a server and have not opened yet. */
export async function readOffered(storage: Storage): Promise<readonly KeptLock[]> {
  return storage.transaction(['offered'], 'readonly', (transaction) => locksIn(transaction, 'offered'))
}

/** The kinds that may open this journal, each once. */
export async function readKinds(storage: Storage): Promise<readonly LockKind[]> {
  const all = [...(await readLocks(storage)), ...(await readOffered(storage))]
  return [...new Set(all.map(({ kind }) => kind))]
}

/**
 * Puts a lock of `owner`'s root in the place of those of its kind; the phone's own lock goes in the same transaction once
 * a passphrase or passkey and a recovery code are there. All of it or nothing. Throws locked-meanwhile if the phone became
 * another while the lock was made: it would open nothing there, in the place of one that does.
 */
export async function putLock(storage: Storage, lock: KeptLock, owner: Device): Promise<void> {
  await storage.transaction(['device', 'locks', 'offered'], 'readwrite', async (transaction) => {
    if (!(await isStill(owner, transaction))) throw new VaultProblem('locked-meanwhile')
    const others = (await allIn(transaction)).filter(({ kind }) => kind !== lock.kind)
    mustAllow([...others, lock])
    await dropIn(transaction, isTrulyLocked([...others, lock]) ? ['device', lock.kind] : [lock.kind])
    await transaction.objectStore('locks').put(lock, lock.id)
  })
}

/** Takes the locks of a kind away. Throws last-lock, and changes nothing, if no safe way in would be left. */
export async function dropLock(storage: Storage, kind: LockKind): Promise<void> {
  await storage.transaction(['locks', 'offered'], 'readwrite', async (transaction) => {
    mustKeepAWayIn(await allIn(transaction), kind)
    await dropIn(transaction, [kind])
  })
}

/** Throws last-lock if no safe way in would be left without the locks of this kind. */
export function mustKeepAWayIn(locks: readonly Pick<KeptLock, 'kind'>[], without: LockKind): void {
  const after = locks.filter(({ kind }) => kind !== without)
  const isOpenToPhone = after.some(({ kind }) => kind === 'device')
  if (!isOpenToPhone && !isTrulyLocked(after)) throw new VaultProblem('last-lock')
  mustAllow(after)
}

/** A way in for each day, and one for the day that it is forgotten: only then may the phone's own lock go. */
export function isTrulyLocked(locks: readonly Pick<KeptLock, 'kind'>[]): boolean {
  const has = (kind: LockKind): boolean => locks.some((lock) => lock.kind === kind)
  return has('recovery') && (has('passphrase') || has('passkey'))
}

function mustAllow(locks: readonly Pick<KeptLock, 'kind'>[]): void {
  const kinds = locks.map((lock) => lock.kind)
  if (kinds.includes('passkey') && !kinds.includes('recovery')) throw new VaultProblem('no-recovery-code')
}

async function allIn(transaction: Transaction<'readwrite'>): Promise<readonly KeptLock[]> {
  return [...(await locksIn(transaction, 'locks')), ...(await locksIn(transaction, 'offered'))]
}

async function dropIn(transaction: Transaction<'readwrite'>, kinds: readonly LockKind[]): Promise<void> {
  for (const store of ['locks', 'offered'] as const) {
    for (const { id, kind } of await locksIn(transaction, store)) {
      if (kinds.includes(kind)) await transaction.objectStore(store).delete(id)
    }
  }
}

export async function locksIn(
  transaction: Transaction<'readonly' | 'readwrite'>,
  store: 'locks' | 'offered',
): Promise<readonly KeptLock[]> {
  const stored: unknown[] = await transaction.objectStore(store).getAll()
  return stored.flatMap((value) => {
    const read = v.safeParse(lockShape, value)
    return read.success ? [read.output] : []
  })
}
