/**
 * Passphrase, recovery code, passkey: set a lock on the root and open it (PROTOCOL 3.3).
 *
 * Argon2id is handed in as `stretch`, because it runs in a worker.
 */
import { concat, hexToBytes, randomBytes, textToBytes } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import type { AccountId } from './keys.ts'
import { Problem } from './problems.ts'
import { readRecoveryCode } from './recovery.ts'
import {
  LANES,
  LANES_MAX,
  MEMORY_KIB,
  MEMORY_KIB_MAX,
  PASSES,
  PASSES_MAX,
  PASSPHRASE_BYTES_MAX,
  ROOT_BYTES,
  SALT_BYTES,
} from './sizes.ts'
import { mustBeWrapped, newLockId, unwrap, wrap } from './wrapping.ts'

export interface StretchParams {
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
}

const STRETCH: StretchParams = /* @__PURE__ */ Object.freeze({
  memoryKib: MEMORY_KIB,
  passes: PASSES,
  lanes: LANES,
})

/** SHA-256 of "plumbline/1 prf": the salt that every passkey that signs in is asked with. */
export const PRF_SALT = /* @__PURE__ */ hexToBytes(
  'de66513533dab6906b3e96b7c683896880f10e67854d882bfeb2bfc25802fe0d',
)

/** Argon2id version 0x13 of a normal form: 32 bytes (RFC 9106). */
export type Stretch = (normalForm: Bytes, salt: Bytes, params: StretchParams) => Promise<Bytes>

export interface PassphraseLock extends StretchParams {
  readonly id: string
  readonly kind: 'passphrase'
  readonly epoch: number
  readonly salt: Bytes
  readonly wrapped: Bytes
}

export interface PlainLock {
  readonly id: string
  readonly kind: 'recovery' | 'passkey'
  readonly epoch: number
  readonly wrapped: Bytes
}

/** A lock that a person opens. The phone's own is wrap and unwrap with a key of newDeviceLockKey(). */
export type Lock = PassphraseLock | PlainLock

/** What a person gives to open a lock: the passphrase or code as typed, or the passkey's 32 bytes. */
export type Secret =
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly stretch: Stretch }
  | { readonly kind: 'recovery'; readonly code: string }
  | { readonly kind: 'passkey'; readonly prf: Bytes }

/** For `auth`, 32 bytes that a server may be shown; for `kek`, the key that wraps the root. */
export interface LockKeys {
  readonly auth: Bytes
  readonly kek: CryptoKey
}

/** A new lock on the root. Throws passphrase-empty, passphrase-too-long and what reading the secret throws. */
export async function setLock(root: Bytes, account: AccountId, epoch: number, secret: Secret): Promise<Lock> {
  return (await setLockWithAuth(root, account, epoch, secret)).lock
}

/** A new lock on the root, and its auth; a passkey has none. Throws what setLock throws. */
export async function setLockWithAuth(
  root: Bytes,
  account: AccountId,
  epoch: number,
  secret: Secret,
): Promise<{ lock: Lock; auth: Bytes | null }> {
  const id = newLockId()
  const context = { account, id, epoch, kind: secret.kind }
  if (secret.kind !== 'passphrase') {
    const { auth, kek } = await plainLockKeys(secret)
    const lock = { id, kind: secret.kind, epoch, wrapped: await wrap(root, kek, context) }
    return { lock, auth: secret.kind === 'passkey' ? null : auth }
  }
  const stretching = { ...STRETCH, salt: randomBytes(SALT_BYTES) }
  const { auth, kek } = await passphraseLockKeys(secret, stretching)
  const wrapped = await wrap(root, kek, context)
  return { lock: { id, kind: secret.kind, epoch, ...stretching, wrapped }, auth }
}

/**
 * The root's 32 bytes; the caller holds them as a key and wipes them.
 *
 * Throws no-such-lock for a secret of another kind, unsafe-lock, malformed-lock, wrong-secret, and what reading
 * the secret throws.
 */
export async function openRoot(lock: Lock, account: AccountId, secret: Secret): Promise<Bytes> {
  return (await openRootWithAuth(lock, account, secret)).root
}

/** The root's 32 bytes, and the lock's auth: stretching once gives both. Throws what openRoot throws. */
export async function openRootWithAuth(
  lock: Lock,
  account: AccountId,
  secret: Secret,
): Promise<{ root: Bytes; auth: Bytes | null }> {
  const context = { account, id: lock.id, epoch: lock.epoch, kind: lock.kind }
  const { auth, kek } = await keysOf(lock, secret)
  const root = await unwrap(lock.wrapped, kek, context)
  return { root, auth: lock.kind === 'passkey' ? null : auth }
}

// What cannot be right is refused before anything is stretched.
async function keysOf(lock: Lock, secret: Secret): Promise<LockKeys> {
  if (lock.kind === 'passphrase' && secret.kind === 'passphrase') {
    mustBeSafe(lock)
    mustBeWrapped(lock.wrapped)
    if (lock.salt.length !== SALT_BYTES) throw new Problem('malformed-lock', 'salt')
    return passphraseLockKeys(secret, lock)
  }
  if (secret.kind === 'passphrase' || secret.kind !== lock.kind)
    throw new Problem('no-such-lock', secret.kind)
  return plainLockKeys(secret)
}

/** NFKC, white space at the ends removed and each run of it folded to one space, UTF-8. */
export function normalForm(passphrase: string): Bytes {
  const folded = passphrase
    .normalize('NFKC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '')
  const bytes = textToBytes(folded)
  if (bytes.length === 0) throw new Problem('passphrase-empty')
  if (bytes.length > PASSPHRASE_BYTES_MAX) throw new Problem('passphrase-too-long', `${bytes.length} bytes`)
  return bytes
}

/** Throws unsafe-lock unless the stretching is strong enough to protect and weak enough to finish. */
export function mustBeSafe({ memoryKib, passes, lanes }: StretchParams): void {
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most
  const safe =
    within(memoryKib, MEMORY_KIB, MEMORY_KIB_MAX) &&
    within(passes, PASSES, PASSES_MAX) &&
    within(lanes, LANES, LANES_MAX)
  if (!safe) {
    throw new Problem('unsafe-lock', `m=${memoryKib} t=${passes} p=${lanes}`)
  }
}

export async function passphraseLockKeys(
  { passphrase, stretch }: Secret & { kind: 'passphrase' },
  { salt, memoryKib, passes, lanes }: StretchParams & { readonly salt: Bytes },
): Promise<LockKeys> {
  const stretched = await stretch(normalForm(passphrase), salt, { memoryKib, passes, lanes })
  return lockKeys(stretched)
}

/** The keys of a recovery code or a passkey: what they hold is random already, so nothing is stretched. */
export async function plainLockKeys(secret: Exclude<Secret, { kind: 'passphrase' }>): Promise<LockKeys> {
  const bytes = secret.kind === 'recovery' ? await readRecoveryCode(secret.code) : secret.prf
  return lockKeys(await hmac(new Uint8Array(32), bytes)) // extract: an empty salt is 32 zeros (RFC 5869 2.2)
}

async function lockKeys(stretched: Bytes): Promise<LockKeys> {
  if (stretched.length !== ROOT_BYTES) throw new RangeError('a secret is stretched to 32 bytes')
  const kek = await expand(stretched, 'kek')
  return {
    auth: await expand(stretched, 'auth'),
    kek: await crypto.subtle.importKey('raw', kek, 'AES-GCM', false, ['encrypt', 'decrypt']),
  }
}

async function expand(stretched: Bytes, label: 'auth' | 'kek'): Promise<Bytes> {
  return hmac(stretched, concat(textToBytes(`plumbline/1 ${label}`), Uint8Array.of(1)))
}

async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const hash = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', key, hash, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign(hash, imported, message))
}
