/**
 * The account of this journal: turned on, signed in to, paired with, its locks and devices, left, deleted.
 *
 * Everything a screen asks of sync but when to do it, which is loop.ts. A journal is complete without any of it.
 */
import { alone } from '../platform/mutex.ts'
import type { StretchWatch } from '../platform/stretching.ts'
import { deviceNameOp } from '../protocol/deviceNames.ts'
import type { LockKind } from '../protocol/wrapping.ts'
import { readAlarm } from '../vault/alarm.ts'
import { knownDevice } from '../vault/device.ts'
import * as enrolling from '../vault/enrolling.ts'
import type { RecoveryCode } from '../vault/enrolling.ts'
import { mustKeepAWayIn, readLocks, readOffered } from '../vault/locks.ts'
import { VaultProblem } from '../vault/problems.ts'
import { withRoot, type Way } from '../vault/unlocking.ts'
import { forgetAccount, readBack } from './back.ts'
import { fillBack } from './filling.ts'
import { enter, keysToBring, type BySecret } from './joining.ts'
import { isLie } from './once.ts'
import { put } from './outbox.ts'
import { beginPairing, letIn, type NewPhone, type OldPhone } from './pairing.ts'
import { HERE } from './parts.ts'
import { readAccount as accountIn, type Account } from './place.ts'
import { prove, toServer } from './proving.ts'
import { pull } from './pull.ts'
import { remove, type DailyWay } from './removing.ts'
import { Server } from './server.ts'
import { asThisDevice } from './session.ts'
import { openByPasskey, openBySecret, type SignInSecret } from './signingIn.ts'
import { register } from './turningOn.ts'

export type { Account, NewPhone, OldPhone, SignInSecret }

/** A device of the account as its server knows it; its name is the journal's to tell (journal/phones.ts). */
export interface Listed {
  readonly id: string
  readonly isThis: boolean
  readonly isRemoved: boolean
  /** In milliseconds since 1970. */
  readonly addedAt: number
  readonly lastSeenAt: number | null
}

/** The account that this phone syncs with; null while sync is off. */
export async function readAccount(parts = HERE): Promise<Account | null> {
  return accountIn(parts.storage)
}

/**
 * Registers this journal under `name` and a number. What was written before is sent with the next sync.
 *
 * Throws not-locked, auth-missing, what opening by `way` throws, malformed-body for a name that is none.
 */
export async function turnOn(name: string, way: Way, parts = HERE): Promise<Account> {
  return register(name.trim().toLowerCase(), way, parts)
}

/**
 * This phone enters the account, with whatever is written on it. The vault is open with the account's keys after.
 *
 * Throws must-be-open while what is written here is locked, sign-in-failed, too-many-requests, too-many-devices.
 */
export async function signIn(handle: string, secret: SignInSecret, parts = HERE): Promise<Account> {
  return enterBy(parts, (server) => openBySecret(server, handle.trim().toLowerCase(), secret))
}

/** The same by a passkey of this phone, which says whose account it is. Throws passkey-refused, passkey-missing. */
export async function signInWithPasskey(parts = HERE): Promise<Account> {
  return enterBy(parts, openByPasskey)
}

/** Pairing on the phone that joins. Throws must-be-open. */
export async function newPhone(parts = HERE): Promise<NewPhone> {
  return beginPairing(parts)
}

/** Pairing on the phone that lets the other one in; `link` as scanned or pasted. */
export async function oldPhone(link: string, way: Way, parts = HERE): Promise<OldPhone> {
  return letIn(link, way, parts)
}

/** Sets or changes the passphrase, on the server first where sync is on. */
export async function setPassphrase(
  passphrase: string,
  way: Way,
  watch: StretchWatch = {},
  parts = HERE,
): Promise<void> {
  await enrolling.setPassphrase(passphrase, way, watch, parts.vault, toServer(parts))
}

/** Sets a new recovery code once its groups were retyped, on the server first where sync is on. */
export async function confirmRecoveryCode(
  code: RecoveryCode,
  retyped: readonly [string, string],
  way: Way,
  parts = HERE,
): Promise<void> {
  await enrolling.confirmRecoveryCode(code, retyped, way, parts.vault, toServer(parts))
}

/** Makes a passkey and sets it as a lock, on the server first where sync is on. */
export async function addPasskey(name: string, way: Way, parts = HERE): Promise<void> {
  await enrolling.addPasskey(name, way, parts.vault, toServer(parts))
}

/** Takes the locks of a kind away, here and on the server; `way` is asked for only where sync is on. */
export async function removeLock(kind: LockKind, way?: Way, parts = HERE): Promise<void> {
  const account = await accountIn(parts.storage)
  if (account !== null && way !== undefined) {
    const all = [...(await readLocks(parts.storage)), ...(await readOffered(parts.storage))]
    mustKeepAWayIn(all, kind)
    await withProof(account, way, parts, async (server) => {
      const { locks } = await server.vault()
      for (const { id } of locks.filter((lock) => lock.kind === kind)) await server.dropLock(id)
    })
  }
  await enrolling.removeLock(kind, parts.vault)
}

/** Every device of the account, removed ones too. */
export async function devices(parts = HERE): Promise<readonly Listed[]> {
  const own = await knownDevice(parts.storage)
  const { devices: told } = await asThisDevice(parts.http, parts.storage).vault()
  return told.map(({ id, closed, addedAt, lastSeenAt }) => ({
    id,
    isThis: id === own?.device,
    isRemoved: closed !== null,
    addedAt,
    lastSeenAt,
  }))
}

/** Names this phone in the journal, which only the journal's own phones read; at most 64 characters. */
export async function nameThisPhone(name: string, { storage, clock } = HERE): Promise<void> {
  const own = await knownDevice(storage)
  if (own === undefined) return
  await put([deviceNameOp(own.device, name)], undefined, { storage, clock })
}

/**
 * Removes a device: it can neither read what comes after nor write. `code`: a new recovery code, its groups
 * confirmed; the one before opens no more, and other passkeys are set anew.
 */
export async function removeDevice(
  id: string,
  way: DailyWay,
  code: RecoveryCode,
  parts = HERE,
): Promise<void> {
  const account = await accountIn(parts.storage)
  if (account !== null) await remove(id, way, code, account, parts)
}

/** Ends the session here. The journal stays and goes on without sync; without a network the session ends by itself. */
export async function signOut(parts = HERE): Promise<void> {
  await new Server(parts.http).signOut().catch(() => undefined)
  await turnOff(parts)
}

/** Sync is off on this phone; the server is not asked. */
export async function turnOff({ storage } = HERE): Promise<void> {
  await forgetAccount(storage)
}

/** Everything of the account goes from the server; the journal stays here. */
export async function deleteAccount(way: Way, parts = HERE): Promise<void> {
  const account = await accountIn(parts.storage)
  if (account === null) return
  await takeAll(parts)
  await withProof(account, way, parts, (server) => server.deleteAccount())
  await forgetAccount(parts.storage)
}

/** The same without taking what only the server has, for a journal that goes from here as well. */
export async function deleteAsItIs(way: Way, parts = HERE): Promise<void> {
  const account = await accountIn(parts.storage)
  if (account !== null) await withProof(account, way, parts, (server) => server.deleteAccount())
}

// What this phone still lacks would be nowhere afterwards. A server that lies has lost it already, and stops nobody.
async function takeAll(parts: typeof HERE): Promise<void> {
  const { http, storage } = parts
  await fillBack(parts)
  if ((await readBack(storage)) !== null) throw new VaultProblem('not-whole-yet')
  if ((await readAlarm(storage)) !== null) return
  try {
    await alone('sync', () => pull(asThisDevice(http, storage), storage))
  } catch (failure) {
    if (!isLie(failure)) throw failure
  }
}

async function enterBy(parts: typeof HERE, open: (server: Server) => Promise<BySecret>): Promise<Account> {
  await keysToBring(parts)
  const server = new Server(parts.http)
  const entry = await open(server)
  try {
    return await enter(server, entry, parts)
  } finally {
    entry.root.fill(0)
    entry.by.auth?.fill(0)
  }
}

async function withProof(
  { handle }: Account,
  way: Way,
  parts: typeof HERE,
  work: (server: Server) => Promise<void>,
): Promise<void> {
  await withRoot(way, parts.vault, async (_root, _owner, by) => {
    const server = asThisDevice(parts.http, parts.storage)
    await server.vault()
    await prove(server, handle, by)
    await work(server)
  })
}
