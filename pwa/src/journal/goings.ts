/**
 * What goes when all before a month is purged, and what has to be written before it does: pure, and the same whenever
 * it is asked, so that a purge that was broken off is gone on with by asking again.
 */
import type { DeviceId } from '../protocol/keys.ts'
import { fieldsOf, type State, type Write } from '../protocol/merge.ts'
import { PURGE } from '../protocol/purges.ts'
import { AGING, hasRecord, isOfRecord, monthOfObject, type Aging } from './ages.ts'
import type { PracticeMonth } from './months.ts'

/** An object that goes, or of which only the record stays. */
export interface Going {
  readonly kind: Aging
  readonly id: string
  readonly month: PracticeMonth
  readonly leavesRecord: boolean
}

/** A change by who wrote it, and which of theirs it is. */
export interface Place {
  readonly device: DeviceId
  readonly counter: number
}

export interface Goings {
  readonly objects: readonly Going[]
  /** Every change that goes, by device and counter. */
  readonly places: ReadonlyMap<string, Place>
}

export function nameOf({ device, counter }: Place): string {
  return `${device} ${counter}`
}

/** `isCounted`: whether a month's counts hold an entry; `canGo`: false of one whose levels cannot be told here. */
export function goingBefore(
  { objects }: State,
  keptFrom: PracticeMonth,
  isCounted: (entry: string) => boolean,
  canGo: (entry: string, writes: readonly Write[]) => boolean,
): Goings {
  const going: Going[] = []
  const places = new Map<string, Place>()
  const stays = bound(objects)
  for (const kind of AGING) {
    for (const [id, writes] of objects.get(kind) ?? []) {
      const month = monthOfObject(kind, id, writes, kind === 'entry' && isCounted(id))
      if (month === null || month >= keptFrom) continue
      if (kind === 'entry' && !canGo(id, writes)) continue
      const leavesRecord = hasRecord(kind, writes)
      const goes = writes.filter((write) => !stays.has(nameOf(write)) && !(leavesRecord && isRecord(write)))
      if (goes.length === 0) continue
      going.push({ kind, id, month, leavesRecord })
      for (const write of goes) places.set(nameOf(write), { device: write.device, counter: write.counter })
    }
  }
  return { objects: going, places }
}

/** A write that sets nothing but what stays. */
function isRecord(write: Write): boolean {
  return write['delete'] !== true && Object.keys(fieldsOf(write)).every(isOfRecord)
}

/** Changes that are never purged: they order a purge, or hold what only a later version understands. */
function bound(objects: State['objects']): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [kind, byId] of objects)
    for (const writes of byId.values())
      for (const write of writes) if (kind === PURGE || !isUnderstood(write)) names.add(nameOf(write))
  return names
}

function isUnderstood(write: Write): boolean {
  return write['delete'] === true || typeof write['set'] === 'object'
}
