/** What goes, as a person is told of it before it does: how many of which kind, and of which months. Pure. */
import type { Goings } from './goings.ts'
import { NO_MONTH } from './ages.ts'
import type { PracticeMonth } from './months.ts'

export const TOLD = ['entry', 'record', 'consultation', 'worksheet', 'signal', 'reflection'] as const
/** `record`: a consultation whose record stays. */
export type Told = (typeof TOLD)[number]

export interface ToldGoings {
  /** Those that there are, in the order of TOLD. */
  readonly counts: readonly (readonly [Told, number])[]
  /** Null where nothing goes, or nothing of it says its month. */
  readonly span: { readonly first: PracticeMonth; readonly last: PracticeMonth } | null
}

export function told({ objects }: Goings): ToldGoings {
  const count = (wanted: Told): number =>
    objects.filter(({ kind, leavesRecord }) => (leavesRecord ? 'record' : kind) === wanted).length
  const months = objects.map(({ month }) => month).filter((month) => month !== NO_MONTH)
  const [first, last] = [months.reduce(earlier, ''), months.reduce(later, '')]
  return {
    counts: TOLD.map((one) => [one, count(one)] as const).filter(([, many]) => many > 0),
    span: months.length === 0 ? null : { first, last },
  }
}

function earlier(one: PracticeMonth, other: PracticeMonth): PracticeMonth {
  return one === '' || other < one ? other : one
}

function later(one: PracticeMonth, other: PracticeMonth): PracticeMonth {
  return other > one ? other : one
}
