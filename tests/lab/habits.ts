/** What both phones of a pair do alike: when they are looked at, what is written, how they are to nudge. By seed. */
import type { Pattern } from '../../pwa/src/nudges/hours.ts'
import type { Chance } from './chance.ts'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
const MINUTE_MS = 60_000
/** A Monday; clocks change in each of the zones within the weeks after it. */
export const BEGIN = Date.parse('2026-10-12T00:00:00Z')
const ZONES = { 'Europe/Berlin': 1, 'America/New_York': 1, 'Australia/Lord_Howe': 1 }
const EVENINGS = { '12:00': 1, '17:30': 1, '18:30': 2, '19:00': 1 }
const AWAY = 0.2
const AWAY_AT_WEEKENDS = 0.9
const FRIDAY = 4
const MONTH = 28

export type Checked = 'daily' | 'after-session' | 'weekly' | 'monthly'

export interface Visit {
  readonly at: number
  /** What is answered, in this order; nothing on a look that writes nothing. */
  readonly checks: readonly Checked[]
  /** One more change: an answer to a signal, or, from who has none, one more check after a session. */
  readonly isSaying: boolean
  /** A reminder at a minute of the person's own. */
  readonly reminder: number | null
}

export interface Habits {
  readonly zone: string
  readonly pattern: Pattern
  readonly isExplicit: boolean
  readonly visits: readonly Visit[]
}

export function habitsOf(chance: Chance, days: number): Habits {
  const isTwice = chance.share('two hours') < 0.1
  return {
    zone: chance.pick(ZONES, 'zone'),
    pattern: {
      hours: isTwice ? ['08:00', '18:30'] : [chance.pick(EVENINGS, 'hour')],
      restDays: chance.share('rests') < 0.6 ? [0, 6] : [],
      quietFrom: chance.share('quiet') < 0.5 ? '21:00' : '22:00',
      quietTo: '07:00',
      minutes: chance.whole('minutes', 0, 9),
    },
    isExplicit: chance.share('explicit') < 0.85,
    visits: Array.from({ length: days }, (_, day) => visitsOn(day, chance)).flat(),
  }
}

function visitsOn(day: number, chance: Chance): Visit[] {
  if (chance.share('is away', day) < (isWeekend(day) ? AWAY_AT_WEEKENDS : AWAY)) return []
  const times = chance.share('twice', day) < 0.05 ? [0, 1] : [0]
  const at = (turn: number): number => Math.floor(chance.share('at', day, turn) * DAY_MS)
  return times
    .map((turn) => ({ turn, at: BEGIN + day * DAY_MS + at(turn) }))
    .sort((one, other) => one.at - other.at)
    .map(({ turn, at }) => ({
      at,
      checks: checksOn(day, turn, chance),
      isSaying: chance.share('says', day, turn) < 0.3,
      reminder: chance.share('reminds', day, turn) < 0.05 ? inHours(at, chance.whole('later', 1, 30, day)) : null,
    }))
}

function isWeekend(day: number): boolean {
  return day % 7 > FRIDAY
}

function checksOn(day: number, turn: number, chance: Chance): Checked[] {
  const does = (what: string, share: number): boolean => chance.share(what, day, turn) < share
  const look = day % MONTH === FRIDAY ? 'monthly' : 'weekly'
  return [
    ...(does('daily', 0.45) ? (['daily'] as const) : []),
    ...(does('session', 0.25) ? (['after-session'] as const) : []),
    ...(day % 7 === FRIDAY && does('look', 0.7) ? [look] as const : []),
  ]
}

function inHours(at: number, hours: number): number {
  return Math.ceil((at + hours * HOUR_MS) / MINUTE_MS) * MINUTE_MS
}
