/** Whether a condition holds on a day, and what made it hold. Pure. */
import type { DayNumber } from './dayNumbers.ts'
import type { Given, History } from './history.ts'
import type { Condition, CountOf, Level, Selector, StreakOf, TrendOf } from './language.ts'

/** What a rule sees when it is looked at. */
export interface Look {
  readonly history: History
  readonly day: DayNumber
  /** Whether an answer belonged to a closed signal of this rule, or is hidden from it. */
  readonly isSpent: (answer: Given) => boolean
  /** Open signals of other rules of at least this level, opened by this day. */
  readonly open: (level: Level, by: DayNumber) => readonly Subject[]
  readonly hasOpen: (level: Level, by: DayNumber) => boolean
  /** Signals of at least this level that "I have reached someone" closed by this day, each told once. */
  readonly reached: (level: Level, by: DayNumber) => readonly Subject[]
  readonly isTold: (subject: string) => boolean
}

/** Another signal that a rule speaks of. */
export interface Subject {
  readonly key: string
  readonly causes: readonly Given[]
}

/** What made a condition hold; of a `not`, nothing. */
export interface Held {
  readonly answers: readonly Given[]
  /** Signals or consultations that are told once. */
  readonly subjects: readonly string[]
}

const NOTHING: Held = { answers: [], subjects: [] }
const NONE: readonly Given[] = []

export function holds(condition: Condition, look: Look): Held | null {
  if ('all' in condition) return allOf(condition.all, look)
  if ('any' in condition) return anyOf(condition.any, look)
  if ('not' in condition) return isTrue(condition.not, look) ? null : NOTHING
  if ('answer' in condition) return madeBy(matching([condition], 1, look, look.day), 1)
  if ('atLeast' in condition) return counted(condition, look)
  if ('streak' in condition) return inARow(condition, look)
  if ('trend' in condition) return sliding(condition.trend, look)
  return ofTime(condition, look)
}

/** The same, where nobody asks what makes it hold. */
function isTrue(condition: Condition, look: Look): boolean {
  if (!('openSignal' in condition)) return holds(condition, look) !== null
  const { level, days } = condition.openSignal
  return look.hasOpen(level, look.day - days)
}

/** Whether an answer is one that a selector names. */
export function matches(selector: Selector, { linkId, code }: Pick<Given, 'linkId' | 'code'>): boolean {
  return selector.answer === linkId && selector.in.includes(code)
}

type OfTime = Extract<
  Condition,
  | { sinceConsultation: unknown }
  | { sinceCheckin: unknown }
  | { openSignal: unknown }
  | { reached: unknown }
  | { stepOpen: unknown }
>

function ofTime(condition: OfTime, { history, day, ...look }: Look): Held | null {
  // Today is not over: so many whole days lie between.
  const since = (days: number): DayNumber => day - days
  if ('sinceConsultation' in condition) {
    const { days } = condition.sinceConsultation
    const isOldEnough = history.first !== null && day - history.first >= days
    return isOldEnough && !history.talks.isBetween(since(days), day) ? NOTHING : null
  }
  if ('sinceCheckin' in condition) {
    return history.hasCheck(since(condition.sinceCheckin.days), day) ? null : NOTHING
  }
  if ('openSignal' in condition) {
    const { level, days } = condition.openSignal
    return told(look.open(level, day - days), false)
  }
  if ('reached' in condition) {
    const { level, days } = condition.reached
    return told(
      look.reached(level, day - days).filter(({ key }) => !look.isTold(key)),
      true,
    )
  }
  const steps = history.talks.stepsOpen(day - condition.stepOpen.days).filter(({ id }) => !look.isTold(id))
  return steps.length > 0 ? { answers: [], subjects: steps.map(({ id }) => id) } : null
}

function told(subjects: readonly Subject[], isOnce: boolean): Held | null {
  if (subjects.length === 0) return null
  return {
    answers: subjects.flatMap(({ causes }) => causes),
    subjects: isOnce ? subjects.map(({ key }) => key) : [],
  }
}

function allOf(parts: readonly Condition[], look: Look): Held | null {
  const held: Held[] = []
  for (const part of parts) {
    const one = holds(part, look)
    if (one === null) return null
    held.push(one)
  }
  return together(held)
}

// All that hold, not the first alone: each tells what it rests on.
function anyOf(parts: readonly Condition[], look: Look): Held | null {
  const held: Held[] = []
  for (const part of parts) {
    const one = holds(part, look)
    if (one !== null) held.push(one)
  }
  return held.length > 0 ? together(held) : null
}

function together(held: readonly Held[]): Held {
  const [only] = held
  if (held.length === 1 && only) return only
  const [answers, subjects] = [new Set<Given>(), new Set<string>()]
  for (const one of held) {
    for (const answer of one.answers) answers.add(answer)
    for (const subject of one.subjects) subjects.add(subject)
  }
  return { answers: [...answers], subjects: [...subjects] }
}

function counted({ atLeast, within, of, count }: CountOf, look: Look): Held | null {
  const found = matching('any' in of ? of.any : [of], atLeast, look, look.day - within.days + 1)
  const times = count === 'days' ? new Set(found.map(({ day }) => day)).size : found.length
  return times >= atLeast ? { answers: found, subjects: [] } : null
}

// A code whose ordinal is null neither counts nor breaks a row; nor does an answer that was counted before.
function inARow({ streak, of, within }: StreakOf, { history, day, isSpent }: Look): Held | null {
  const from = day - within.days + 1
  if (history.mostOf(of.answer, of.in, from, day) < streak) return null
  const row: Given[] = []
  history.seeBack(of.answer, day, (answer) => {
    if (answer.ordinal === null || isSpent(answer)) return true
    if (!matches(of, answer) || answer.day < from) return false
    row.push(answer)
    return row.length < streak
  })
  return row.length === streak ? { answers: row.reverse(), subjects: [] } : null
}

interface Means {
  readonly recent: Given[]
  readonly recentSum: number
  readonly baselineCount: number
  readonly baselineSum: number
}

/** Sums of ordinals of the recent days, and of those before; recent answers that were counted before are left out. */
function meansOf(
  trend: TrendOf,
  { history, day, isSpent }: Pick<Look, 'history' | 'day' | 'isSpent'>,
): Means {
  const recentFrom = day - trend.recentDays + 1
  const recent: Given[] = []
  let [recentSum, baselineCount, baselineSum] = [0, 0, 0]
  history.see(trend.item, recentFrom - trend.baselineDays, day, (answer) => {
    if (answer.ordinal === null) return
    if (answer.day < recentFrom) {
      baselineCount += 1
      baselineSum += answer.ordinal
    } else if (!isSpent(answer)) {
      recent.push(answer)
      recentSum += answer.ordinal
    }
  })
  return { recent, recentSum, baselineCount, baselineSum }
}

/** Ten times how much worse the recent mean is, times both numbers of answers: whole, so that limits are exact. */
function tenthsWorse({ recent, recentSum, baselineCount, baselineSum }: Means): number {
  return 10 * (recentSum * baselineCount - baselineSum * recent.length)
}

function isEnough({ minRecent, minBaseline }: TrendOf, { recent, baselineCount }: Means): boolean {
  return recent.length >= minRecent && baselineCount >= minBaseline
}

function sliding(trend: TrendOf, look: Look): Held | null {
  const found = meansOf(trend, look)
  const { recent, recentSum, baselineCount } = found
  if (!isEnough(trend, found)) return null
  const isWorse = tenthsWorse(found) >= trend.worseByTenths * recent.length * baselineCount
  const isLow = 10 * recentSum >= trend.recentMeanAtLeastTenths * recent.length
  return isWorse && isLow ? { answers: recent, subjects: [] } : null
}

/** Whether the two means differ by less than so many tenths, with as many answers as the trend asks for. */
export function isLevel(trend: TrendOf, tenths: number, look: Pick<Look, 'history' | 'day'>): boolean {
  const found = meansOf(trend, { ...look, isSpent: () => false })
  return isEnough(trend, found) && tenthsWorse(found) < tenths * found.recent.length * found.baselineCount
}

/** Answers from a day on that one of the selectors names; none where there cannot be `least`. */
function matching(
  selectors: readonly Selector[],
  least: number,
  { history, day, isSpent }: Look,
  from: DayNumber,
): readonly Given[] {
  let most = 0
  for (const { answer, in: codes } of selectors) most += history.mostOf(answer, codes, from, day)
  if (most < least) return NONE
  const found: Given[] = []
  for (const { answer, in: codes } of selectors) {
    for (const one of history.answers(answer, codes, from, day)) if (!isSpent(one)) found.push(one)
  }
  // Two selectors may name one answer, which counts once.
  return selectors.length > 1 ? [...new Set(found)] : found
}

function madeBy(answers: readonly Given[], least: number): Held | null {
  return answers.length >= least ? { answers, subjects: [] } : null
}
