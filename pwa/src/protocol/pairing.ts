/** A second phone by QR: the code it shows, the box it gets, the six digits that both show (PROTOCOL 3.5). */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'

import {
  b64ToBytes,
  bytesToB64,
  bytesToHex,
  bytesToInteger,
  concat,
  hexToBytes,
  integerToBytes,
  randomBytes,
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
  OPENING_BYTES,
  PAIRING_ID_BYTES,
  PUBLIC_KEY_BYTES,
  ROOT_BYTES,
  SEQ_BYTES,
} from './sizes.ts'

const LINK = 'plumbline:pair/1/'
const SEAL_ATTEMPTS = 3

/** What the new phone shows: its one-time key's public half, and its pairing id in hex. */
export interface Code {
  readonly pk: Bytes
  readonly id: string
}

/** What the new phone never stores: its one-time key pair, and its opening, which it shows once it has a box. */
export interface Pairing {
  readonly pair: CryptoKeyPair
  readonly opening: Bytes
  readonly code: Code
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

/** Another key and another opening each time. The key's private half opens and cannot be read. */
export async function newPairing(): Promise<Pairing> {
  const pair = await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])
  return pairingOf(pair, randomBytes(OPENING_BYTES))
}

/** The two with the code that they make. */
export async function pairingOf(pair: CryptoKeyPair, opening: Bytes): Promise<Pairing> {
  const pk = await publicKeyToBytes(pair.publicKey)
  return { pair, opening, code: { pk, id: await pairingId(opening, pk) } }
}

/** What the server knows the pairing by, 16 bytes in hex: it binds to the opening, and tells nothing of pk. */
export async function pairingId(opening: Bytes, pk: Bytes): Promise<string> {
  const digest = await sha256(concat(textToBytes('plumbline/1 pairing'), opening, pk))
  return bytesToHex(digest.subarray(0, PAIRING_ID_BYTES))
}

/** The code, as QR and to copy. */
export function writePairingLink({ pk, id }: Code): string {
  return LINK + bytesToB64(concat(pk, hexToBytes(id)))
}

/** White space around the link is dropped. Throws malformed-pairing-link. */
export function readPairingLink(text: string): Code {
  const link = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')
  if (!link.startsWith(LINK)) throw new Problem('malformed-pairing-link', 'another beginning')
  const content = readB64(link.slice(LINK.length))
  if (content.length !== PUBLIC_KEY_BYTES + PAIRING_ID_BYTES)
    throw new Problem('malformed-pairing-link', `${content.length} bytes`)
  return { pk: content.slice(0, PUBLIC_KEY_BYTES), id: bytesToHex(content.subarray(PUBLIC_KEY_BYTES)) }
}

/** The root and seq sealed to the new phone, 88 bytes. Throws malformed-pairing-link when pk is no key. */
export async function sealBox({ root, seq }: Boxed, invited: Invited, code: Code): Promise<Bytes> {
  const content = concat(root, integerToBytes(seq, SEQ_BYTES))
  try {
    return await sealOnce(content, infoOf(invited, code), code.pk, SEAL_ATTEMPTS)
  } finally {
    content.fill(0)
  }
}

/** What was sealed to this phone. Throws bad-pairing-box. */
export async function openBox(box: Bytes, invited: Invited, { pair, code }: Pairing): Promise<Boxed> {
  if (box.length !== BOX_BYTES) throw new Problem('bad-pairing-box', `${box.length} bytes`)
  const content = await openSealed(box, infoOf(invited, code), pair)
  const seq = bytesToInteger(content.subarray(ROOT_BYTES))
  if (seq > INTEGER_MAX) throw new Problem('bad-pairing-box', 'seq')
  const root = content.slice(0, ROOT_BYTES)
  content.fill(0)
  return { root, seq }
}

/** It is what the code bound its phone to. Throws bad-pairing-opening. */
export async function mustOpen({ pk, id }: Code, opening: Bytes): Promise<void> {
  if (opening.length !== OPENING_BYTES || (await pairingId(opening, pk)) !== id)
    throw new Problem('bad-pairing-opening')
}

/** The six digits that both phones show, zeros in front. */
export async function digits(pk: Bytes, box: Bytes, opening: Bytes): Promise<string> {
  const digest = await sha256(concat(textToBytes('plumbline/1 digits'), pk, box, opening))
  return String(bytesToInteger(digest.subarray(0, 4)) % 10 ** DIGITS).padStart(DIGITS, '0')
}

function infoOf({ account, epoch }: Invited, { id }: Code): Bytes {
  return concat(
    textToBytes('plumbline/1 pairing'),
    hexToBytes(account),
    hexToBytes(id),
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
