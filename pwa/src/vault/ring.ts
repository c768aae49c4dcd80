/**
 * Whose journal this is, and every lock that may open it: those a server offered first, then the phone's own.
 *
 * An offered lock that opens takes the place of the own ones of its kind; one that does not takes nobody's (PROTOCOL
 * 3.3). A lock of an epoch that is over opens nothing.
 */
import { passkeySecret } from '../platform/passkeys.ts'
import type { Storage } from '../platform/storage.ts'
import { stretch } from '../platform/stretching.ts'
import { isEqual, type Bytes } from '../protocol/bytes.ts'
import { openRootWithAuth, type Secret } from '../protocol/locks.ts'
import { unwrap } from '../protocol/wrapping.ts'
import { Problem } from '../protocol/problems.ts'
import { knownDevice, type Device } from './device.ts'
import { readLocks, readOffered, type KeptLock } from './locks.ts'
import { VaultProblem } from './problems.ts'
import type { Way } from './unlocking.ts'

export interface LockRing {
  readonly owner: Device
  /** Those to try first come first. */
  readonly locks: readonly RingLock[]
}

export interface RingLock {
  readonly lock: KeptLock
  readonly isOffered: boolean
}

/** What a lock gave: the root's bytes, which the caller wipes, and the auth of a passphrase or recovery code. */
export interface OpenedLock extends RingLock {
  readonly root: Bytes
  readonly auth: Bytes | null
}

/** Throws no-journal before anything was saved. */
export async function readRing(storage: Storage): Promise<LockRing> {
  const owner = await knownDevice(storage)
  if (owner === undefined) throw new VaultProblem('no-journal')
  const [offered, own] = await Promise.all([readOffered(storage), readLocks(storage)])
  const all = [
    ...offered.map((lock) => ({ lock, isOffered: true })),
    ...own.map((lock) => ({ lock, isOffered: false })),
  ]
  return { owner, locks: all.filter(({ lock }) => lock.epoch >= owner.epoch) }
}

/**
 * Each lock of the way's kind that opens, one after the other: who asks takes the first that it can use.
 *
 * Throws no-such-lock if there is none of the kind, and the last one's problem if none opens.
 */
export async function* openings({ owner, locks }: LockRing, way: Way): AsyncGenerator<OpenedLock> {
  const ofKind = locks.filter(({ lock }) => lock.kind === way.kind)
  let failure = new Problem('no-such-lock', way.kind)
  let hasOpened = false
  for await (const attempt of attempts(ofKind, owner, way)) {
    if (attempt instanceof Problem) failure = attempt
    else {
      hasOpened = true
      yield attempt
    }
  }
  if (!hasOpened) throw failure
}

async function* attempts(
  locks: readonly RingLock[],
  { account }: Device,
  way: Way,
): AsyncGenerator<OpenedLock | Problem> {
  if (way.kind === 'passkey') {
    yield* passkeyAttempts(locks, account)
    return
  }
  for (const one of locks)
    yield await attempt(async () => ({ ...one, ...(await opened(one.lock, account, way)) }))
}

/** The person is asked once: for any of the passkeys that share the salt of the first lock. */
async function* passkeyAttempts(
  locks: readonly RingLock[],
  account: string,
): AsyncGenerator<OpenedLock | Problem> {
  const passkeys = locks.flatMap(({ lock, isOffered }) =>
    lock.kind === 'passkey' ? [{ lock, isOffered }] : [],
  )
  const salt = passkeys[0]?.lock.salt
  if (salt === undefined) return
  const asked = passkeys.filter(({ lock }) => isEqual(lock.salt, salt))
  const { credentialId, secret } = await passkeySecret(
    asked.map(({ lock }) => lock.credentialId),
    salt,
  )
  try {
    for (const one of asked.filter(({ lock }) => isEqual(lock.credentialId, credentialId))) {
      yield await attempt(async () => ({
        ...one,
        ...(await openRootWithAuth(one.lock, account, { kind: 'passkey', prf: secret })),
      }))
    }
  } finally {
    secret.fill(0)
  }
}

async function attempt(open: () => Promise<OpenedLock>): Promise<OpenedLock | Problem> {
  try {
    return await open()
  } catch (failure) {
    if (failure instanceof Problem) return failure
    throw failure
  }
}

async function opened(
  lock: KeptLock,
  account: string,
  way: Exclude<Way, { kind: 'passkey' }>,
): Promise<{ root: Bytes; auth: Bytes | null }> {
  if (lock.kind !== 'device' && way.kind !== 'device')
    return openRootWithAuth(lock, account, way.kind === 'recovery' ? way : passphraseSecret(way))
  if (lock.kind !== 'device') throw new Problem('no-such-lock', way.kind)
  const context = { account, id: lock.id, epoch: lock.epoch, kind: lock.kind }
  return { root: await unwrap(lock.wrapped, lock.kek, context), auth: null }
}

export function passphraseSecret({
  passphrase,
  watch = {},
}: Way & { kind: 'passphrase' }): Extract<Secret, { kind: 'passphrase' }> {
  return {
    kind: 'passphrase',
    passphrase,
    stretch: (normalForm, salt, params) => stretch({ normalForm, salt, ...params }, watch),
  }
}
