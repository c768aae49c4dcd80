/** seal() and open(): one change, sealed to the vault (PROTOCOL 4, RFC 9180 mode_base). */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'

import { concat, textToBytes, type Bytes } from './bytes.ts'
import { packHeader, sign, type Believed, type Envelope, type Header } from './chain.ts'
import { readChange, writeChange, type Change } from './change.ts'
import type { VaultKey } from './keys.ts'
import { Problem } from './problems.ts'
import { checkPurge, PURGE } from './purges.ts'
import { ENC_BYTES, HEADER_BYTES, PADDING_STEPS, PLAINTEXT_BYTES_MAX, SIGNATURE_BYTES } from './sizes.ts'

/** The vault key of each epoch whose root we hold. */
export type VaultKeys = ReadonlyMap<number, VaultKey>

/** A believed change, opened. */
export interface Opened extends Change {
  readonly header: Header
  readonly id: string
}

/** Which change cannot be read, and why. */
export interface Unopened {
  readonly believed: Believed
  readonly problem: Problem
}

const OPEN_AT_ONCE = 32 // more brings nothing (measured, dependencies 4.4)
const SEAL_ATTEMPTS = 3

/**
 * Seal one change to the vault and sign it: an envelope of 1,213, 2,237 … bytes.
 *
 * header: where it stands in its device's chain. Throws change-too-large, malformed-change.
 */
export async function seal(
  change: Change,
  header: Header,
  vaultPublicKey: CryptoKey,
  deviceKey: CryptoKey,
): Promise<Envelope> {
  const packed = packHeader(header)
  const padded = pad(writeChange(change, header.device))
  const { enc, ct } = await sealOnce(vaultPublicKey, padded, packed, SEAL_ATTEMPTS)
  return sign(deviceKey, concat(packed, new Uint8Array(enc), new Uint8Array(ct)))
}

/** The change in a believed envelope. Throws unknown-epoch, cannot-open, malformed-change. */
export async function open({ envelope, header, id }: Believed, vault: VaultKeys): Promise<Opened> {
  const recipientKey = vault.get(header.epoch)
  if (recipientKey === undefined) throw new Problem('unknown-epoch', String(header.epoch))
  const padded = await openSealed(recipientKey, envelope)
  const change = readChange(unpad(padded), header.device)
  for (const op of change.ops) if (op.kind === PURGE) await checkPurge(op, [...vault.values()])
  return { header, id, ...change }
}

export interface OpeningWatch {
  /** How many of all have been tried. */
  readonly onProgress?: (done: number, all: number) => void
  readonly signal?: AbortSignal
}

/**
 * Each change opened, or the reason why it cannot be, in the order given; one that fails stops none.
 *
 * Rejects only with the signal's reason, when it is aborted.
 */
export async function openAll(
  changes: readonly Believed[],
  vault: VaultKeys,
  { onProgress, signal }: OpeningWatch = {},
): Promise<(Opened | Unopened)[]> {
  const results: (Opened | Unopened)[] = []
  for (let at = 0; at < changes.length; at += OPEN_AT_ONCE) {
    signal?.throwIfAborted()
    const batch = changes.slice(at, at + OPEN_AT_ONCE)
    results.push(...(await Promise.all(batch.map((believed) => openOrSayWhy(believed, vault)))))
    onProgress?.(results.length, changes.length)
  }
  return results
}

async function openOrSayWhy(believed: Believed, vault: VaultKeys): Promise<Opened | Unopened> {
  try {
    return await open(believed, vault)
  } catch (problem) {
    if (problem instanceof Problem) return { believed, problem }
    throw problem
  }
}

// WebKitGTK fails to make or use about one X25519 key in 256 (a leading zero byte is lost): another is as good.
async function sealOnce(
  recipientPublicKey: CryptoKey,
  padded: Bytes,
  header: Bytes,
  attempts: number,
): Promise<{ enc: ArrayBuffer; ct: ArrayBuffer }> {
  try {
    return await suite().seal({ recipientPublicKey, info: context(header) }, padded)
  } catch (failure) {
    if (attempts > 1) return sealOnce(recipientPublicKey, padded, header, attempts - 1)
    throw failure
  }
}

async function openSealed(recipientKey: CryptoKeyPair, envelope: Envelope): Promise<Bytes> {
  const header = envelope.slice(0, HEADER_BYTES)
  const enc = envelope.slice(HEADER_BYTES, HEADER_BYTES + ENC_BYTES)
  const ciphertext = envelope.slice(HEADER_BYTES + ENC_BYTES, -SIGNATURE_BYTES)
  try {
    return new Uint8Array(await suite().open({ recipientKey, enc, info: context(header) }, ciphertext))
  } catch (cause) {
    throw new Problem('cannot-open', '', { cause })
  }
}

function context(header: Bytes): Bytes {
  return concat(textToBytes('plumbline/1 change'), header)
}

function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}

/** plaintext ‖ 0x80 ‖ zeros, up to the smallest step that holds it. Throws change-too-large. */
export function pad(plaintext: Bytes): Bytes {
  const size = PADDING_STEPS.find((step) => plaintext.length < step)
  if (plaintext.length > PLAINTEXT_BYTES_MAX || size === undefined) {
    throw new Problem('change-too-large', `${plaintext.length} bytes`)
  }
  const padded = new Uint8Array(size)
  padded.set(plaintext)
  padded[plaintext.length] = 0x80
  return padded
}

function unpad(padded: Bytes): Bytes {
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded[end] !== 0x80) throw new Problem('malformed-change', 'padding')
  return padded.subarray(0, end)
}
