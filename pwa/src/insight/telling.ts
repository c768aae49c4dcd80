/** A signal as it is told on a day: how loud it is now, until when, and what became of it. Pure. */
import { dayOf, type DayNumber } from './dayNumbers.ts'
import type { Given } from './history.ts'
import type { Ledger, Raised } from './ledger.ts'
import type { Cause, Signal } from './signal.ts'
import { timeMsOf } from '../protocol/hlc.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** What is arranged for later than this, by a slip of the year for one, gathers nothing that comes up meanwhile. */
const JOINS_DAYS = 92
const NOT_APPLYING = { times: 3, days: 90 }

type State = Pick<Signal, 'state' | 'until' | 'consultation'>

export function tell(raised: Raised, ledger: Ledger, today: DayNumber, nowMs: number): Signal {
  const { rule, key, openedAt, raisedIn, closed } = raised
  const isPast = isOfYesterday(raised, nowMs)
  return {
    rule,
    key,
    level: isPast ? 'consult' : rule.level,
    isPast,
    opened: dayOf(raised.opened),
    openedAt,
    due: dueOf(raised, isPast, nowMs),
    causes: causesOf(raised),
    raisedIn,
    ...stateOf(raised, ledger, today),
    closed: closed && { ...closed, day: dayOf(closed.day) },
    asksToSwitchOff: asksToSwitchOff(raised, ledger, today),
  }
}

function isOfYesterday({ rule, latestMs, said, closed }: Raised, nowMs: number): boolean {
  if (rule.level !== 'act-now' || closed !== null || said !== null || latestMs === null) return false
  return nowMs - latestMs > DAY_MS
}

function dueOf({ rule, openedAt }: Raised, isPast: boolean, nowMs: number): string | null {
  if (isPast) return new Date(nowMs + DAY_MS).toISOString()
  if (rule.dueWithinHours === null) return null
  return new Date(timeMsOf(openedAt) + rule.dueWithinHours * HOUR_MS).toISOString()
}

function stateOf(raised: Raised, ledger: Ledger, today: DayNumber): State {
  const { closed, said, snoozes } = raised
  const as = (state: State['state'], more: Partial<State> = {}): State => ({
    state,
    until: null,
    consultation: null,
    ...more,
  })
  if (closed) return as('closed', { consultation: said?.consultation ?? null })
  if (snoozes >= 2 || said?.answer === 'taken-over') return as('quiet')
  if (said?.answer === 'snoozed' && said.until !== null && said.until > dayOf(today))
    return as('snoozed', { until: said.until })
  const consultation = planFor(raised, ledger, today)
  return consultation === null ? as('open') : as('planned', { consultation })
}

/** The consultation that was planned for it; or one that was arranged before it, which it joins without a nudge. */
function planFor({ rule, said, openedAt }: Raised, ledger: Ledger, today: DayNumber): string | null {
  if (said?.answer === 'planned' && said.consultation !== null) {
    const plan = ledger.planOf(said.consultation)
    return plan && plan.when >= today ? said.consultation : null
  }
  return rule.level === 'consult' ? ledger.planBefore(openedAt, today, today + JOINS_DAYS) : null
}

function asksToSwitchOff({ rule, closed }: Raised, ledger: Ledger, today: DayNumber): boolean {
  if (rule.level === 'act-now' || (closed !== null && closed.by !== 'does-not-apply')) return false
  const days = ledger.notApplying(rule.id).filter((day) => day > today - NOT_APPLYING.days && day <= today)
  return days.length >= NOT_APPLYING.times && (closed === null || closed.day === days.at(-1))
}

// Put together once for each state of a signal: most of them stand as they are from one check to the next.
const known = new WeakMap<Raised, readonly Cause[]>()

function causesOf(raised: Raised): readonly Cause[] {
  const found = known.get(raised)
  if (found) return found
  const all = [...new Set([...raised.causes, ...raised.joined])]
  all.sort((one, other) => one.day - other.day || (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const causes = all.map(causeOf)
  known.set(raised, causes)
  return causes
}

function causeOf({ entry, linkId, code, day }: Given): Cause {
  return { entry, linkId, code, day: dayOf(day) }
}
