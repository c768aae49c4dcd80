/**
 * Set a lock, confirm the recovery code, take a lock away.
 *
 * Each needs the root again, opened by a way that already opens it: while the phone alone protects the journal its
 * own lock, without a question; otherwise the person opens once more. What cannot be checked is never stored.
 */
import { createPasskey, passkeySecret } from '../platform/passkeys.ts'
import { bytes } from '../platform/random.ts'
import type { StretchWatch } from '../platform/stretching.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { openRoot, setLock, type LockKind, type Secret } from '../protocol/locks.ts'
import { canonicalCode, newRecoveryCode as makeCode } from '../protocol/recovery.ts'
import { thisDevice, type Device } from './device.ts'
import { dropLock, putLock, readLocks, type KeptLock } from './locks.ts'
import { VaultProblem } from './problems.ts'
import { passphraseSecret, withRoot, type Way } from './unlocking.ts'
import { vault as thisVault, type Vault } from './vault.ts'

const PASSKEY_USER_BYTES = 16
const PASSKEY_SALT_BYTES = 32

/** A new recovery code, shown and not yet a lock. */
export interface RecoveryCode {
  /** Nine groups of four symbols. */
  readonly groups: readonly string[]
  /** The two groups to be retyped, from 0, in order. */
  readonly asked: readonly [number, number]
}

/** Sets or changes the passphrase. Throws passphrase-empty, passphrase-too-long and what opening throws. */
export async function setPassphrase(
  passphrase: string,
  way: Way,
  watch: StretchWatch = {},
  vault = thisVault,
): Promise<void> {
  await enrol(way, vault, (root, owner) =>
    lockFor(root, owner, passphraseSecret({ kind: 'passphrase', passphrase, watch })),
  )
}

export async function newRecoveryCode(): Promise<RecoveryCode> {
  const groups = (await makeCode()).split('-')
  return { groups, asked: twoOf(groups.length) }
}

/** The code as one line, as it is typed back. */
export function codeInOne({ groups }: RecoveryCode): string {
  return groups.join('-')
}

/** Throws wrong-groups unless the two groups asked for were retyped as the code has them. */
export function mustBeRetyped(code: RecoveryCode, retyped: readonly [string, string]): void {
  const isRight = code.asked.every((group, at) => canonicalCode(retyped[at] ?? '') === code.groups[group])
  if (!isRight) throw new VaultProblem('wrong-groups')
}

/** Sets the code as a lock, once its two groups were retyped. Throws wrong-groups and what opening throws. */
export async function confirmRecoveryCode(
  code: RecoveryCode,
  retyped: readonly [string, string],
  way: Way,
  vault = thisVault,
): Promise<void> {
  mustBeRetyped(code, retyped)
  await enrol(way, vault, (root, owner) => lockFor(root, owner, { kind: 'recovery', code: codeInOne(code) }))
}

/**
 * Makes a passkey and sets it as a lock, after it gave its secret a second time and that opened the lock.
 *
 * Throws no-recovery-code, passkey-missing, passkey-refused, wrong-secret if the second secret is another one.
 */
export async function addPasskey(name: string, way: Way, vault = thisVault): Promise<void> {
  const kinds = (await readLocks(vault.storage)).map((lock) => lock.kind)
  if (!kinds.includes('recovery')) throw new VaultProblem('no-recovery-code')
  await enrol(way, vault, (root, owner) => checkedPasskeyLock(name, root, owner))
}

/** Takes a lock away. Throws last-lock, and changes nothing, if no safe way in would be left. */
export async function removeLock(kind: LockKind, vault = thisVault): Promise<void> {
  await dropLock(vault.storage, kind)
  await vault.tellLocksChanged()
}

/** The silent way while there is one, from before the first entry on; undefined when the person has to open once more. */
export async function silentWay(vault = thisVault): Promise<Way | undefined> {
  await thisDevice(vault.storage)
  return (await readLocks(vault.storage)).some((lock) => lock.kind === 'device')
    ? { kind: 'device' }
    : undefined
}

async function enrol(
  way: Way,
  vault: Vault,
  make: (root: Bytes, owner: Device) => Promise<KeptLock>,
): Promise<void> {
  await withRoot(way, vault, async (root, owner) => putLock(vault.storage, await make(root, owner)))
  await vault.tellLocksChanged()
}

async function lockFor(root: Bytes, { account, epoch }: Device, secret: Secret): Promise<KeptLock> {
  const lock = await setLock(root, account, epoch, secret)
  if (lock.kind === 'passphrase') return lock
  return { ...lock, kind: 'recovery' }
}

// A new user id each time: with the same one the phone would throw away the passkey before, whose lock still stands.
async function checkedPasskeyLock(name: string, root: Bytes, { account, epoch }: Device): Promise<KeptLock> {
  const salt = bytes(PASSKEY_SALT_BYTES)
  const { credentialId, secret } = await createPasskey({ name, userId: bytes(PASSKEY_USER_BYTES), salt })
  const lock = {
    ...(await setLock(root, account, epoch, { kind: 'passkey', prf: secret })),
    kind: 'passkey' as const,
  }
  const again = await passkeySecret([credentialId], salt)
  const opened = await openRoot(lock, account, { kind: 'passkey', prf: again })
  for (const wiped of [opened, secret, again]) wiped.fill(0)
  return { ...lock, credentialId, salt }
}

function twoOf(count: number): [number, number] {
  const chance = bytes(2)
  const first = (chance[0] ?? 0) % count
  const second = (first + 1 + ((chance[1] ?? 0) % (count - 1))) % count
  return first < second ? [first, second] : [second, first]
}
