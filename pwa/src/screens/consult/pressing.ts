/** In what order signals ask for attention, and which ones ask at all. Pure. */
import type { Level } from '../../insight/rule.ts'
import type { Signal } from '../../insight/signal.ts'

type Asking = Pick<Signal, 'level' | 'state' | 'due' | 'openedAt'>

const RANK: Readonly<Record<Level, number>> = { 'act-now': 0, consult: 1, note: 2 }
const NEVER = '9999'

/** The most pressing first: by level, then what is due sooner, then what came later. */
export function mostPressingFirst<T extends Asking>(signals: readonly T[]): T[] {
  return signals.toSorted((one, other) => {
    if (one.level !== other.level) return RANK[one.level] - RANK[other.level]
    const [due, otherDue] = [one.due ?? NEVER, other.due ?? NEVER]
    if (due !== otherDue) return due < otherDue ? -1 : 1
    return one.openedAt > other.openedAt ? -1 : one.openedAt < other.openedAt ? 1 : 0
  })
}

/**
 * What is shown at once after a check. A note waits for the longer looks, and what joins a consultation that is
 * already arranged asks for nothing more; an act-now that is raised again is shown again, whatever was said before.
 */
export function shownAfter(checklist: string, raised: readonly Signal[]): Signal[] {
  const isLook = checklist === 'review'
  const shown = raised.filter(({ level, rule, state }) => {
    if (rule.level === 'act-now') return state !== 'closed'
    return state === 'open' && (level !== 'note' || isLook)
  })
  return mostPressingFirst(shown)
}
