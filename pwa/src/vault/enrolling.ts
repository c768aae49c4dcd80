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
import { openRoot, PRF_SALT, setLockWithAuth, type Secret } from '../protocol/locks.ts'
import { type LockKind } from '../protocol/wrapping.ts'
import { canonicalCode, newRecoveryCode as makeCode } from '../protocol/recovery.ts'
import { thisDevice, type Device } from './device.ts'
import { withAuth } from './adopting.ts'
import { dropLock, putLock, readKinds, type KeptLock } from './locks.ts'
import { VaultProblem } from './problems.ts'
import { passphraseSecret, type OpenedLock } from './ring.ts'
import { withRoot, type Way } from './unlocking.ts'
import { vault as thisVault, type Vault } from './vault.ts'

const PASSKEY_USER_BYTES = 16

/** A lock that was made and does not stand yet, and what a server would be shown for it. */
export interface MadeLock {
  readonly lock: KeptLock
  readonly auth: Bytes | null
}

/** Where a lock goes before it stands here; `by`: what opened the root. If it throws, nothing is changed. */
export type Ahead = (made: MadeLock, by: OpenedLock) => Promise<void>

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
  ahead: Ahead = nowhere,
): Promise<void> {
  const secret = passphraseSecret({ kind: 'passphrase', passphrase, watch })
  await enrol(way, vault, ahead, (root, owner) => makeLock(root, owner, secret))
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
  ahead: Ahead = nowhere,
): Promise<void> {
  mustBeRetyped(code, retyped)
  const secret = { kind: 'recovery', code: codeInOne(code) } as const
  await enrol(way, vault, ahead, (root, owner) => makeLock(root, owner, secret))
}

/**
 * Makes a passkey and sets it as a lock, after it gave its secret a second time and that opened the lock.
 *
 * Throws no-recovery-code, passkey-missing, passkey-refused, wrong-secret if the second secret is another one.
 */
export async function addPasskey(
  name: string,
  way: Way,
  vault = thisVault,
  ahead: Ahead = nowhere,
): Promise<void> {
  if (!(await readKinds(vault.storage)).includes('recovery')) throw new VaultProblem('no-recovery-code')
  await enrol(way, vault, ahead, (root, owner) => checkedPasskeyLock(name, root, owner))
}

/** Takes a lock away. Throws last-lock, and changes nothing, if no safe way in would be left. */
export async function removeLock(kind: LockKind, vault = thisVault): Promise<void> {
  await dropLock(vault.storage, kind)
  await vault.tellLocksChanged()
}

/** The silent way while there is one, from before the first entry on; undefined when the person has to open once more. */
export async function silentWay(vault = thisVault): Promise<Way | undefined> {
  await thisDevice(vault.storage)
  return (await readKinds(vault.storage)).includes('device') ? { kind: 'device' } : undefined
}

async function enrol(
  way: Way,
  vault: Vault,
  ahead: Ahead,
  make: (root: Bytes, owner: Device) => Promise<MadeLock>,
): Promise<void> {
  await withRoot(way, vault, async (root, owner, by) => {
    const made = await make(root, owner)
    await ahead(made, by)
    await putLock(vault.storage, made.lock, owner)
  })
  await vault.tellLocksChanged()
}

/** A new lock of the person's on this root, its auth sealed beside it. */
export async function makeLock(
  root: Bytes,
  { account, epoch }: Pick<Device, 'account' | 'epoch'>,
  secret: Exclude<Secret, { kind: 'passkey' }>,
): Promise<MadeLock> {
  const { lock, auth } = await setLockWithAuth(root, account, epoch, secret)
  const typed = lock.kind === 'passphrase' ? lock : { ...lock, kind: 'recovery' as const }
  return { lock: await withAuth({ lock: typed, auth, root }, account), auth }
}

// A new user id each time: with the same one the phone would throw away the passkey before, whose lock still stands.
async function checkedPasskeyLock(name: string, root: Bytes, { account, epoch }: Device): Promise<MadeLock> {
  const made = await createPasskey({ name, userId: bytes(PASSKEY_USER_BYTES), salt: PRF_SALT })
  const { credentialId, secret, publicKey } = made
  const { lock } = await setLockWithAuth(root, account, epoch, { kind: 'passkey', prf: secret })
  const again = await passkeySecret([credentialId], PRF_SALT)
  const opened = await openRoot(lock, account, { kind: 'passkey', prf: again.secret })
  for (const wiped of [opened, secret, again.secret]) wiped.fill(0)
  const { id, wrapped } = lock
  const shown = publicKey === null ? {} : { publicKey }
  return { lock: { id, kind: 'passkey', epoch, wrapped, credentialId, salt: PRF_SALT, ...shown }, auth: null }
}

async function nowhere(): Promise<void> {
  // A journal without an account: its locks are this phone's alone.
}

function twoOf(count: number): [number, number] {
  const chance = bytes(2)
  const first = (chance[0] ?? 0) % count
  const second = (first + 1 + ((chance[1] ?? 0) % (count - 1))) % count
  return first < second ? [first, second] : [second, first]
}
