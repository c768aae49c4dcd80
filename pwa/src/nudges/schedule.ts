/**
 * Fourteen days of slots: which there are hangs on the person's pattern alone, what they say on what is wished
 * (PROTOCOL 10.3). Pure.
 */
import { dayAfter, practiceDay } from '../checklists/practiceDay.ts'
import { localOf } from '../platform/zones.ts'
import { SLOTS_MAX } from '../protocol/sizes.ts'
import { instantsOn, type Pattern } from './hours.ts'

/** What a nudge can say. Ids of texts: `nudge.text.<id>` in the words. Only ever added to. */
export const TEXTS = ['check', 'talk', 'planned', 'after-talk', 'hard-day', 'reminder', 'open-app'] as const
export type NudgeText = (typeof TEXTS)[number]

/** Something to be said by the first slot from an instant on, and not after another; milliseconds since 1970. */
export interface Wish {
  readonly text: NudgeText
  readonly from: number
  readonly until: number
  /** The person asked for it at that time: it does not wait for its week. */
  readonly isAsked: boolean
}

export interface Slot {
  readonly dueMs: number
  readonly text: NudgeText
  /** Of the last day: the neutral text too asks to open the app. */
  readonly isLast: boolean
}

export interface Said {
  readonly text: NudgeText
  readonly dueMs: number
}

export interface Asked {
  readonly pattern: Pattern
  readonly zone: string
  readonly nowMs: number
  /** When a practice day ends, "04:00". */
  readonly dayEndsAt: string
  /** Practice days on which something was synced. */
  readonly written: ReadonlySet<string>
  readonly wishes: readonly Wish[]
  /** What this phone has said before. */
  readonly said: readonly Said[]
  /** Times of the person's own, whole minutes. */
  readonly reminders: readonly number[]
}

export const DAYS = 14
const WEEK_MS = 7 * 86_400_000
const MINUTE_MS = 60_000
/** Two a day for 14 days leave room for these. */
export const REMINDERS_MAX = SLOTS_MAX - 2 * DAYS
/** The most pressing first: where one slot could say several, the others are said by the next. */
const PRESSING: readonly NudgeText[] = ['hard-day', 'planned', 'after-talk', 'talk']

/** All slots from now on, earliest first. */
export function schedule(asked: Asked): Slot[] {
  const instants = regular(asked)
  const lastDay = instants.at(-1)?.day
  const own = waitingOf(asked.reminders, asked.nowMs).filter((at) => !instants.some((one) => one.at === at))
  const said = sayings(
    instants.map(({ at }) => at),
    asked,
  )
  const slots = instants.map(({ at, day }): Slot => {
    const isLast = day === lastDay
    return { dueMs: at, text: said.get(at) ?? (isLast ? 'open-app' : 'check'), isLast }
  })
  const reminders = own
    .slice(0, REMINDERS_MAX)
    .map((at): Slot => ({ dueMs: at, text: 'reminder', isLast: false }))
  return [...slots, ...reminders].sort((one, other) => one.dueMs - other.dueMs)
}

/** Those that are not over, each once: one of this minute is a test, and still comes. */
export function waitingOf(reminders: readonly number[], nowMs: number): number[] {
  return [...new Set(reminders)].filter((at) => at + MINUTE_MS > nowMs)
}

/** What the pattern gives, less the days on which something was synced: the same for everyone. */
function regular({ pattern, zone, nowMs, dayEndsAt, written }: Asked): { at: number; day: string }[] {
  const today = localOf(nowMs, zone).slice(0, 10)
  const days = Array.from({ length: DAYS }, (_, ahead) => dayAfter(today, ahead))
  const all = days.flatMap((day) => instantsOn(day, pattern, zone).map((at) => ({ at, day })))
  // Where the clocks skip a whole day, its slot and the next day's could be one instant.
  const each = all.filter(({ at }, place) => all.findIndex((one) => one.at === at) === place)
  return each.filter(({ at }) => at > nowMs && !written.has(practiceDay(at, zone, dayEndsAt)))
}

/** Which slot says what: each wish once, and a talk is asked for once a week. */
function sayings(instants: readonly number[], { wishes, said }: Asked): Map<number, NudgeText> {
  const waiting = [...wishes].sort((one, other) => pressing(one) - pressing(other) || one.from - other.from)
  const all = [...said]
  const saying = new Map<number, NudgeText>()
  for (const at of instants) {
    const wish = waiting.find((one) => isDue(one, at) && !isSaid(one, all) && !isTooSoon(one, at, all))
    if (wish === undefined) continue
    saying.set(at, wish.text)
    all.push({ text: wish.text, dueMs: at })
  }
  return saying
}

function isDue({ from, until }: Wish, at: number): boolean {
  return from <= at && at <= until
}

/** Said once is enough, for all that waited for the same words by then. */
function isSaid({ text, from, until }: Wish, said: readonly Said[]): boolean {
  return said.some((one) => one.text === text && from <= one.dueMs && one.dueMs <= until)
}

function isTooSoon({ text, isAsked }: Wish, at: number, said: readonly Said[]): boolean {
  return text === 'talk' && !isAsked && said.some((one) => one.text === text && at - one.dueMs < WEEK_MS)
}

function pressing({ text }: Wish): number {
  const place = PRESSING.indexOf(text)
  return place < 0 ? PRESSING.length : place
}
