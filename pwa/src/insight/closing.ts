/** What closes a signal: what the person says, a consultation, or the answers that follow. Pure. */
import { isLevel } from './conditions.ts'
import type { DayNumber } from './dayNumbers.ts'
import type { Answered, Checked, Consulted } from './events.ts'
import type { History } from './history.ts'
import type { Raised } from './ledger.ts'
import { outlineOf } from './outline.ts'
import { hasOwnAnswers } from './parts.ts'
import type { Rule } from './rule.ts'
import type { ClosedBy } from './signal.ts'

/** What an answer of the person closes the signal by; null if it does not. */
export function closing({ clears }: Rule, { answer }: Answered): ClosedBy | null {
  if (answer === 'settled' && clears.any.includes('settled-by-person')) return answer
  if (answer === 'reached' && clears.any.includes('reached-someone')) return answer
  return answer === 'does-not-apply' && clears.any.includes(answer) ? answer : null
}

/**
 * Whether a logged consultation closes a signal: because the person says so, or because it is about its theme and
 * no older than the signal. Of a rule that tells of silence, any consultation ends the silence.
 */
export function settles(
  { object, domains, closes }: Consulted,
  day: DayNumber,
  { rule, opened, said }: Pick<Raised, 'rule' | 'opened' | 'said'>,
): boolean {
  const chosen = closes.find(([id]) => id === rule.id)
  if (chosen) return chosen[1]
  const { any } = rule.clears
  if (any.includes('consultation-logged-any') && (day >= opened || !hasOwnAnswers(rule.when))) return true
  if (!any.includes('consultation-logged-in-domain')) return false
  return said?.consultation === object || (day >= opened && domains.includes(rule.domain))
}

/** Whether who answered can have meant this signal: with all checks at hand that raised it, here or on another phone. */
export function isMeant({ news }: Pick<Raised, 'news'>, { device, seen }: Answered): boolean {
  return news.every((one) => one.device === device || (seen[one.device] ?? 0) >= one.counter)
}

/** What a check closes the signal by, as later answers or as a sign of life; null if it does not. */
export function clearing(
  raised: Raised,
  event: Checked,
  history: History,
  today: DayNumber,
): ClosedBy | null {
  if (!event.isAmendment && raised.rule.clears.any.includes('any-check')) return 'check'
  if (isCalm(raised, event, history, today)) return 'calm'
  return isLevelAgain(raised, event, history, today) ? 'level' : null
}

/** The last answers to the item are all calm, and all were given since the signal opened. */
function isCalm({ rule, openedAt }: Raised, event: Checked, history: History, today: DayNumber): boolean {
  const { calm } = rule.clears
  if (!calm || !rule.clears.any.includes('answers-calm') || !isAbout(event, calm.item)) return false
  let times = 0
  history.seeBack(calm.item, today, ({ code, ordinal, at }) => {
    if (ordinal === null) return true
    if (at <= openedAt || !calm.codes.includes(code)) return false
    times += 1
    return times < calm.times
  })
  return times >= calm.times
}

/** The recent mean is no longer much worse than the one before; looked at with each answer of the item. */
function isLevelAgain({ rule }: Raised, event: Checked, history: History, day: DayNumber): boolean {
  const { any, levelTenths } = rule.clears
  if (levelTenths === undefined || !any.includes('trend-level')) return false
  return outlineOf(rule).trends.some(
    (trend) => isAbout(event, trend.item) && isLevel(trend, levelTenths, { history, day }),
  )
}

function isAbout({ answers }: Checked, item: string): boolean {
  return answers.some(([linkId]) => linkId === item)
}
