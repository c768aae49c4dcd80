/** From a handle and a secret, or a passkey alone, to an account's newest root (PROTOCOL 9.2). */
import { passkeySignIn } from '../platform/passkeys.ts'
import type { StretchWatch } from '../platform/stretching.ts'
import { bytesToB64, isEqual, type Bytes } from '../protocol/bytes.ts'
import {
  mustBeSafe,
  openRootWithAuth,
  passphraseLockKeys,
  plainLockKeys,
  PRF_SALT,
  type LockKeys,
} from '../protocol/locks.ts'
import { unwrap } from '../protocol/wrapping.ts'
import { Problem } from '../protocol/problems.ts'
import type { KeptLock } from '../vault/locks.ts'
import { passphraseSecret } from '../vault/ring.ts'
import type { VaultTold } from './answers.ts'
import type { BySecret } from './joining.ts'
import type { Server } from './server.ts'

/** What a person types to sign in. */
export type SignInSecret =
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly watch?: StretchWatch }
  | { readonly kind: 'recovery'; readonly code: string }

/**
 * A session, and what it opened; the caller wipes the root. Throws sign-in-failed for whatever is wrong,
 * unsafe-lock, wrong-secret where the server's lock is another one.
 */
export async function openBySecret(server: Server, handle: string, secret: SignInSecret): Promise<BySecret> {
  const { keys, salt } = await keysOf(server, handle, secret)
  await server.signInBySecret(secret.kind, handle, keys.auth)
  const told = await server.vault()
  const lock = told.locks.find(
    (one) => one.kind === secret.kind && (one.kind !== 'passphrase' || (salt && isEqual(one.salt, salt))),
  )
  if (lock === undefined) throw new Problem('no-such-lock', secret.kind)
  const { account } = told
  const root = await unwrap(lock.wrapped, keys.kek, {
    account,
    id: lock.id,
    epoch: lock.epoch,
    kind: lock.kind,
  })
  return { root, told, by: { lock, auth: keys.auth }, seq: told.seq }
}

/** The same by any passkey of this site that the person has here: it says whose it is. */
export async function openByPasskey(server: Server): Promise<BySecret> {
  const challenge = await server.challenge()
  const { secret, assertion } = await passkeySignIn(challenge, PRF_SALT)
  try {
    await server.signInByPasskey(challenge, assertion)
    const told = await server.vault()
    const lock = lockOf(told, assertion.credentialId)
    const { root } = await openRootWithAuth(lock, told.account, { kind: 'passkey', prf: secret })
    return { root, told, by: { lock, auth: null }, seq: told.seq }
  } finally {
    secret.fill(0)
  }
}

function lockOf({ locks }: VaultTold, credentialId: Bytes): KeptLock & { kind: 'passkey' } {
  const wanted = bytesToB64(credentialId)
  for (const lock of locks)
    if (lock.kind === 'passkey' && bytesToB64(lock.credentialId) === wanted) return lock
  throw new Problem('no-such-lock', 'passkey')
}

async function keysOf(
  server: Server,
  handle: string,
  secret: SignInSecret,
): Promise<{ keys: LockKeys; salt: Bytes | null }> {
  if (secret.kind === 'recovery') return { keys: await plainLockKeys(secret), salt: null }
  const stretching = await server.stretching(handle)
  mustBeSafe(stretching)
  return { keys: await passphraseLockKeys(passphraseSecret(secret), stretching), salt: stretching.salt }
}
