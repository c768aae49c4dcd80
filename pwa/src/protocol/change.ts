/** What a change says: its plaintext, read strictly and written the same way (PROTOCOL 4, "Plaintext"). */
import { bytesToText, isHex, textToBytes, type Bytes } from './bytes.ts'
import { canonicalJson } from './canonical.ts'
import { isHlc, type Hlc } from './hlc.ts'
import type { DeviceId } from './keys.ts'
import { Problem } from './problems.ts'
import { INTEGER_MAX, DEVICE_BYTES, NAME_BYTES_MAX, NESTING_MAX } from './sizes.ts'

export type Value = null | boolean | number | string | readonly Value[] | Members
export interface Members {
  readonly [name: string]: Value
}

/** One op: a `set`, a `delete`, or a verb of a later version, kept as it is. */
export interface Op extends Members {
  readonly kind: string
  readonly id: string
}

/** For each other device, the highest counter whose change the writer had. */
export type Seen = Readonly<Record<DeviceId, number>>

export interface Change {
  readonly at: Hlc
  readonly seen: Seen
  readonly ops: readonly Op[]
}

/** The change as UTF-8 JSON. Throws malformed-change for what a reader would refuse. */
export function writeChange(change: Change, writer: DeviceId): Bytes {
  const { at, seen, ops } = checked(change, writer)
  return textToBytes(canonicalJson({ at, seen, ops }))
}

/** The change in a plaintext without its padding; throws malformed-change. `writer`: the header's device. */
export function readChange(plaintext: Uint8Array, writer: DeviceId): Change {
  return checked(parse(plaintext), writer)
}

function parse(plaintext: Uint8Array): unknown {
  try {
    const text = bytesToText(plaintext)
    const parsed: unknown = JSON.parse(text)
    // JSON.parse turns 1.0 and 1e2 into integers: what is left without the strings shows how they were written.
    if (/\d[.eE]/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'))) throw new SyntaxError('a fraction')
    return parsed
  } catch (cause) {
    throw new Problem('malformed-change', 'not UTF-8 JSON of whole numbers', { cause })
  }
}

function checked(change: unknown, writer: DeviceId): Change {
  if (!isMembers(change)) throw new Problem('malformed-change', 'not an object')
  const { at, seen, ops } = change
  if (!isHlc(at)) throw new Problem('malformed-change', 'at')
  if (!isSeen(seen, writer)) throw new Problem('malformed-change', 'seen')
  if (!isOps(ops)) throw new Problem('malformed-change', 'ops')
  return { at, seen, ops }
}

export function isSeen(seen: unknown, writer: DeviceId): seen is Seen {
  return (
    isMembers(seen) &&
    Object.entries(seen).every(
      ([device, counter]) => isHex(device, DEVICE_BYTES) && device !== writer && isCounter(counter),
    )
  )
}

export function isCounter(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= INTEGER_MAX
}

function isOps(ops: unknown): ops is readonly Op[] {
  if (!Array.isArray(ops) || ops.length === 0 || !ops.every(isOp)) return false
  return new Set(ops.map(({ kind, id }) => JSON.stringify([kind, id]))).size === ops.length
}

function isOp(op: unknown): op is Op {
  if (!isMembers(op) || !isName(op['kind']) || !isName(op['id']) || !isValue(op)) return false
  return hasKnownVerb(op)
}

/** Whether the verb is set, delete, or one that we do not know. */
export function hasKnownVerb(op: Record<string, unknown>): boolean {
  const sets = Object.hasOwn(op, 'set')
  const deletes = Object.hasOwn(op, 'delete')
  if (sets && deletes) return false
  return sets ? isMembers(op['set']) : !deletes || op['delete'] === true
}

export function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || !isWellFormed(value)) return false
  return textToBytes(value).length <= NAME_BYTES_MAX
}

export function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a change may hold it; `depth`: how many arrays and objects stand around it. */
export function isValue(value: unknown, depth = 0): value is Value {
  if (typeof value === 'string') return isWellFormed(value)
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'boolean' || value === null) return true
  if (typeof value !== 'object' || depth === NESTING_MAX) return false
  if (Array.isArray(value)) return value.every((inner) => isValue(inner, depth + 1))
  return Object.entries(value).every(([name, inner]) => isWellFormed(name) && isValue(inner, depth + 1))
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
