/** A second phone by QR: the link it shows, the box it gets, the six digits that both show (PROTOCOL 3.5). */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'

import {
  b64ToBytes,
  bytesToB64,
  bytesToHex,
  bytesToInteger,
  concat,
  hexToBytes,
  integerToBytes,
  sha256,
  textToBytes,
  type Bytes,
} from './bytes.ts'
import { publicKeyToBytes, type AccountId } from './keys.ts'
import { Problem } from './problems.ts'
import {
  BOX_BYTES,
  DIGITS,
  ENC_BYTES,
  INTEGER_MAX,
  PAIRING_ID_BYTES,
  PUBLIC_KEY_BYTES,
  ROOT_BYTES,
  SEQ_BYTES,
} from './sizes.ts'

const LINK = 'plumbline:pair/1/'
const SEAL_ATTEMPTS = 3

/** The new phone's one-time key pair and its public half in bytes. It is never stored. */
export interface Pairing {
  readonly pk: Bytes
  readonly pair: CryptoKeyPair
}

/** For whom and from whom a box is: the account it lets in to, at its epoch. */
export interface Invited {
  readonly account: AccountId
  readonly epoch: number
}

/** What a box holds: the root, whose bytes the caller wipes, and the log's position that its maker has seen. */
export interface Boxed {
  readonly root: Bytes
  readonly seq: number
}

/** A one-time key pair; its private half opens and cannot be read. */
export async function newPairing(): Promise<Pairing> {
  const pair = await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])
  return { pk: await publicKeyToBytes(pair.publicKey), pair }
}

/** What the server knows the pairing by, 16 bytes in hex; pk itself it never learns. */
export async function pairingId(pk: Bytes): Promise<string> {
  const digest = await sha256(concat(textToBytes('plumbline/1 pairing'), pk))
  return bytesToHex(digest.subarray(0, PAIRING_ID_BYTES))
}

/** What the new phone shows, as QR and to copy. */
export function writePairingLink(pk: Bytes): string {
  return LINK + bytesToB64(pk)
}

/** pk, 32 bytes. White space around the link is dropped. Throws malformed-pairing-link. */
export function readPairingLink(text: string): Bytes {
  const link = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')
  if (!link.startsWith(LINK)) throw new Problem('malformed-pairing-link', 'another beginning')
  const pk = readB64(link.slice(LINK.length))
  if (pk.length !== PUBLIC_KEY_BYTES) throw new Problem('malformed-pairing-link', `${pk.length} bytes`)
  return pk
}

/** The root and seq sealed to the new phone, 88 bytes. Throws malformed-pairing-link when pk is no key. */
export async function sealBox({ root, seq }: Boxed, invited: Invited, pk: Bytes): Promise<Bytes> {
  const content = concat(root, integerToBytes(seq, SEQ_BYTES))
  try {
    return await sealOnce(content, await infoOf(invited, pk), pk, SEAL_ATTEMPTS)
  } finally {
    content.fill(0)
  }
}

/** What was sealed to this phone. Throws bad-pairing-box. */
export async function openBox(box: Bytes, invited: Invited, { pk, pair }: Pairing): Promise<Boxed> {
  if (box.length !== BOX_BYTES) throw new Problem('bad-pairing-box', `${box.length} bytes`)
  const content = await openSealed(box, await infoOf(invited, pk), pair)
  const seq = bytesToInteger(content.subarray(ROOT_BYTES))
  if (seq > INTEGER_MAX) throw new Problem('bad-pairing-box', 'seq')
  const root = content.slice(0, ROOT_BYTES)
  content.fill(0)
  return { root, seq }
}

/** The six digits that both phones show, zeros in front. */
export async function digits(pk: Bytes, box: Bytes): Promise<string> {
  const digest = await sha256(concat(textToBytes('plumbline/1 digits'), pk, box))
  return String(bytesToInteger(digest.subarray(0, 4)) % 10 ** DIGITS).padStart(DIGITS, '0')
}

async function infoOf({ account, epoch }: Invited, pk: Bytes): Promise<Bytes> {
  return concat(
    textToBytes('plumbline/1 pairing'),
    hexToBytes(account),
    hexToBytes(await pairingId(pk)),
    integerToBytes(epoch, 4),
  )
}

function readB64(text: string): Bytes {
  try {
    return b64ToBytes(text)
  } catch (cause) {
    throw new Problem('malformed-pairing-link', 'not base64url', { cause })
  }
}

// As in envelope.ts: WebKitGTK fails with about one X25519 key in 256, and another one-time key is as good.
async function sealOnce(content: Bytes, info: Bytes, pk: Bytes, attempts: number): Promise<Bytes> {
  try {
    const recipientPublicKey = await crypto.subtle.importKey('raw', pk, { name: 'X25519' }, true, [])
    const { enc, ct } = await suite().seal({ recipientPublicKey, info }, content)
    return concat(new Uint8Array(enc), new Uint8Array(ct))
  } catch (cause) {
    if (attempts > 1) return sealOnce(content, info, pk, attempts - 1)
    throw new Problem('malformed-pairing-link', 'no key', { cause })
  }
}

async function openSealed(box: Bytes, info: Bytes, recipientKey: CryptoKeyPair): Promise<Bytes> {
  const enc = box.slice(0, ENC_BYTES)
  try {
    return new Uint8Array(await suite().open({ recipientKey, enc, info }, box.slice(ENC_BYTES)))
  } catch (cause) {
    throw new Problem('bad-pairing-box', 'does not open', { cause })
  }
}

function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}
