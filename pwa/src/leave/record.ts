/**
 * The record of professional development: talks, reflections and what was learned, of a span of months. Pure.
 *
 * The twin of sync/record.py (PROTOCOL 15.7). Of a reflection it says that one was written, and of an entry nothing: a
 * text of either is in it only if that one was named.
 */
import { isDay } from '../insight/dayNumbers.ts'
import { isMinutes } from '../insight/events.ts'
import { monthOf, type PracticeMonth } from '../journal/months.ts'
import type { Members, Value } from '../protocol/change.ts'
import type { Objects } from '../protocol/journalJson.ts'
import { compare, textOf, wordsOf } from './definitions.ts'

export type What = 'talk' | 'reflection' | 'note'

/** One line of the record. */
export interface Row {
  readonly what: What
  readonly id: string
  readonly date: string
  /** Null where nothing was said. */
  readonly minutes: number | null
  /** Of a talk, '' if none was said; of all else what it is. */
  readonly kind: string
  /** Domains. */
  readonly themes: readonly string[]
  readonly learning: string
  readonly action: string
  readonly actionBy: string
  /** Codes. */
  readonly countsTowards: readonly string[]
  /** Of a reflection, each prompt's id with what was written to it. */
  readonly answers: readonly (readonly [prompt: string, text: string])[]
}

/** Ids of what was named one by one: reflections and entries whose texts go along, talks that stay out. */
export interface Named {
  readonly reflections: ReadonlySet<string>
  readonly entries: ReadonlySet<string>
  readonly without: ReadonlySet<string>
}

/** What a record comes to; minutes of talks by code, most of them first. */
export interface Sums {
  readonly talks: number
  readonly minutes: number
  readonly byKind: readonly (readonly [code: string, minutes: number])[]
  readonly towards: readonly (readonly [code: string, minutes: number])[]
  readonly reflections: number
  readonly reflectionMinutes: number
}

export const NOTHING_NAMED: Named = { reflections: new Set(), entries: new Set(), without: new Set() }
const PROMPT = 'prompt.'
const PLAIN = {
  themes: [],
  learning: '',
  action: '',
  actionBy: '',
  countsTowards: [],
  answers: [],
} as const

/** Every line of the months from `first` to `last`, by date. */
export function rowsOf(
  objects: Objects,
  first: PracticeMonth,
  last: PracticeMonth,
  named: Named = NOTHING_NAMED,
): readonly Row[] {
  const rows = [...talks(objects, named), ...reflections(objects, named), ...notes(objects, named)]
  return rows
    .filter(({ date }) => first <= monthOf(date) && monthOf(date) <= last)
    .sort(
      (one, other) =>
        compare(one.date, other.date) || compare(one.what, other.what) || compare(one.id, other.id),
    )
}

/** What these lines come to. */
export function sumsOf(rows: readonly Row[]): Sums {
  const talked = rows.filter(({ what }) => what === 'talk')
  const reflected = rows.filter(({ what }) => what === 'reflection')
  return {
    talks: talked.length,
    minutes: minutesOf(talked),
    byKind: mostFirst(talked.map(({ kind, minutes }) => [kind, minutes ?? 0])),
    towards: mostFirst(
      talked.flatMap(({ countsTowards, minutes }) =>
        countsTowards.map((code): [string, number] => [code, minutes ?? 0]),
      ),
    ),
    reflections: reflected.length,
    reflectionMinutes: minutesOf(reflected),
  }
}

/**
 * Logged ones, which is what has a day and minutes. One that does not say that no client can be recognised from it
 * keeps its texts to itself.
 */
function* talks(objects: Objects, { without }: Named): Generator<Row> {
  for (const [id, fields] of objects.get('consultation') ?? []) {
    const { date, minutes } = fields
    if (without.has(id) || !isDayText(date) || !isMinutes(minutes)) continue
    const mayBeRead = fields['de-identified'] === true
    const by = fields['action-by']
    yield {
      ...PLAIN,
      what: 'talk',
      id,
      date,
      minutes,
      kind: textOf(fields['kind']),
      themes: idsIn(fields, 'domain.'),
      learning: mayBeRead ? wordsOf(fields['learned']) : '',
      action: mayBeRead ? wordsOf(fields['action']) : '',
      actionBy: mayBeRead && isDayText(by) ? by : '',
      countsTowards: idsIn(fields, 'hours-for.').filter((code) => code !== 'nothing'),
    }
  }
}

function* reflections(objects: Objects, named: Named): Generator<Row> {
  for (const [id, fields] of objects.get('reflection') ?? []) {
    const { day, minutes } = fields
    const written = Object.keys(fields)
      .filter((name) => name.startsWith(PROMPT) && wordsOf(fields[name]) !== '')
      .sort(compare)
      .map((name): [string, string] => [name.slice(PROMPT.length), wordsOf(fields[name])])
    if (!isDayText(day) || written.length === 0) continue
    const what = 'reflection'
    const answers = named.reflections.has(id) ? written : []
    yield { ...PLAIN, what, id, date: day, minutes: isMinutes(minutes) ? minutes : null, kind: what, answers }
  }
}

function* notes(objects: Objects, { entries }: Named): Generator<Row> {
  for (const [id, { day, note }] of objects.get('entry') ?? []) {
    const learning = wordsOf(note)
    if (!entries.has(id) || !isDayText(day) || learning === '') continue
    yield { ...PLAIN, what: 'note', id, date: day, minutes: null, kind: 'note', learning }
  }
}

function idsIn(fields: Members, family: string): readonly string[] {
  const names = Object.keys(fields).filter((name) => name.startsWith(family) && fields[name] === true)
  return names.map((name) => name.slice(family.length)).sort(compare)
}

function isDayText(value: Value | undefined): value is string {
  return typeof value === 'string' && isDay(value)
}

function minutesOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0)
}

function mostFirst(all: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>()
  for (const [code, minutes] of all) sums.set(code, (sums.get(code) ?? 0) + minutes)
  return [...sums].sort(([one, most], [other, more]) => more - most || compare(one, other))
}
