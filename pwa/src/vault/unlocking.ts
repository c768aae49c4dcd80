/**
 * From a secret to an open vault. The root's bytes live inside one call of `withRoot` and are wiped at its end,
 * however it ends. A secret that is wrong opens nothing and changes nothing but the count of wrong passphrases.
 */
import { clock as phoneClock, type Clock } from '../platform/clock.ts'
import type { StretchWatch } from '../platform/stretching.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { Problem } from '../protocol/problems.ts'
import { adopt, rootsOf } from './adopting.ts'
import { raiseAlarm } from './alarm.ts'
import { countWrong, forgetWrong, mustNotWait, waitMs } from './delay.ts'
import type { Device } from './device.ts'
import { openings, readRing, type OpenedLock } from './ring.ts'
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
  await withRoot(way, vault, (root, owner) => openWith(root, owner, vault, turn))
}

/** Another root stands from here on: other tabs drop the keys that were, this one opens those that are. */
export async function reopen(root: Bytes, owner: Device, vault: Vault): Promise<void> {
  vault.lock()
  await openWith(root, owner, vault, vault.turn)
  await vault.tellLocksChanged()
}

async function openWith(root: Bytes, owner: Device, vault: Vault, turn: number): Promise<void> {
  const roots = await rootsOf(root, owner, vault.storage)
  try {
    await vault.open(roots, owner, turn)
  } finally {
    for (const one of roots.values()) one.fill(0)
  }
}

/** How long a passphrase has to wait now, in milliseconds; 0 most of the time. */
export async function waitLeftMs({ storage } = thisVault): Promise<number> {
  return waitMs(storage, phoneClock)
}

/**
 * What `use` gives with the root of this phone's epoch and the lock that gave it; the root is wiped after.
 *
 * A newer root is taken over on the way once it proves itself; one that does not raises its alarm, and the next lock
 * is tried. Throws no-journal, no-such-lock, wrong-secret, `wait`.
 */
export async function withRoot<T>(
  way: Way,
  vault: Vault,
  use: (root: Bytes, owner: Device, by: OpenedLock) => Promise<T>,
  clock: Clock = phoneClock,
): Promise<T> {
  if (way.kind === 'passphrase') await mustNotWait(vault.storage, clock)
  const { opened, owner } = await openAsOwner(way, vault, clock)
  try {
    await forgetWrong(vault.storage)
    return await use(opened.root, owner, opened)
  } finally {
    opened.root.fill(0)
    opened.auth?.fill(0)
  }
}

async function openAsOwner(
  way: Way,
  { storage }: Vault,
  clock: Clock,
): Promise<{ opened: OpenedLock; owner: Device }> {
  const ring = await readRing(storage)
  let failure: unknown
  try {
    for await (const opened of openings(ring, way)) {
      try {
        return { opened, owner: await adopt(opened, ring.owner, storage) }
      } catch (lie) {
        opened.root.fill(0)
        if (!(lie instanceof Problem)) throw lie
        await raiseAlarm(storage, lie.type)
        failure = lie
      }
    }
  } catch (problem) {
    if (way.kind === 'passphrase' && problem instanceof Problem && problem.type === 'wrong-secret')
      await countWrong(storage, clock)
    throw problem
  }
  throw failure
}
