/** Of which month the details of an object are, and what of them stays when that month is purged (PROTOCOL 4.2). Pure. */
import { resolve, type Write } from '../protocol/merge.ts'
import { isMonth, monthSaid, type PracticeMonth } from './months.ts'

/** Kinds whose details go. All others stay: settings, contacts, rules, checklists, counts, and what is not known here. */
export const AGING = ['entry', 'signal', 'consultation', 'worksheet', 'reflection'] as const
export type Aging = (typeof AGING)[number]

/** The record of a consultation: what a body asks for that is no text and names nobody. */
const OF_THE_RECORD = [
  'date',
  'minutes',
  'kind',
  'members',
  'mode',
  'role',
  'direction',
  'set-agenda',
  'evidence',
  'de-identified',
]
const FAMILIES_OF_THE_RECORD = ['domain.', 'hours-for.']

/** An entry of which two phones' purges left a part: it says no day, and is counted already. */
export const NO_MONTH: PracticeMonth = '0000-00'

/**
 * The month that its details are of: what it says itself, or else when it was last written.
 *
 * `isCounted`: of an entry, whether a month's counts hold it.
 */
export function monthOfObject(
  kind: Aging,
  id: string,
  writes: readonly Write[],
  isCounted: boolean,
): PracticeMonth | null {
  const { fields } = resolve(writes)
  const said = (name: string): unknown => fields.get(name)?.value
  const times = writes.map(({ at }) => at.slice(0, 7)).sort()
  switch (kind) {
    case 'entry':
      return monthSaid(said('day')) ?? (isCounted ? NO_MONTH : (times[0] ?? null))
    case 'signal':
      return monthSaid(said('day')) ?? times.at(-1) ?? null
    case 'consultation':
      return monthSaid(said('date')) ?? monthSaid(dayIn(said('when'))) ?? times.at(-1) ?? null
    case 'worksheet':
      return times.at(-1) ?? null
    case 'reflection':
      return isMonth(id) ? id : (lastMonthOf(id) ?? times.at(-1) ?? null)
  }
}

function lastMonthOf(year: string): PracticeMonth | null {
  return /^\d{4}$/.test(year) ? `${year}-12` : null
}

/** Whether it leaves a record behind: a consultation that took place. */
export function hasRecord(kind: string, writes: readonly Write[]): boolean {
  if (kind !== 'consultation') return false
  const { gone, fields } = resolve(writes)
  const minutes = fields.get('minutes')?.value
  return !gone && monthSaid(fields.get('date')?.value) !== null && typeof minutes === 'number'
}

/** Whether a field belongs to that record. */
export function isOfRecord(name: string): boolean {
  return OF_THE_RECORD.includes(name) || FAMILIES_OF_THE_RECORD.some((family) => name.startsWith(family))
}

function dayIn(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 10) : ''
}
