/**
 * From a secret to an open vault. The root's bytes live inside one call of `withRoot` and are wiped at its end,
 * however it ends. A secret that is wrong opens nothing and changes nothing but the count of wrong passphrases.
 */
import { clock as phoneClock, type Clock } from '../platform/clock.ts'
import { passkeySecret } from '../platform/passkeys.ts'
import { stretch, type StretchWatch } from '../platform/stretching.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { openRoot, unwrap, type LockKind, type Secret } from '../protocol/locks.ts'
import { Problem } from '../protocol/problems.ts'
import { countWrong, forgetWrong, mustNotWait, waitMs } from './delay.ts'
import type { Device } from './device.ts'
import { readRing, type KeptLock, type LockRing } from './locks.ts'
import { vault as thisVault, type Vault } from './vault.ts'

/** How a person, or the phone alone, opens the root. */
export type Way =
  | { readonly kind: 'device' }
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly watch?: StretchWatch }
  | { readonly kind: 'recovery'; readonly code: string }
  | { readonly kind: 'passkey' }

/** One tap, while the phone alone protects the journal. Throws no-such-lock once it does not. */
export async function withDevice(vault = thisVault): Promise<void> {
  await unlock({ kind: 'device' }, vault)
}

/** Throws wrong-secret, `wait` while a wrong one is less than seconds ago, and the signal's reason if stopped. */
export async function withPassphrase(
  passphrase: string,
  onProgress: (estimate: number) => void,
  signal: AbortSignal,
  vault = thisVault,
): Promise<void> {
  await unlock({ kind: 'passphrase', passphrase, watch: { onProgress, signal } }, vault)
}

/** Never waits. Throws malformed-recovery-code, mistyped-recovery-code, wrong-secret. */
export async function withRecoveryCode(code: string, vault = thisVault): Promise<void> {
  await unlock({ kind: 'recovery', code }, vault)
}

/** Throws passkey-missing, passkey-refused, wrong-secret. */
export async function withPasskey(vault = thisVault): Promise<void> {
  await unlock({ kind: 'passkey' }, vault)
}

/** Opens the vault by `way`. */
export async function unlock(way: Way, vault = thisVault): Promise<void> {
  const { turn } = vault
  await withRoot(way, vault, (root, owner) => vault.open(root, owner, turn))
}

/** How long a passphrase has to wait now, in milliseconds; 0 most of the time. */
export async function waitLeftMs({ storage } = thisVault): Promise<number> {
  return waitMs(storage, phoneClock)
}

/** What `use` gives with the root, which is wiped after. Throws no-journal, no-such-lock, wrong-secret, `wait`. */
export async function withRoot<T>(
  way: Way,
  vault: Vault,
  use: (root: Bytes, owner: Device) => Promise<T>,
  clock: Clock = phoneClock,
): Promise<T> {
  const ring = await readRing(vault.storage)
  const root = way.kind === 'passphrase' ? await openSlowly(ring, way, vault, clock) : await rootOf(ring, way)
  try {
    await forgetWrong(vault.storage)
    return await use(root, ring.owner)
  } finally {
    root.fill(0)
  }
}

async function openSlowly(ring: LockRing, way: Way, { storage }: Vault, clock: Clock): Promise<Bytes> {
  await mustNotWait(storage, clock)
  try {
    return await rootOf(ring, way)
  } catch (failure) {
    if (failure instanceof Problem && failure.type === 'wrong-secret') await countWrong(storage, clock)
    throw failure
  }
}

async function rootOf({ owner: { account }, locks }: LockRing, way: Way): Promise<Bytes> {
  if (way.kind === 'device') {
    const lock = lockOf(locks, 'device')
    return unwrap(lock.wrapped, lock.kek, { account, id: lock.id, epoch: lock.epoch, kind: 'device' })
  }
  if (way.kind === 'passphrase') return openRoot(lockOf(locks, 'passphrase'), account, passphraseSecret(way))
  if (way.kind === 'recovery') return openRoot(lockOf(locks, 'recovery'), account, way)
  const lock = lockOf(locks, 'passkey')
  const prf = await passkeySecret([lock.credentialId], lock.salt)
  try {
    return await openRoot(lock, account, { kind: 'passkey', prf })
  } finally {
    prf.fill(0)
  }
}

export function passphraseSecret({ passphrase, watch = {} }: Way & { kind: 'passphrase' }): Secret {
  return {
    kind: 'passphrase',
    passphrase,
    stretch: (normalForm, salt, params) => stretch({ normalForm, salt, ...params }, watch),
  }
}

function lockOf<K extends LockKind>(locks: readonly KeptLock[], kind: K): Extract<KeptLock, { kind: K }> {
  const isOfKind = (lock: KeptLock): lock is Extract<KeptLock, { kind: K }> => lock.kind === kind
  const lock = locks.find(isOfKind)
  if (lock === undefined) throw new Problem('no-such-lock', kind)
  return lock
}
