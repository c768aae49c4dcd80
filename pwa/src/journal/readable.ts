/** Objects as they read now: fields by id. */
import type { Members } from '../protocol/change.ts'
import { fieldsOf, resolve, type Write } from '../protocol/merge.ts'
import { currentFields } from './entry.ts'

type Objects = ReadonlyMap<string, readonly Write[]>
type Readable = readonly (readonly [id: string, fields: Members])[]

/** Those that are not removed. */
export function readable(objects: Objects): Readable {
  return [...objects].flatMap(([id, writes]) => {
    const fields = fieldsNow(writes)
    return fields === null ? [] : [[id, fields] as const]
  })
}

/** The removed ones as well, as they stood. */
export function readableWithRemoved(objects: Objects): Readable {
  return [...objects].map(([id, writes]) => [id, currentFields(writes)] as const)
}

/** Of one object; null once it is removed. */
export function fieldsNow(writes: readonly Write[]): Members | null {
  // Nearly every entry was written once and says what it says in that one write: ten years need no resolving.
  const [only] = writes
  if (writes.length === 1 && only !== undefined && only['delete'] !== true) return fieldsOf(only)
  const { gone, fields } = resolve(writes)
  return gone ? null : Object.fromEntries([...fields].map(([name, { value }]) => [name, value]))
}
