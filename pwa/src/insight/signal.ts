/** What is told of a signal. It is derived from the journal each time and written nowhere. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Hlc } from '../protocol/hlc.ts'
import type { Level, Rule } from './rule.ts'

/** An answer that a signal rests on. */
export interface Cause {
  readonly entry: string
  readonly linkId: string
  readonly code: string
  readonly day: PracticeDay
}

/** What closed it: an answer of the person, a consultation, later answers, or time. */
export type ClosedBy =
  | 'consultation'
  | 'settled'
  | 'reached'
  | 'does-not-apply'
  | 'calm'
  | 'level'
  | 'check'
  | 'nothing-open'
  | 'outcome'
  | 'expired'
  | 'switched-off'

export interface Signal {
  /** As it stood when the signal opened. */
  readonly rule: Rule
  /** Rule id + '.' + what opened it; the same on every phone. */
  readonly key: string
  /** As it stands now: an act-now of yesterday that nobody answered is consult. */
  readonly level: Level
  /** An act-now that is told in the past tense. */
  readonly isPast: boolean
  readonly opened: PracticeDay
  readonly openedAt: Hlc
  /** RFC 3339. */
  readonly due: string | null
  /** Earliest first; those that joined while it was open with them. */
  readonly causes: readonly Cause[]
  /** Checks that opened it, or fired it anew while it was open. */
  readonly raisedIn: readonly string[]
  /** quiet: snoozed twice, or taken over; it waits in the list and asks for nothing until the next longer look. */
  readonly state: 'open' | 'planned' | 'snoozed' | 'quiet' | 'closed'
  /** The day on which a snoozed one is open again. */
  readonly until: PracticeDay | null
  /** The planned consultation. */
  readonly consultation: string | null
  readonly closed: { readonly by: ClosedBy; readonly day: PracticeDay; readonly at: Hlc } | null
  /** 'Does not apply' three times in 90 days, and the person was not asked yet whether to switch it off. */
  readonly asksToSwitchOff: boolean
}

/** What a person may answer to a signal; one of them closes it if its rule says so. */
export const ANSWERS = ['planned', 'settled', 'reached', 'snoozed', 'does-not-apply', 'taken-over'] as const
export type Answer = (typeof ANSWERS)[number]
