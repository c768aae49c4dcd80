/** Whether a condition holds on a day, and what made it hold. Pure. */
import type { DayNumber } from './dayNumbers.ts'
import type { Given, History } from './history.ts'
import type { Condition, CountOf, Level, Selection, Selector, StreakOf, TrendOf } from './language.ts'

/** What a rule sees when it is looked at. */
export interface Look {
  readonly history: History
  readonly day: DayNumber
  /** Whether an answer belonged to a closed signal of this rule, or is hidden from it. */
  readonly isSpent: (answer: Given) => boolean
  /** Open signals of other rules of at least this level, opened by this day. */
  readonly open: (level: Level, by: DayNumber) => readonly Subject[]
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

export function holds(condition: Condition, look: Look): Held | null {
  if ('all' in condition) return allOf(condition.all.map((part) => holds(part, look)))
  if ('any' in condition) return anyOf(condition.any.map((part) => holds(part, look)))
  if ('not' in condition) return holds(condition.not, look) === null ? NOTHING : null
  if ('answer' in condition) return madeBy(matching(condition, look, look.day), 1)
  if ('atLeast' in condition) return counted(condition, look)
  if ('streak' in condition) return inARow(condition, look)
  if ('trend' in condition) return sliding(condition.trend, look)
  return ofTime(condition, look)
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
    return isOldEnough && !history.hasConsultation(since(days), day) ? NOTHING : null
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
  const steps = history.stepsOpen(day - condition.stepOpen.days).filter(({ id }) => !look.isTold(id))
  return steps.length > 0 ? { answers: [], subjects: steps.map(({ id }) => id) } : null
}

function told(subjects: readonly Subject[], isOnce: boolean): Held | null {
  if (subjects.length === 0) return null
  return {
    answers: subjects.flatMap(({ causes }) => causes),
    subjects: isOnce ? subjects.map(({ key }) => key) : [],
  }
}

function allOf(parts: readonly (Held | null)[]): Held | null {
  const held = parts.filter((part) => part !== null)
  return held.length === parts.length ? together(held) : null
}

function anyOf(parts: readonly (Held | null)[]): Held | null {
  const held = parts.filter((part) => part !== null)
  return held.length > 0 ? together(held) : null
}

function together(held: readonly Held[]): Held {
  return {
    answers: [...new Set(held.flatMap(({ answers }) => answers))],
    subjects: [...new Set(held.flatMap(({ subjects }) => subjects))],
  }
}

function counted({ atLeast, within, of, count }: CountOf, look: Look): Held | null {
  const found = matching(of, look, look.day - within.days + 1)
  const times = count === 'days' ? new Set(found.map(({ day }) => day)).size : found.length
  return times >= atLeast ? { answers: found, subjects: [] } : null
}

// A code whose ordinal is null neither counts nor breaks a row; nor does an answer that was counted before.
function inARow({ streak, of, within }: StreakOf, { history, day, isSpent }: Look): Held | null {
  const row: Given[] = []
  for (const answer of history.answersBack(of.answer, day)) {
    if (answer.ordinal === null || isSpent(answer)) continue
    if (!matches(of, answer) || answer.day <= day - within.days) return null
    row.unshift(answer)
    if (row.length === streak) return { answers: row, subjects: [] }
  }
  return null
}

/** Sums of ordinals of the recent days, and of those before; recent answers that were counted before are left out. */
function sums(trend: TrendOf, { history, day, isSpent }: Look) {
  const recentFrom = day - trend.recentDays + 1
  const ranked = (from: DayNumber, to: DayNumber): Given[] =>
    history.answers(trend.item, from, to).filter(({ ordinal }) => ordinal !== null)
  const recent = ranked(recentFrom, day).filter((answer) => !isSpent(answer))
  const baseline = ranked(recentFrom - trend.baselineDays, recentFrom - 1)
  const sum = (answers: readonly Given[]): number =>
    answers.reduce((total, { ordinal }) => total + (ordinal ?? 0), 0)
  return { recent, recentSum: sum(recent), baseline, baselineSum: sum(baseline) }
}

/** Ten times how much worse the recent mean is, times both numbers of answers: whole, so that limits are exact. */
function tenthsWorse({ recent, recentSum, baseline, baselineSum }: ReturnType<typeof sums>): number {
  return 10 * (recentSum * baseline.length - baselineSum * recent.length)
}

function sliding(trend: TrendOf, look: Look): Held | null {
  const found = sums(trend, look)
  const { recent, recentSum, baseline } = found
  if (recent.length < trend.minRecent || baseline.length < trend.minBaseline) return null
  const isWorse = tenthsWorse(found) >= trend.worseByTenths * recent.length * baseline.length
  const isLow = 10 * recentSum >= trend.recentMeanAtLeastTenths * recent.length
  return isWorse && isLow ? { answers: recent, subjects: [] } : null
}

/** Whether the two means differ by less than so many tenths, with as many answers as the trend asks for. */
export function isLevel(trend: TrendOf, tenths: number, look: Look): boolean {
  const found = sums(trend, { ...look, isSpent: () => false })
  const { recent, baseline } = found
  if (recent.length < trend.minRecent || baseline.length < trend.minBaseline) return false
  return tenthsWorse(found) < tenths * recent.length * baseline.length
}

function matching(selection: Selection, { history, day, isSpent }: Look, from: DayNumber): Given[] {
  const selectors = 'any' in selection ? selection.any : [selection]
  return selectors.flatMap((selector) =>
    history.answers(selector.answer, from, day).filter((one) => matches(selector, one) && !isSpent(one)),
  )
}

function madeBy(answers: readonly Given[], least: number): Held | null {
  return answers.length >= least ? { answers, subjects: [] } : null
}
