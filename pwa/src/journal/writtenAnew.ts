/**
 * What stays and stands in a change that goes is written anew before it (PROTOCOL 6.3): the values it had, at the time
 * it had, so that the order of what happened stays as it was.
 */
import { canonicalJson } from '../protocol/canonical.ts'
import type { Op, Value } from '../protocol/change.ts'
import type { Hlc } from '../protocol/hlc.ts'
import { place } from '../protocol/journalJson.ts'
import { fieldsOf, resolve, type Resolved, type State, type Write } from '../protocol/merge.ts'
import { isOfRecord } from './ages.ts'
import { nameOf, type Goings } from './goings.ts'

/** Ops of one time of writing. */
export interface Anew {
  readonly at: Hlc
  readonly ops: readonly Op[]
}

/** Earliest first; nothing where all that is to stay stands in changes that stay. */
export function writtenAnew({ objects }: State, { objects: going, places }: Goings): readonly Anew[] {
  const isKept = new Map<string, Map<string, boolean>>()
  for (const { kind, id, leavesRecord } of going) place(isKept, kind, id, leavesRecord)
  const byTime = new Map<Hlc, Op[]>()
  for (const [kind, byId] of objects) {
    for (const [id, writes] of byId) {
      const leavesRecord = isKept.get(kind)?.get(id)
      const goes = writes.filter((write) => places.has(nameOf(write)))
      if (leavesRecord === false || goes.length === 0) continue
      const left = writes.filter((write) => !places.has(nameOf(write)))
      for (const [at, verb] of missing(writes, goes, left, leavesRecord === true))
        byTime.set(at, [...(byTime.get(at) ?? []), { kind, id, ...verb }])
    }
  }
  return [...byTime].sort(([one], [other]) => (one < other ? -1 : 1)).map(([at, ops]) => ({ at, ops }))
}

type Verb = { readonly set: Record<string, Value> } | { readonly delete: true }

/** What `left` would no longer say of the object, by the time of the write that had said it. */
function missing(
  writes: readonly Write[],
  goes: readonly Write[],
  left: readonly Write[],
  isRecord: boolean,
): ReadonlyMap<Hlc, Verb> {
  const [before, after] = [resolve(writes), resolve(left)]
  const last = lastOf(goes)
  if (before.gone) return new Map(left.length > 0 && !after.gone ? [[last, { delete: true }]] : [])
  const sets = new Map<Hlc, { set: Record<string, Value> }>()
  for (const [name, { value }] of before.fields) {
    if ((isRecord && !isOfRecord(name)) || isSame(value, after, name)) continue
    const at = lastOf(goes.filter((write) => name in fieldsOf(write)))
    const { set } = sets.get(at) ?? { set: {} }
    sets.set(at, { set: { ...set, [name]: value } })
  }
  // It would be taken for removed, or be no more: a write that sets nothing keeps it.
  if (sets.size === 0 && (after.gone || left.length === 0)) sets.set(last, { set: {} })
  return sets
}

// A field that was never set says what one says that is null.
function isSame(value: Value, { fields }: Resolved, name: string): boolean {
  return canonicalJson(value) === canonicalJson(fields.get(name)?.value ?? null)
}

function lastOf(writes: readonly Write[]): Hlc {
  return writes.reduce((last, { at }) => (at > last ? at : last), '')
}
