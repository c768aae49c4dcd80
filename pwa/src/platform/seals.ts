/** A small sealed box of this phone's own: AES-256-GCM under a key that can be used and never read. */
const NONCE_BYTES = 12

export interface Box {
  readonly key: CryptoKey
  /** nonce (12) ‖ ciphertext and tag. */
  readonly sealed: Uint8Array<ArrayBuffer>
}

export async function newBoxKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** `text` in a box of `sizeBytes`, doubled until it fits: what is inside shows by no length. */
export async function sealText(key: CryptoKey, text: string, sizeBytes: number): Promise<Box> {
  const plain = new TextEncoder().encode(text)
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const padded = new Uint8Array(stepFor(plain.length, sizeBytes))
  padded.set(plain)
  padded.fill(0x20, plain.length) // white space after JSON changes nothing
  const sealed = new Uint8Array(NONCE_BYTES + padded.length + 16)
  sealed.set(iv)
  sealed.set(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, padded)), NONCE_BYTES)
  padded.fill(0)
  return { key, sealed }
}

/** The text and the white space after it. Throws the browser's OperationError if it does not open. */
export async function openText({ key, sealed }: Box): Promise<string> {
  const iv = sealed.slice(0, NONCE_BYTES)
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.slice(NONCE_BYTES))
  return new TextDecoder('utf-8', { fatal: true }).decode(plain)
}

function stepFor(length: number, sizeBytes: number): number {
  return length <= sizeBytes ? sizeBytes : stepFor(length, 2 * sizeBytes)
}
