/** What models.py says of people, as it comes through the pipe; what it means stands there. */
export type Weights = Readonly<Record<string, number>>
export type Span = readonly [least: number, most: number]

export interface Habits {
  readonly daily: number
  readonly sessions: number
  readonly sessionsADay: number
  readonly weekly: number
  readonly tilt: number
  readonly itemTilt: number
  readonly weather: number
  readonly holidays: readonly Away[]
  readonly consultsEvery: Weights
  readonly logs: number
  readonly brings: number
}

export interface Away {
  readonly from: Span
  readonly days: Span
}

export interface Episode extends Away {
  readonly state: string
  readonly domain: string
  readonly ramp: number
  /** Days over which it is gone once it was talked about; 0 where talking does not end it. */
  readonly easesIn: number
}

export interface Model {
  readonly episodes: readonly Episode[]
  readonly absences: readonly Away[]
  readonly reaction: string
  /** How many answers are the first that stands there, whatever the day was like. */
  readonly straight: number
  /** How many of the rest are whatever the thumb met. */
  readonly slips: number
}

export interface Reaction {
  readonly card: Weights
  readonly nudge: Weights
  readonly reaches: Weights
}

export interface World {
  readonly answers: Readonly<Record<string, Readonly<Record<string, Weights>>>>
  readonly habits: Habits
  readonly models: Readonly<Record<string, Model>>
  readonly reactions: Readonly<Record<string, Reaction>>
  /** How many cards and nudges a snoozing person snoozes, and for how many days. */
  readonly snoozing: { readonly share: number; readonly days: Weights }
  /** Ids of the rules that are on; all of the app's if null. */
  readonly rules: readonly string[] | null
}

export interface Job {
  readonly person: number
  readonly model: string
  readonly days: number
  readonly isSnoozing: boolean
}

export interface Card {
  readonly rule: string
  readonly level: string
  readonly domain: string
  readonly opened: number
  readonly closed: number | null
  readonly by: string | null
  /** An answer that opened it is itself marked "consult" or "act now" in the checklist. */
  readonly isAskedFor: boolean
}

export interface Told {
  readonly state: string
  readonly domain: string
  readonly onset: number
  readonly noticed: number | null
  readonly rule: string | null
  readonly talked: number | null
}

export interface Lived extends Job {
  readonly checks: number
  readonly cards: readonly Card[]
  /** The day of each, and the rules whose signals it told of. */
  readonly nudges: readonly (readonly [day: number, rules: readonly string[]])[]
  /** Answers marked act-now and consult: how many were given, and how many were met by a signal at once. */
  readonly actNow: Met
  readonly consult: Met
  readonly episodes: readonly Told[]
  readonly foldMs: number
}

export interface Met {
  given: number
  met: number
}
