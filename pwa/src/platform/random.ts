/** Chance, from the browser's own generator. */
export function bytes(size: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(size))
}

/** A UUID of version 7 (RFC 9562 5.7): 48 bits of `nowMs`, milliseconds since 1970, and 74 random ones. */
export function uuidv7(nowMs: number): string {
  const id = bytes(16)
  for (let at = 5, rest = nowMs; at >= 0; at--, rest = Math.floor(rest / 256)) id[at] = rest % 256
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x70
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
