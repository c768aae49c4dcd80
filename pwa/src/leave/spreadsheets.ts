/**
 * Entries and consultations as tables (PROTOCOL 15). Pure.
 *
 * One row for each answer, in the words that it was given to; only the codes are read back.
 */
import type { Members, Value } from '../protocol/change.ts'
import type { Objects } from '../protocol/journalJson.ts'
import { writeTable } from '../protocol/tables.ts'
import { answersInWords, compare, entriesIn, textOf, wordsOf, type Definitions } from './definitions.ts'

export const ENTRY_COLUMNS = [
  'entry',
  'day',
  'zone',
  'authored',
  'checklist',
  'version',
  'question',
  'question in words',
  'answer',
  'answer in words',
  'note',
] as const

/** What a column of a consultation holds; a family holds the ids in its fields' names. */
export type Holds = 'text' | 'code' | 'day' | 'local' | 'whole' | 'yes-or-no' | 'family'

export const CONSULTATION_COLUMNS: ReadonlyMap<string, Holds> = new Map([
  ['date', 'day'],
  ['minutes', 'whole'],
  ['kind', 'code'],
  ['mode', 'code'],
  ['role', 'code'],
  ['name', 'text'],
  ['direction', 'code'],
  ['set-agenda', 'yes-or-no'],
  ['domain.', 'family'],
  ['question', 'text'],
  ['options', 'text'],
  ['learned', 'text'],
  ['goal', 'text'],
  ['action', 'text'],
  ['action-by', 'day'],
  ['outcome', 'text'],
  ['benefit', 'text'],
  ['hours-for.', 'family'],
  ['evidence', 'yes-or-no'],
  ['de-identified', 'yes-or-no'],
  ['closes.', 'family'],
  ['for.', 'family'],
  ['when', 'local'],
  ['zone', 'code'],
  ['length', 'whole'],
  ['contact', 'code'],
])

// `closes.` says yes or no by rule: those that say no stand in a column of their own.
const CLOSES = 'closes.'
export const STAYS_OPEN = 'stays-open'

/** The CSV of all entries, a row for each answer. */
export function entriesTable(objects: Objects, definitions: Definitions): string {
  const rows = entriesIn(objects).flatMap((entry) => {
    const { id, day, zone, authored, checklist, version, note } = entry
    const said = [id, day, zone, authored, checklist, version === 0 ? '' : String(version)]
    const answers = answersInWords(entry, definitions).map((one) => [
      one.linkId,
      one.question,
      one.code,
      one.display,
    ])
    const shown = answers.length > 0 ? answers : [['', '', '', '']]
    return shown.map((answer, place) => [...said, ...answer, place === 0 ? note : ''])
  })
  return writeTable([ENTRY_COLUMNS, ...rows])
}

/** The CSV of all consultations, planned or logged, a row for each. */
export function consultationsTable(objects: Objects): string {
  const all = [...(objects.get('consultation') ?? [])].sort(
    ([one, itsFields], [other, fields]) => compare(whenOf(itsFields), whenOf(fields)) || compare(one, other),
  )
  return writeTable([consultationHeadings(), ...all.map(([id, fields]) => [id, ...cellsOf(fields)])])
}

export function consultationHeadings(): readonly string[] {
  const names = [...CONSULTATION_COLUMNS.keys()].flatMap((name) =>
    name === CLOSES ? [headingOf(name), STAYS_OPEN] : [headingOf(name)],
  )
  return ['consultation', ...names]
}

export function headingOf(name: string): string {
  return name.replace(/\.$/, '')
}

function cellsOf(fields: Members): string[] {
  return [...CONSULTATION_COLUMNS].flatMap(([name, holds]) => {
    if (holds !== 'family') return [written(fields[name] ?? null, holds)]
    const yes = idsIn(fields, name, true)
    return name === CLOSES ? [yes, idsIn(fields, name, false)] : [yes]
  })
}

function written(value: Value, holds: Holds): string {
  if (holds === 'text') return wordsOf(value)
  if (holds === 'yes-or-no') return typeof value === 'boolean' ? (value ? 'yes' : 'no') : ''
  if (holds === 'whole') return typeof value === 'number' && value >= 0 ? String(value + 0) : ''
  return textOf(value)
}

function idsIn(fields: Members, family: string, said: boolean): string {
  return Object.entries(fields)
    .filter(([name, value]) => name.startsWith(family) && value === said)
    .map(([name]) => name.slice(family.length))
    .filter((id) => id !== '' && !id.includes(' '))
    .sort(compare)
    .join(' ')
}

function whenOf({ date, when }: Members): string {
  return textOf(date) || textOf(when)
}
