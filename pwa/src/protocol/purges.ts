/** What a purge says: which changes are to be gone for good (PROTOCOL 4, 6.3). */
import { b64ToBytes, bytesToB64, concat, hexToBytes, integerToBytes, isHex, type Bytes } from './bytes.ts'
import { isCounter, isMembers, type Op } from './change.ts'
import type { Purged } from './checks.ts'
import type { VaultKey } from './keys.ts'
import { Problem } from './problems.ts'
import { CHANGE_ID_BYTES, DEVICE_BYTES, PURGE_CHANGES_MAX } from './sizes.ts'

export const PURGE = 'purge'

/** The op that orders these changes gone, PURGE_CHANGES at most; `id` is a UUIDv7, `mac` from purgeMac(). */
export function purgeOp(id: string, changes: readonly Purged[], mac: Bytes): Op {
  return { kind: PURGE, id, set: { changes, mac: bytesToB64(mac) } }
}

/** What shows that a holder of the root ordered this, 32 bytes. */
export async function purgeMac({ purges }: VaultKey, changes: readonly Purged[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', purges, namedBy(changes)))
}

/** Throws malformed-change unless one of these keys made the mac of what is named. */
export async function checkPurge(
  verb: Readonly<Record<string, unknown>>,
  keys: readonly VaultKey[],
): Promise<void> {
  const changes = purgedBy(verb)
  if (changes.length === 0) return
  const mac = macOf(verb['set'])
  const named = namedBy(changes)
  for (const { purges } of keys) if (await crypto.subtle.verify('HMAC', purges, mac, named)) return
  throw new Problem('malformed-change', "a purge without the root's mac")
}

function namedBy(changes: readonly Purged[]): Bytes {
  return concat(
    ...changes.flatMap(([device, counter, id]) => [
      hexToBytes(device),
      integerToBytes(counter, 8),
      hexToBytes(id),
    ]),
  )
}

function macOf(set: unknown): Bytes {
  const mac: unknown = isMembers(set) ? set['mac'] : undefined
  try {
    return b64ToBytes(typeof mac === 'string' ? mac : '')
  } catch (cause) {
    throw new Problem('malformed-change', 'a mac that is no base64url', { cause })
  }
}

/** The changes that a write of kind `purge` names; none when its list is not of the form. */
export function purgedBy(verb: Readonly<Record<string, unknown>>): readonly Purged[] {
  const set = verb['set']
  const changes: unknown = isMembers(set) ? set['changes'] : undefined
  if (!Array.isArray(changes) || changes.length > PURGE_CHANGES_MAX) return []
  return changes.every(isPurged) ? changes : []
}

function isPurged(value: unknown): value is Purged {
  const parts: readonly unknown[] = Array.isArray(value) ? value : []
  const [device, counter, id] = parts
  return parts.length === 3 && isHex(device, DEVICE_BYTES) && isCounter(counter) && isHex(id, CHANGE_ID_BYTES)
}
