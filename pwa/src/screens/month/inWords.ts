/** Numbers of a month in words. */
import { domains } from '../../checklists/definition.ts'
import type { Month } from '../../insight/month.ts'
import type { PracticeMonth } from '../../journal/months.ts'
import { answersIn, hardIn, NONE, of100, type Change, type Tallies } from '../../insight/trends.ts'
import type { Tally } from '../../journal/tallies.ts'
import { counted, hasWords, monthInWords, shortMonth, words } from '../../words/words.ts'

const TENTHS_AN_HOUR = 6

/** The nine, and the person's own questions where any of them were answered. */
export function domainsWith(tallies: Tallies): readonly string[] {
  const more = [...tallies.keys()].filter((domain) => !domains.some((one) => one === domain))
  return [...domains, ...more]
}

/** What a later app may call a domain is shown as it is. */
export function domainInWords(domain: string): string {
  if (domain === 'own') return words('month.own')
  return hasWords(`domain.${domain}.title`) ? words(`domain.${domain}.title`) : domain
}

export function changeInWords(change: Change | null | undefined): string {
  return words(`month.change.${change ?? 'none'}`)
}

/** "14 of 60 hard", or that it is too few. */
export function hardInWords(tally: Tally = NONE): string {
  return of100(tally) === null ? words('month.too-few') : words('month.hard', valuesOf(tally))
}

/** The same without saying of what. */
export function ofAllInWords(tally: Tally = NONE): string {
  return of100(tally) === null ? words('month.too-few') : words('month.of-all', valuesOf(tally))
}

function valuesOf(tally: Tally): { hard: number; answers: number } {
  return { hard: hardIn(tally), answers: answersIn(tally) }
}

/** "1.5", a tenth let go if it is not whole. */
export function hoursInWords(minutes: number): string {
  return String(Math.floor(minutes / TENTHS_AN_HOUR) / 10)
}

/** One sentence for what a chart shows: the month that is looked at, and how it stands to the one before. */
export function trendInWords(
  { month, checks, tallies }: Pick<Month, 'month' | 'checks' | 'tallies'>,
  domain: string,
  change: Change | null | undefined,
): string {
  const tally = tallies.get(domain) ?? NONE
  const values = { month: monthInWords(month), ...valuesOf(tally) }
  if (checks === 0) return words('month.trend.gap', values)
  const share = of100(tally)
  if (share === null) return counted('month.trend.few', answersIn(tally), values)
  return `${words('month.trend.now', { ...values, share })} ${words(`month.trend.${change ?? 'none'}`)}`
}

/** "Sep 2026", for tables: its words stay whole on the smallest phone, with the largest text. */
export function monthInTables(month: PracticeMonth): string {
  return `${shortMonth(month)} ${month.slice(0, 4)}`
}

/** "October to December 2026" */
export function spanInWords(months: readonly PracticeMonth[]): string {
  const [first = '', last = ''] = [months[0], months.at(-1)]
  return words('month.span', { first: monthInWords(first), last: monthInWords(last) })
}
