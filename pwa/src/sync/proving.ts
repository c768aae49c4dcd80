/** Showing the server a secret again, which it asks for before anything is changed (PROTOCOL 9.2, "proven"). */
import { passkeySignIn } from '../platform/passkeys.ts'
import { openAuth, authsKey } from '../protocol/auths.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { holdRoot } from '../protocol/keys.ts'
import type { Device } from '../vault/device.ts'
import type { Ahead } from '../vault/enrolling.ts'
import { isTrulyLocked, readLocks, type KeptLock, type PasskeyLock } from '../vault/locks.ts'
import { VaultProblem } from '../vault/problems.ts'
import type { OpenedLock } from '../vault/ring.ts'
import type { SyncParts } from './parts.ts'
import { readAccount } from './place.ts'
import type { LockSent, Server } from './server.ts'
import { asThisDevice } from './session.ts'

/** The session is proven from here on, by what opened the root just now. Throws sign-in-failed. */
export async function prove(server: Server, handle: string, { lock, auth }: OpenedLock): Promise<void> {
  if (lock.kind === 'passkey') (await proveByPasskey(server, lock)).fill(0)
  else if ((lock.kind === 'passphrase' || lock.kind === 'recovery') && auth !== null) {
    await server.signInBySecret(lock.kind, handle, auth)
  }
}

/** The same by a passkey; gives its secret, which the caller wipes, so that the person is asked for it once. */
export async function proveByPasskey(
  server: Server,
  { salt, credentialId }: Pick<PasskeyLock, 'salt' | 'credentialId'>,
): Promise<Bytes> {
  const challenge = await server.challenge()
  const { secret, assertion } = await passkeySignIn(challenge, salt, [credentialId])
  await server.signInByPasskey(challenge, assertion)
  return secret
}

/** A new lock reaches the server before it stands here; nothing happens while sync is off. */
export function toServer(parts: SyncParts): Ahead {
  return async (made, by) => {
    const account = await readAccount(parts.storage)
    if (account === null) return
    const server = asThisDevice(parts.http, parts.storage)
    await server.vault() // the session is bound to this device before it is proven
    await prove(server, account.handle, by)
    await server.putLock(made)
  }
}

/**
 * This phone's locks with what the server is shown for them. Throws not-locked unless they would do for an account,
 * auth-missing for one that was set by an app that kept no auth.
 */
export async function locksToSend(
  { storage }: SyncParts,
  { account }: Device,
  by: OpenedLock,
): Promise<readonly LockSent[]> {
  const locks = (await readLocks(storage)).filter(({ kind }) => kind !== 'device')
  if (!isTrulyLocked(locks)) throw new VaultProblem('not-locked')
  const auths = await authsKey(await holdRoot(by.root))
  return Promise.all(locks.map(async (lock) => ({ lock, auth: await authOf(lock, auths, account) })))
}

async function authOf(lock: KeptLock, auths: CryptoKey, account: string): Promise<Bytes | null> {
  if (lock.kind !== 'passphrase' && lock.kind !== 'recovery') return null
  if (lock.auth === undefined) throw new VaultProblem('auth-missing')
  return openAuth(auths, lock.auth, account, lock.id)
}
