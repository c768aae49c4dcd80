/**
 * What a file holds that this journal no longer keeps: checks that a purge has counted here, and details older than the
 * agreed span. They do not come back (PROTOCOL 15.2).
 */
import { AGING, hasRecord, isOfRecord, monthOfObject, type Aging } from '../journal/ages.ts'
import { isCounted } from '../journal/counted.ts'
import { monthSaid, type PracticeMonth } from '../journal/months.ts'
import { agreedFrom } from '../journal/retention.ts'
import type { PracticeClock } from '../journal/practiceClock.ts'
import { resolve, type State, type Write } from '../protocol/merge.ts'

/** Whether a field of an object is past what is kept. `writes`: those that the file has of it. */
export type IsPast = (kind: string, id: string, writes: readonly Write[]) => (field: string) => boolean

const ALL = (): boolean => true
const NONE = (): boolean => false

export async function pastIn(
  here: Pick<State, 'objects'>,
  there: Pick<State, 'objects'>,
  clock: PracticeClock,
): Promise<IsPast> {
  const journal = { objects: (kind: string) => here.objects.get(kind) ?? new Map<string, Write[]>() }
  const isGone = await isCounted(journal, there.objects.get('entry')?.keys() ?? [])
  const keptFrom = agreedFrom(journal, clock)
  return (kind, id, writes) => {
    if (kind === 'entry') return isGone(id) ? ALL : NONE
    if (keptFrom === null || !isAging(kind)) return NONE
    const month = monthThere(kind, id, writes)
    if (month === null || month >= keptFrom) return NONE
    return hasRecord(kind, writes) ? (field) => !isOfRecord(field) : ALL
  }
}

/** Null where the file does not tell: when a worksheet that is not finished was last written on, JSON does not say. */
function monthThere(kind: Aging, id: string, writes: readonly Write[]): PracticeMonth | null {
  const month = monthOfObject(kind, id, writes, false)
  if (kind !== 'worksheet') return month === '' ? null : month
  const finished = monthSaid(resolve(writes).fields.get('finished')?.value)
  return finished === null || month === null || finished > month ? finished : month
}

function isAging(kind: string): kind is Aging {
  return AGING.some((one) => one === kind)
}
