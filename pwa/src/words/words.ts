/**
 * Every text a person reads, by id. English now; another language is another file of the same ids.
 *
 * `{name}` stands for a value. A counted text has two ids, `id.one` and `id.other`, chosen by Intl.PluralRules.
 */
import type en from '../../content/words/en.json'
import first from '../../content/words/en.json?first'

export type WordId = keyof typeof en
type Values = Readonly<Record<string, string | number>>

const language = 'en'
const texts: Record<string, string> = { ...first }
const plurals = new Intl.PluralRules(language)
const numbers = new Intl.NumberFormat(language)

/** The text of `id` with its values set in. Throws on an id that is not there: a mistake of ours, never shown. */
export function words(id: WordId | (string & {}), values: Values = {}): string {
  const text = texts[id]
  if (text === undefined) throw new Error(`no words for ${id}`)
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** What the screens say that load late; see late.ts. */
export function addWords(late: Readonly<Record<string, string>>): void {
  Object.assign(texts, late)
}

/** The text for a number of things: `{count}` is set in. */
export function counted(id: string, count: number, values: Values = {}): string {
  const shown = numbers.format(count)
  return words(`${id}.${plurals.select(count) === 'one' ? 'one' : 'other'}`, { ...values, count: shown })
}

/** Whether the catalogue has this id; for texts that content or a problem may or may not have. */
export function hasWords(id: string): boolean {
  return id in texts
}

/** A practice day, "2026-11-23", as people say it: "Monday, 23 November". The year only when it is not this one. */
export function dayInWords(day: string, today: string): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4)
  return (isThisYear ? DAY : DAY_AND_YEAR).format(new Date(`${day}T12:00:00Z`))
}

/** With its year, whichever it is. */
export function longDay(day: string): string {
  return dayInWords(day, '')
}

/** A month, "2026-11": "November 2026". */
export function monthInWords(month: string): string {
  return MONTH.format(new Date(`${month}-15T12:00:00Z`))
}

/** The same in a narrow place: "Nov". */
export function shortMonth(month: string): string {
  return SHORT_MONTH.format(new Date(`${month}-15T12:00:00Z`)).slice(0, 3)
}

/** The time of day of an instant in a zone, "14:02". */
export function timeInWords(instant: string, zone: string): string {
  return inZone(zone).time.format(new Date(instant))
}

/** An instant in a zone: "23 November 2026, 14:02". */
export function instantInWords(instant: string, zone: string): string {
  const { date, time } = inZone(zone)
  const at = new Date(instant)
  return `${date.format(at)}, ${time.format(at)}`
}

// Making a format costs more than using it a thousand times, and a list of ten years uses it as often.
const PLACE = 'en-GB'
const DATE = { day: 'numeric', month: 'long' } as const
const DAY = new Intl.DateTimeFormat(PLACE, { weekday: 'long', ...DATE, timeZone: 'UTC' })
const DAY_AND_YEAR = new Intl.DateTimeFormat(PLACE, {
  weekday: 'long',
  ...DATE,
  year: 'numeric',
  timeZone: 'UTC',
})
const SHORT_MONTH = new Intl.DateTimeFormat(PLACE, { month: 'short', timeZone: 'UTC' })
const MONTH = new Intl.DateTimeFormat(PLACE, { month: 'long', year: 'numeric', timeZone: 'UTC' })

interface ZoneFormats {
  readonly date: Intl.DateTimeFormat
  readonly time: Intl.DateTimeFormat
}
const formatsByZone = new Map<string, ZoneFormats>()

function inZone(timeZone: string): ZoneFormats {
  const known = formatsByZone.get(timeZone)
  if (known) return known
  const made = {
    date: new Intl.DateTimeFormat(PLACE, { ...DATE, year: 'numeric', timeZone }),
    time: new Intl.DateTimeFormat(PLACE, { hour: '2-digit', minute: '2-digit', timeZone }),
  }
  formatsByZone.set(timeZone, made)
  return made
}
