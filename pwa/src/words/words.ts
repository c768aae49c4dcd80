/**
 * Every text a person reads, by id. English now; another language is another file of the same ids.
 *
 * `{name}` stands for a value. A counted text has two ids, `id.one` and `id.other`, chosen by Intl.PluralRules.
 */
import en from '../../content/words/en.json'

export type WordId = keyof typeof en
type Values = Readonly<Record<string, string | number>>

const language = 'en'
const texts: Readonly<Record<string, string>> = en
const plurals = new Intl.PluralRules(language)

/** The text of `id` with its values set in. Throws on an id that the catalogue lacks: a mistake of ours, never shown. */
export function words(id: WordId | (string & {}), values: Values = {}): string {
  const text = texts[id]
  if (text === undefined) throw new Error(`no words for ${id}`)
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The text for a number of things: `{count}` is set in. */
export function counted(id: string, count: number, values: Values = {}): string {
  const shown = new Intl.NumberFormat(language).format(count)
  return words(`${id}.${plurals.select(count) === 'one' ? 'one' : 'other'}`, { ...values, count: shown })
}

/** Whether the catalogue has this id; for texts that content or a problem may or may not have. */
export function hasWords(id: string): boolean {
  return id in texts
}

/** A practice day, "2026-11-23", as people say it: "Monday, 23 November". The year only when it is not this one. */
export function dayInWords(day: string, today: string): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const }
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC', ...year,
  }) // prettier-ignore
  return format.format(new Date(`${day}T12:00:00Z`))
}

/** The time of day of an instant in a zone, "14:02". */
export function timeInWords(instant: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(
    new Date(instant),
  )
}
