/** Signals as talks see them: which can be talked over, and how a plan and a log are named. */
import type { Consultation } from '../../consult/consultation.ts'
import { choiceOf } from '../../consult/wording.ts'
import { instantOf } from '../../consult/zones.ts'
import type { Worksheet } from '../../consult/worksheet.ts'
import { noticed } from '../../insight/noticed.ts'
import { shippedRule } from '../../insight/shippedRules.ts'
import type { Signal } from '../../insight/signal.ts'
import { wordsOf } from '../../insight/wording.ts'
import { dayInWords, hasWords, words } from '../../words/words.ts'

const MINUTE_MS = 60_000

/** One of each rule that is open, planned or waiting, in the order given. */
export function openToTalk(signals: readonly Signal[]): Signal[] {
  const seen = new Set<string>()
  return signals.filter(({ rule, state }) => {
    const isFirst = !seen.has(rule.id) && state !== 'closed'
    seen.add(rule.id)
    return isFirst && rule.clears.any.some((clear) => clear.startsWith('consultation-logged'))
  })
}

/** "Monday, 30 November, 13:00" */
export function whenInWords(when: string | null, today: string): string {
  if (when === null) return ''
  return words('consult.when', { day: dayInWords(when.slice(0, 10), today), time: when.slice(11) })
}

/** Whether its end has passed. */
export function isOver({ plan }: Pick<Consultation, 'plan'>, now: number): boolean {
  const { when, zone, length } = plan
  return when !== null && instantOf(when, zone) + (length ?? 0) * MINUTE_MS <= now
}

/** The words of a choice; a code of a later app is shown as it is. */
export function choiceInWords(field: string, code: string | null): string {
  if (code === null) return ''
  const id = choiceOf(field, code)
  return hasWords(id) ? words(id) : code
}

/** The name of a log in lists: its kind. */
export function titleOf({ log, plan, isLogged }: Consultation): string {
  if (isLogged) return choiceInWords('kind', log.kind) || words('consult.talk')
  return choiceInWords('role', plan.role) || words('consult.talk')
}

/** The title of a rule, of the person's own too while a signal of it is known; its id where it is gone. */
export function ruleTitle(id: string): string {
  const { current } = noticed
  const signals = current.kind === 'ready' ? [...current.open, ...current.past] : []
  const rule = signals.find((signal) => signal.rule.id === id)?.rule ?? shippedRule(id)
  return rule ? wordsOf(rule).title : id
}

/** Its own name, or what it began with. */
export function worksheetTitle({ title, rule }: Worksheet): string {
  return title || (rule === null ? words('worksheet.untitled') : ruleTitle(rule))
}

/** Logs by month, "2026-11", the latest month and the latest talk first. */
export function byMonth(logged: readonly Consultation[]): [month: string, talks: Consultation[]][] {
  const latestFirst = logged.toSorted((one, other) =>
    (one.log.date ?? '') < (other.log.date ?? '') ? 1 : -1,
  )
  const months = new Map<string, Consultation[]>()
  for (const one of latestFirst) {
    const month = one.log.date?.slice(0, 7) ?? ''
    months.set(month, [...(months.get(month) ?? []), one])
  }
  return [...months]
}

export function minutesIn(talks: readonly Pick<Consultation, 'log'>[]): number {
  return talks.reduce((sum, { log }) => sum + (log.minutes ?? 0), 0)
}
