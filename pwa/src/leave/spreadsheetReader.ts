/**
 * What a table of ours says, read back (PROTOCOL 15). Pure.
 *
 * A row that cannot be what it says is named, and the others are taken.
 */
import type { Members, Value } from '../protocol/change.ts'
import { canonicalJson } from '../protocol/canonical.ts'
import { faultOf, mustBeOfSize, shown, type Read, type Refused } from '../protocol/journalJson.ts'
import { Problem, type ProblemType } from '../protocol/problems.ts'
import { readTable, type Row } from '../protocol/tables.ts'
import {
  CONSULTATION_COLUMNS,
  consultationHeadings,
  ENTRY_COLUMNS,
  headingOf,
  STAYS_OPEN,
  type Holds,
} from './spreadsheets.ts'

type Cells = ReadonlyMap<string, string>

/** Throws file-too-large, malformed-file. */
export function readSpreadsheet(content: Uint8Array): Read {
  mustBeOfSize(content.length)
  const [heading, ...rows] = readTable(content)
  const columns = heading?.cells ?? []
  if (isSame(columns, ENTRY_COLUMNS)) return readRows('entry', columns, rows, entryFields)
  if (isSame(columns, consultationHeadings()))
    return readRows('consultation', columns, rows, consultationFields)
  throw new Problem('malformed-file', 'other columns')
}

/** A cell that cannot be read: its column. */
class Wrong extends Error {
  readonly column: string

  constructor(column: string) {
    super(column)
    this.column = column
  }
}

/** Rows of one id say one object together. */
function readRows(
  kind: string,
  columns: readonly string[],
  rows: readonly Row[],
  fieldsOf: (cells: Cells) => Members,
): Read {
  const objects = new Map<string, Members>()
  const refused: Refused[] = []
  for (const { line, cells } of rows) {
    const [id = ''] = cells
    const refuse = (type: ProblemType, field: string): void =>
      void refused.push({ kind, id: shown(id), type, line, field })
    try {
      if (cells.length !== columns.length) throw new Wrong(columns[0] ?? '')
      const fields = fieldsOf(new Map(columns.map((column, at) => [column, cells[at] ?? ''])))
      const joined = join(objects.get(id) ?? {}, fields)
      const fault = faultOf(kind, id, joined)
      if (fault === null) objects.set(id, joined)
      else refuse(fault, '')
    } catch (wrong) {
      if (!(wrong instanceof Wrong)) throw wrong
      refuse('malformed-row', wrong.column)
    }
  }
  return { objects: objects.size === 0 ? new Map() : new Map([[kind, objects]]), refused }
}

function join(known: Members, fields: Members): Members {
  for (const [name, value] of Object.entries(fields))
    if (Object.hasOwn(known, name) && canonicalJson(known[name] ?? null) !== canonicalJson(value))
      throw new Wrong(name)
  return Object.fromEntries([...Object.entries(known), ...Object.entries(fields)])
}

function entryFields(cells: Cells): Members {
  const cell = (name: string): string => cells.get(name) ?? ''
  if (cell('checklist') === '') throw new Wrong('checklist')
  const said: [string, Value][] = [
    ['checklist', cell('checklist')],
    ['version', wholeIn('version', cell('version'))],
    ['day', dayIn('day', cell('day'))],
  ]
  for (const name of ['zone', 'authored']) if (cell(name) !== '') said.push([name, cell(name)])
  if ((cell('question') === '') !== (cell('answer') === '')) throw new Wrong('answer')
  if (cell('question') !== '') said.push([`answer.${cell('question')}`, cell('answer')])
  if (cell('note') !== '') said.push(['note', { text: cell('note') }])
  return Object.fromEntries(said)
}

function consultationFields(cells: Cells): Members {
  const said: [string, Value][] = []
  for (const [name, holds] of CONSULTATION_COLUMNS) {
    const cell = cells.get(headingOf(name)) ?? ''
    if (cell === '') continue
    if (holds === 'family') for (const id of idsIn(cell)) said.push([name + id, true])
    else said.push([name, READERS[holds](name, cell)])
  }
  for (const id of idsIn(cells.get(STAYS_OPEN) ?? '')) said.push([`closes.${id}`, false])
  return Object.fromEntries(said)
}

const READERS: Readonly<Record<Exclude<Holds, 'family'>, (name: string, cell: string) => Value>> = {
  text: (_, cell) => ({ text: cell }),
  code: (_, cell) => cell,
  day: dayIn,
  local: localIn,
  whole: wholeIn,
  'yes-or-no': yesOrNoIn,
}

function dayIn(name: string, cell: string): string {
  if (!isDay(cell)) throw new Wrong(name)
  return cell
}

function localIn(name: string, cell: string): string {
  const [, day] = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d$/.exec(cell) ?? []
  if (day === undefined || !isDay(day)) throw new Wrong(name)
  return cell
}

function wholeIn(name: string, cell: string): number {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(cell) || !Number.isSafeInteger(Number(cell))) throw new Wrong(name)
  return Number(cell)
}

function yesOrNoIn(name: string, cell: string): boolean {
  if (cell !== 'yes' && cell !== 'no') throw new Wrong(name)
  return cell === 'yes'
}

function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}

function idsIn(cell: string): readonly string[] {
  return cell.split(' ').filter((id) => id !== '')
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((cell, at) => cell === other[at])
}
