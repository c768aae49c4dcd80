/**
 * The root and what comes from it: the vault key pair, device certificates, the snapshot key (PROTOCOL 3.1, 3.2).
 *
 * An unlocked vault holds the root only as a key that WebCrypto will use and not give out.
 */
import { DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'

import { concat, integerToBytes, randomBytes, textToBytes, type Bytes } from './bytes.ts'
import { Problem } from './problems.ts'
import { ROOT_BYTES } from './sizes.ts'

export type AccountId = string
export type DeviceId = string
export type RootKey = CryptoKey
export type Label = 'vault' | 'devices' | 'snapshots' | 'history' | 'auths' | 'purges' | 'nudges'

/** What opens every change of an epoch, and what shows who ordered a purge; none of it can be read. */
export interface VaultKey extends CryptoKeyPair {
  readonly purges: CryptoKey
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const
const X25519 = { name: 'X25519' } as const

export function newRoot(): Bytes {
  return randomBytes(ROOT_BYTES)
}

/** The root as a key that derives and cannot be read again. The caller wipes its bytes. */
export async function holdRoot(root: Bytes): Promise<RootKey> {
  return hmacKey(root, ['sign'])
}

/** derive(root, label): 32 bytes. HKDF-Expand of one block is HMAC(root, info ‖ 0x01) (RFC 5869 2.3). */
export async function derive(root: RootKey, label: Label): Promise<Bytes> {
  const info = textToBytes(`plumbline/1 ${label}`)
  return new Uint8Array(await crypto.subtle.sign(HMAC, root, concat(info, Uint8Array.of(1))))
}

/** The vault key pair; the private half can open and cannot be read. Throws unusable-vault-key. */
export async function vaultKeyPair(root: RootKey): Promise<VaultKey> {
  const pair = await deriveKeyPair(await derive(root, 'vault'))
  return { ...pair, purges: await hmacKey(await derive(root, 'purges'), ['sign', 'verify']) }
}

/**
 * DeriveKeyPair of DHKEM(X25519) (RFC 9180 7.1.3), the private half not to be read.
 *
 * Throws unusable-vault-key where the browser refuses it: WebKitGTK does, for about one in 256.
 */
export async function deriveKeyPair(ikm: Bytes): Promise<CryptoKeyPair> {
  const privateBytes = await derivePrivateKey(ikm)
  try {
    const privateKey = await importPrivateKey(privateBytes)
    return { privateKey, publicKey: await publicKeyOf(privateKey) }
  } catch (cause) {
    throw new Problem('unusable-vault-key', '', { cause })
  } finally {
    privateBytes.fill(0)
  }
}

/** pk_r from its 32 bytes: enough to write. Throws unusable-vault-key. */
export async function readVaultPublicKey(bytes: Bytes): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('raw', bytes, X25519, true, [])
  } catch (cause) {
    throw new Problem('unusable-vault-key', '', { cause })
  }
}

/** The 32 bytes of a public key, X25519 or Ed25519. */
export async function publicKeyToBytes(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key))
}

/** A device's Ed25519 key pair; the private half signs and never leaves the phone. */
export async function newDeviceKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify'])
}

/** A device's public key from its 32 bytes. Throws bad-certificate: nothing can be signed with what is no key. */
export async function readDevicePublicKey(bytes: Bytes): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('raw', bytes, { name: 'Ed25519' }, true, ['verify'])
  } catch (cause) {
    throw new Problem('bad-certificate', 'not an Ed25519 public key', { cause })
  }
}

/** What is certified: these 32 bytes are the public key of this device in this epoch. */
export interface DeviceClaim {
  readonly device: Bytes
  readonly publicKey: Bytes
  readonly epoch: number
}

export async function certify(root: RootKey, claim: DeviceClaim): Promise<Bytes> {
  return certifyBy(await certificateKey(root), claim)
}

/** The same with the key of device certificates alone, which is what an open vault holds. */
export async function certifyBy(key: CryptoKey, claim: DeviceClaim): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(HMAC, key, claimed(claim)))
}

/** Throws bad-certificate unless this root certified the claim. */
export async function checkCertificate(root: RootKey, claim: DeviceClaim, certificate: Bytes): Promise<void> {
  await checkCertificateBy(await certificateKey(root), claim, certificate)
}

/** The same with the key of device certificates alone, which is what an open vault holds. */
export async function checkCertificateBy(
  key: CryptoKey,
  claim: DeviceClaim,
  certificate: Bytes,
): Promise<void> {
  if (!(await crypto.subtle.verify(HMAC, key, certificate, claimed(claim))))
    throw new Problem('bad-certificate')
}

/** The AES-256-GCM key of snapshots, not to be read. */
export async function snapshotKey(root: RootKey): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await derive(root, 'snapshots'), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
}

/** The AES-256-GCM key of what nudges say, not to be read. */
export async function nudgesKey(root: RootKey): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await derive(root, 'nudges'), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
}

function claimed({ device, publicKey, epoch }: DeviceClaim): Bytes {
  return concat(device, publicKey, integerToBytes(epoch, 4))
}

/** The HMAC key of device certificates, not to be read. */
export async function certificateKey(root: RootKey): Promise<CryptoKey> {
  return hmacKey(await derive(root, 'devices'), ['sign', 'verify'])
}

async function hmacKey(bytes: Bytes, usages: KeyUsage[]): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, HMAC, false, usages)
}

// RFC 9180 7.1.3 by the library's own steps. Its deriveKeyPair gives an extractable key, which Firefox
// cannot always export again to make it a non-extractable one.
async function derivePrivateKey(ikm: Bytes): Promise<Bytes> {
  const kdf = new HkdfSha256()
  kdf.init(concat(textToBytes('KEM'), integerToBytes(new DhkemX25519HkdfSha256().id, 2)))
  const prk = await kdf.labeledExtract(new Uint8Array(), textToBytes('dkp_prk'), ikm)
  return new Uint8Array(await kdf.labeledExpand(prk, textToBytes('sk'), new Uint8Array(), 32))
}

// RFC 8410: what stands before the 32 bytes of an X25519 private key in PKCS#8.
const PKCS8_PREFIX = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
]

async function importPrivateKey(bytes: Bytes): Promise<CryptoKey> {
  const pkcs8 = concat(Uint8Array.from(PKCS8_PREFIX), bytes)
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, X25519, false, ['deriveBits'])
  } finally {
    pkcs8.fill(0)
  }
}

// RFC 7748 4.1: the public key is the private key times the base point, 9. A key that cannot be read cannot
// be exported either, so this is the only way to it.
async function publicKeyOf(privateKey: CryptoKey): Promise<CryptoKey> {
  const basePoint = new Uint8Array(32)
  basePoint[0] = 9
  const base = await crypto.subtle.importKey('raw', basePoint, X25519, true, [])
  const bytes = await crypto.subtle.deriveBits({ name: 'X25519', public: base }, privateKey, 256)
  return crypto.subtle.importKey('raw', bytes, X25519, true, [])
}
