/**
 * What every lock does with the root: it wraps it (PROTOCOL 3.3). Apart from `locks`, which reads what a person gives: a
 * new phone needs this before its first check is kept, and that only to open it.
 */
import { bytesToHex, concat, hexToBytes, integerToBytes, randomBytes, textToBytes } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import type { AccountId } from './keys.ts'
import { Problem } from './problems.ts'
import { LOCK_ID_BYTES, NONCE_BYTES, WRAPPED_BYTES } from './sizes.ts'

export type LockKind = 'passphrase' | 'recovery' | 'passkey' | 'device'

/** What is bound to the wrapped root besides its key. */
export interface LockContext {
  readonly account: AccountId
  readonly id: string
  readonly epoch: number
  readonly kind: LockKind
}

export function newLockId(): string {
  return bytesToHex(randomBytes(LOCK_ID_BYTES))
}

/** The kek of the phone's own lock: a key that never leaves it. */
export async function newDeviceLockKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** nonce ‖ AES-256-GCM(kek, nonce, root): 60 bytes. */
export async function wrap(root: Bytes, kek: CryptoKey, context: LockContext): Promise<Bytes> {
  const nonce = randomBytes(NONCE_BYTES)
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, context), kek, root)))
}

/** Throws malformed-lock for another length, wrong-secret if it does not open. */
export async function unwrap(wrapped: Bytes, kek: CryptoKey, context: LockContext): Promise<Bytes> {
  mustBeWrapped(wrapped)
  const nonce = wrapped.slice(0, NONCE_BYTES)
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, context), kek, wrapped.slice(NONCE_BYTES)))
  } catch (cause) {
    throw new Problem('wrong-secret', '', { cause })
  }
}

/** Throws malformed-lock for another length than 60 bytes. */
export function mustBeWrapped(wrapped: Bytes): void {
  if (wrapped.length !== WRAPPED_BYTES) throw new Problem('malformed-lock', `${wrapped.length} bytes`)
}

function gcm(iv: Bytes, { account, id, epoch, kind }: LockContext): AesGcmParams {
  const additionalData = concat(
    hexToBytes(account),
    hexToBytes(id),
    integerToBytes(epoch, 4),
    textToBytes(kind),
  )
  return { name: 'AES-GCM', iv, additionalData }
}
