/**
 * Bytes and how they are written as text: hex, base64url without padding, UTF-8 (PROTOCOL, conventions).
 */
export type Bytes = Uint8Array<ArrayBuffer>

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

const HEX = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function bytesToHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => HEX[byte]).join('')
}

/** Whether `text` is `sizeBytes` bytes in lower-case hex. */
export function isHex(text: unknown, sizeBytes: number): text is string {
  return typeof text === 'string' && text.length === 2 * sizeBytes && /^[0-9a-f]*$/.test(text)
}

/** Bytes of lower-case hex; a RangeError for anything else. */
export function hexToBytes(hex: string): Bytes {
  if (hex.length % 2 !== 0 || !isHex(hex, hex.length / 2)) throw new RangeError('not hex')
  const bytes = new Uint8Array(hex.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(hex.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

// 8,190 bytes at a time: a call takes only so many arguments, and a multiple of 3 needs no padding between.
const PIECE_BYTES = 8190

export function bytesToB64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)))
  }
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Bytes of base64url without padding; a RangeError for any other text, unused bits that are set included. */
export function b64ToBytes(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new RangeError('not base64url')
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at)
  if (
    bytesToB64(bytes.subarray(bytes.length - (bytes.length % 3))) !==
    text.slice(4 * Math.floor(text.length / 4))
  ) {
    throw new RangeError('not base64url')
  }
  return bytes
}

export function textToBytes(text: string): Bytes {
  return new TextEncoder().encode(text)
}

/** Text of strict UTF-8, a byte order mark kept; a TypeError for anything else. */
export function bytesToText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

/** `value` as `sizeBytes` bytes, big-endian. */
export function integerToBytes(value: number, sizeBytes: number): Bytes {
  const bytes = new Uint8Array(sizeBytes)
  for (let at = sizeBytes - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256))
    bytes[at] = rest % 256
  return bytes
}

/** The big-endian number in `bytes`; past 2^53 no longer exact, and then not a safe integer. */
export function bytesToInteger(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

export function randomBytes(sizeBytes: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(sizeBytes))
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
