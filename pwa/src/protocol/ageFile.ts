/**
 * A backup that the standard age tool opens with its passphrase (PROTOCOL 15, C2SP age.md).
 *
 * The library does all of the file but the stretching, which is done here: it has to tell how far it is, to be stopped,
 * and to refuse a file that asks for so much work that it would hang the phone.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { scryptAsync } from '@noble/hashes/scrypt.js'
import { Decrypter, Encrypter, Stanza, type Identity, type Recipient } from 'age-encryption'

import { concat, randomBytes, textToBytes, type Bytes } from './bytes.ts'
import { Problem } from './problems.ts'
import { AGE_HEADER_BYTES_MAX, PASSPHRASE_BYTES_MAX, WORK_FACTOR, WORK_FACTOR_MAX } from './sizes.ts'

/** How far the stretching is, from 0 to 1. What it throws ends the work. */
export type OnStretched = (done: number) => void

const MAGIC = 'age-encryption.org/'
const VERSION = `${MAGIC}v1`
const SALT_LABEL = textToBytes(`${VERSION}/scrypt`)
const SALT_BYTES = 16
const STANZA = /^-> ([!-~]+)((?: [!-~]+)*)$/

/**
 * NFC, without white space at its ends: what a terminal gives when it is typed again.
 *
 * Throws passphrase-empty, passphrase-too-long.
 */
export function ageNormalForm(passphrase: string): Bytes {
  const bytes = textToBytes(passphrase.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '').normalize('NFC'))
  if (bytes.length === 0) throw new Problem('passphrase-empty')
  if (bytes.length > PASSPHRASE_BYTES_MAX) throw new Problem('passphrase-too-long', `${bytes.length} bytes`)
  return bytes
}

/** The age file of these bytes. */
export async function sealBackup(
  content: Uint8Array,
  passphrase: string,
  onStretched: OnStretched = () => undefined,
): Promise<Bytes> {
  const normal = ageNormalForm(passphrase)
  const recipient: Recipient = {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES)
      const key = await stretched(normal, salt, WORK_FACTOR, onStretched)
      const body = chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey)
      return [new Stanza(['scrypt', b64(salt), String(WORK_FACTOR)], body)]
    },
  }
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return new Uint8Array(await encrypter.encrypt(content))
}

/** What was sealed. Throws as `lockOf` and `ageNormalForm` do, wrong-secret, malformed-file. */
export async function openBackup(
  file: Uint8Array,
  passphrase: string,
  onStretched: OnStretched = () => undefined,
): Promise<Bytes> {
  const { workFactor, salt } = lockOf(file)
  const key = await stretched(ageNormalForm(passphrase), salt, workFactor, onStretched)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identityOf(key))
  try {
    return new Uint8Array(await decrypter.decrypt(file))
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('malformed-file', 'age', { cause })
  }
}

export interface AgeLock {
  /** log2 of scrypt's N. */
  readonly workFactor: number
  readonly salt: Bytes
}

/** What the header asks for, before anything is stretched. Throws malformed-file, newer-journal-file, sealed-to-a-key, unsafe-lock. */
export function lockOf(file: Uint8Array): AgeLock {
  const start = String.fromCharCode(...file.subarray(0, AGE_HEADER_BYTES_MAX))
  const end = start.indexOf('\n---')
  const [first = '', ...lines] = (end < 0 ? start : start.slice(0, end)).split('\n')
  if (first !== VERSION)
    throw new Problem(first.startsWith(MAGIC) ? 'newer-journal-file' : 'malformed-file', 'age')
  if (end < 0) throw new Problem('malformed-file', 'a header without an end')
  const stanzas = lines.flatMap((line) => {
    const found = STANZA.exec(line)
    return found === null ? [] : [{ kind: found[1], given: (found[2] ?? '').split(' ').slice(1) }]
  })
  if (!stanzas.some(({ kind }) => kind === 'scrypt'))
    throw new Problem(stanzas.length > 0 ? 'sealed-to-a-key' : 'malformed-file', 'no stanza')
  const [salt = '', workFactor = '', ...more] = stanzas.length === 1 ? (stanzas[0]?.given ?? []) : []
  if (!/^[A-Za-z0-9+/]{22}$/.test(salt) || !/^[1-9][0-9]{0,3}$/.test(workFactor) || more.length > 0)
    throw new Problem('malformed-file', 'scrypt stanza')
  if (Number(workFactor) > WORK_FACTOR_MAX) throw new Problem('unsafe-lock', `2^${workFactor}`)
  return { workFactor: Number(workFactor), salt: textToSalt(salt) }
}

function identityOf(key: Uint8Array): Identity {
  return {
    unwrapFileKey([stanza]) {
      if (stanza?.body.length !== 32) throw new Problem('malformed-file', 'scrypt stanza')
      try {
        return chacha20poly1305(key, new Uint8Array(12)).decrypt(stanza.body)
      } catch (cause) {
        throw new Problem('wrong-secret', 'age', { cause })
      }
    },
  }
}

async function stretched(
  passphrase: Bytes,
  salt: Bytes,
  workFactor: number,
  onProgress: OnStretched,
): Promise<Uint8Array> {
  const N = 2 ** workFactor
  return scryptAsync(passphrase, concat(SALT_LABEL, salt), { N, r: 8, p: 1, dkLen: 32, onProgress })
}

function b64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '')
}

function textToSalt(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
