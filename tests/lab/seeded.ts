/**
 * The browser's chance from a seed, so that two runs seal the same bytes. And what takes a browser long, once: its cipher
 * without waiting for a thread each time, which is AES-256-GCM as before, and WebCrypto opens what it seals; its clocks
 * of a zone, which many phones ask for the same instants.
 *
 * Imported before anything that draws.
 */
import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto'

type Bytes = Uint8Array<ArrayBuffer>

const KEY_BYTES = 32
const { subtle } = crypto
const importKey = subtle.importKey.bind(subtle)
const encrypt = subtle.encrypt.bind(subtle)
const held = new WeakMap<CryptoKey, KeyObject>()
let state = 0x2545f491

/** xorshift32: its upper bits are the better ones. */
function nextByte(): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return state >>> 24
}

function draw(array: Bytes): Bytes {
  for (let at = 0; at < array.length; at++) array[at] = nextByte()
  return array
}

async function importAndHold(format: 'raw', bytes: Bytes, ...rest: [AlgorithmIdentifier, boolean, KeyUsage[]]) {
  const key = await importKey(format, bytes, ...rest)
  if (rest[0] === 'AES-GCM') held.set(key, createSecretKey(bytes))
  return key
}

function encryptAtOnce(algorithm: AesGcmParams, key: CryptoKey, plain: Bytes): Promise<ArrayBuffer | Bytes> {
  const known = held.get(key)
  if (known === undefined) return encrypt(algorithm, key, plain)
  const cipher = createCipheriv('aes-256-gcm', known, algorithm.iv as Bytes)
  cipher.setAAD(algorithm.additionalData as Bytes)
  return Promise.resolve(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
}

function set(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value })
}

const ofClocks = Intl.DateTimeFormat.prototype.formatToParts
const told = new WeakMap<Intl.DateTimeFormat, Map<number, Intl.DateTimeFormatPart[]>>()

function toldBefore(this: Intl.DateTimeFormat, instant: number): Intl.DateTimeFormatPart[] {
  let known = told.get(this)
  if (known === undefined) told.set(this, (known = new Map()))
  let parts = known.get(instant)
  if (parts === undefined) known.set(instant, (parts = ofClocks.call(this, instant)))
  return parts
}

set(Intl.DateTimeFormat.prototype, 'formatToParts', toldBefore)
set(crypto, 'getRandomValues', draw)
set(subtle, 'importKey', importAndHold)
set(subtle, 'encrypt', encryptAtOnce)
set(subtle, 'generateKey', (_: unknown, isReadable: boolean, usages: KeyUsage[]) =>
  importAndHold('raw', draw(new Uint8Array(KEY_BYTES)), 'AES-GCM', isReadable, usages),
)
