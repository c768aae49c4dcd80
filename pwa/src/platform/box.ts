/** Small things sealed under a key of this phone alone, which never leaves it: readable here while locked. */

const NONCE_BYTES = 12

export async function newBoxKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** nonce (12) ‖ AES-256-GCM of the text, padded to a multiple of `stepBytes` so that its size tells little. */
export async function sealBox(key: CryptoKey, text: string, stepBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const plain = new TextEncoder().encode(text)
  const padded = new Uint8Array(Math.ceil((plain.length + 1) / stepBytes) * stepBytes)
  padded.set(plain)
  padded[plain.length] = 0x80
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, padded))
  const box = new Uint8Array(NONCE_BYTES + sealed.length)
  box.set(iv)
  box.set(sealed, NONCE_BYTES)
  return box
}

/** The text in a box, or null if it does not open with this key. */
export async function openBox(key: CryptoKey, box: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const iv = box.slice(0, NONCE_BYTES)
  try {
    const padded = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box.slice(NONCE_BYTES)))
    const end = padded.findLastIndex((byte) => byte !== 0)
    return new TextDecoder().decode(padded.subarray(0, end))
  } catch (failure) {
    if (failure instanceof DOMException) return null
    throw failure
  }
}
