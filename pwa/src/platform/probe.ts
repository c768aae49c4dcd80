/**
 * Whether this browser keeps what we need kept, by storing it and reading it back.
 *
 * Asking for features is not enough: WebKit takes a key it cannot keep, and gives null for it later; some iOS
 * modes refuse every key.
 */
import { PlatformProblem } from './problems.ts'
import type { Storage } from './storage.ts'

const NAME = 'probe'
const ED25519 = { name: 'Ed25519' } as const

/** Throws storage-forgetful or another `storage-…` problem; keys-missing if the browser cannot make our keys. */
export async function probe(storage: Storage): Promise<void> {
  const made = await makeKeys()
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').put(made, NAME),
  )
  const read = await storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get(NAME),
  )
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').delete(NAME),
  )
  if (!(await doTheirWork(read))) throw new PlatformProblem('storage-forgetful')
}

async function makeKeys(): Promise<{ pair: CryptoKeyPair; aes: CryptoKey }> {
  try {
    return {
      pair: await crypto.subtle.generateKey(ED25519, false, ['sign', 'verify']),
      aes: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
    }
  } catch (cause) {
    throw new PlatformProblem('keys-missing', { cause })
  }
}

async function doTheirWork(read: unknown): Promise<boolean> {
  const { privateKey, publicKey } = membersOf(membersOf(read)['pair'])
  const { aes } = membersOf(read)
  if (!isKey(privateKey) || !isKey(publicKey) || !isKey(aes)) return false
  const message = crypto.getRandomValues(new Uint8Array(32))
  const signature = await crypto.subtle.sign(ED25519, privateKey, message)
  const gcm = { name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) }
  const back = new Uint8Array(
    await crypto.subtle.decrypt(gcm, aes, await crypto.subtle.encrypt(gcm, aes, message)),
  )
  return (
    (await crypto.subtle.verify(ED25519, publicKey, signature, message)) &&
    back.every((byte, at) => byte === message[at])
  )
}

function isKey(value: unknown): value is CryptoKey {
  return value instanceof CryptoKey
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
