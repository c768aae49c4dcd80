/** What a purge says: which changes are to be gone for good (PROTOCOL 4, 6.3). */
import { isHex } from './bytes.ts'
import { isCounter, isMembers, type Op } from './change.ts'
import type { Purged } from './checks.ts'
import { CHANGE_ID_BYTES, DEVICE_BYTES, PURGE_CHANGES_MAX } from './sizes.ts'

export const PURGE = 'purge'

/** The op that orders these changes gone, PURGE_CHANGES at most; `id` is a UUIDv7. */
export function purgeOp(id: string, changes: readonly Purged[]): Op {
  return { kind: PURGE, id, set: { changes } }
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
