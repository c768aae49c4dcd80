/** What signs in is kept beside its lock, so that sync can be turned on later (PROTOCOL 3.3, "Auth kept"). */
import { concat, hexToBytes, randomBytes, textToBytes, type Bytes } from './bytes.ts'
import { derive, type AccountId, type RootKey } from './keys.ts'
import { Problem } from './problems.ts'
import { AUTH_KEPT_BYTES, NONCE_BYTES } from './sizes.ts'

/** The AES-256-GCM key of what is kept, not to be read. */
export async function authsKey(root: RootKey): Promise<CryptoKey> {
  const bytes = await derive(root, 'auths')
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** A lock's auth under the root, 60 bytes, with a fresh nonce. */
export async function sealAuth(
  auths: CryptoKey,
  auth: Bytes,
  account: AccountId,
  lockId: string,
): Promise<Bytes> {
  const nonce = randomBytes(NONCE_BYTES)
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, account, lockId), auths, auth)))
}

/** The auth of this lock, 32 bytes. Throws malformed-lock: the lock has to be set again. */
export async function openAuth(
  auths: CryptoKey,
  kept: Bytes,
  account: AccountId,
  lockId: string,
): Promise<Bytes> {
  if (kept.length !== AUTH_KEPT_BYTES)
    throw new Problem('malformed-lock', `an auth kept in ${kept.length} bytes`)
  const context = gcm(kept.slice(0, NONCE_BYTES), account, lockId)
  try {
    return new Uint8Array(await crypto.subtle.decrypt(context, auths, kept.slice(NONCE_BYTES)))
  } catch (cause) {
    throw new Problem('malformed-lock', 'an auth that does not open', { cause })
  }
}

function gcm(iv: Bytes, account: AccountId, lockId: string): AesGcmParams {
  const additionalData = concat(textToBytes('plumbline/1 auth'), hexToBytes(account), hexToBytes(lockId))
  return { name: 'AES-GCM', iv, additionalData }
}
