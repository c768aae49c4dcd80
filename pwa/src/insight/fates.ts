/** The signals that were raised in a month, and what became of them. Pure. */
import { monthOf, type PracticeMonth } from '../journal/months.ts'
import type { ClosedBy, Signal } from './signal.ts'

export const FATES = ['open', 'talk', 'own', 'calm', 'by-itself'] as const
export type Fate = (typeof FATES)[number]

const BY: Readonly<Record<ClosedBy, Fate>> = {
  consultation: 'talk',
  outcome: 'talk',
  settled: 'own',
  reached: 'own',
  'does-not-apply': 'own',
  'switched-off': 'own',
  calm: 'calm',
  level: 'calm',
  check: 'calm',
  'nothing-open': 'by-itself',
  expired: 'by-itself',
}

export function fateOf({ closed }: Pick<Signal, 'closed'>): Fate {
  return closed === null ? 'open' : BY[closed.by]
}

/** The earliest first. */
export function raisedIn(month: PracticeMonth, signals: readonly Signal[]): readonly Signal[] {
  const raised = signals.filter(({ opened }) => monthOf(opened) === month)
  return raised.sort((one, other) => (one.openedAt < other.openedAt ? -1 : 1))
}

/** How many came to what; only those that any came to. */
export function fatesOf(signals: readonly Signal[]): ReadonlyMap<Fate, number> {
  const fates = FATES.map((fate) => [fate, signals.filter((one) => fateOf(one) === fate).length] as const)
  return new Map(fates.filter(([, count]) => count > 0))
}
