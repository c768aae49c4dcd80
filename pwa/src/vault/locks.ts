/**
 * The locks that this phone keeps: records of PROTOCOL 3.3 by id, at most one of a kind.
 *
 * A lock that cannot be read is left where it is and opens nothing; it never hides the others.
 */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import type { LockKind, PassphraseLock, PlainLock } from '../protocol/locks.ts'
import { knownDevice, type Device, type DeviceLock } from './device.ts'
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

export interface LockRing {
  readonly owner: Device
  readonly locks: readonly KeptLock[]
}

/** Whose journal this is and what opens it. Throws no-journal before anything was saved. */
export async function readRing(storage: Storage): Promise<LockRing> {
  const owner = await knownDevice(storage)
  if (owner === undefined) throw new VaultProblem('no-journal')
  return { owner, locks: await readLocks(storage) }
}

export async function readLocks(storage: Storage): Promise<readonly KeptLock[]> {
  return storage.transaction(['locks'], 'readonly', (transaction) => locksIn(transaction))
}

/**
 * Puts a lock in the place of those of its kind; the phone's own lock goes in the same transaction once a
 * passphrase or passkey and a recovery code are there. All of it or nothing.
 */
export async function putLock(storage: Storage, lock: KeptLock): Promise<void> {
  await storage.transaction(['locks'], 'readwrite', async (transaction) => {
    const locks = transaction.objectStore('locks')
    const others = (await locksIn(transaction)).filter((other) => other.kind !== lock.kind)
    mustAllow([...others, lock])
    const superfluous = isTrulyLocked([...others, lock]) ? ['device', lock.kind] : [lock.kind]
    for (const other of await locksIn(transaction)) {
      if (superfluous.includes(other.kind)) await locks.delete(other.id)
    }
    await locks.put(lock, lock.id)
  })
}

/** Takes the lock of a kind away. Throws last-lock, and changes nothing, if no safe way in would be left. */
export async function dropLock(storage: Storage, kind: LockKind): Promise<void> {
  await storage.transaction(['locks'], 'readwrite', async (transaction) => {
    const before = await locksIn(transaction)
    const after = before.filter((lock) => lock.kind !== kind)
    const isOpenToPhone = after.some((lock) => lock.kind === 'device')
    if (!isOpenToPhone && !isTrulyLocked(after)) throw new VaultProblem('last-lock')
    mustAllow(after)
    for (const lock of before) {
      if (lock.kind === kind) await transaction.objectStore('locks').delete(lock.id)
    }
  })
}

/** A way in for each day, and one for the day that it is forgotten: only then may the phone's own lock go. */
export function isTrulyLocked(locks: readonly Pick<KeptLock, 'kind'>[]): boolean {
  const has = (kind: LockKind): boolean => locks.some((lock) => lock.kind === kind)
  return has('recovery') && (has('passphrase') || has('passkey'))
}

function mustAllow(locks: readonly KeptLock[]): void {
  const kinds = locks.map((lock) => lock.kind)
  if (kinds.includes('passkey') && !kinds.includes('recovery')) throw new VaultProblem('no-recovery-code')
}

async function locksIn(transaction: Transaction<'readonly' | 'readwrite'>): Promise<readonly KeptLock[]> {
  const stored: unknown[] = await transaction.objectStore('locks').getAll()
  return stored.flatMap((value) => {
    const read = v.safeParse(lockShape, value)
    return read.success ? [read.output] : []
  })
}
