/**
 * CSV that a spreadsheet opens and that comes back as it was (RFC 4180, PROTOCOL 15).
 *
 * What a spreadsheet would take for a formula gets an apostrophe in front, and loses it when it is read: at the
 * beginning of a cell, and where one would begin if it splits at semicolons or tabs instead of commas: it then takes no
 * notice of quotes inside a cell.
 */
import { bytesToText } from './bytes.ts'
import { withoutMark } from './journalJson.ts'
import { Problem } from './problems.ts'

export interface Row {
  /** The number of its first line, the first of a file being 1. */
  readonly line: number
  readonly cells: readonly string[]
}

const MARK = '\ufeff'
// What spreadsheets take for the beginning of a formula, behind any apostrophes that stood there already.
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const INNER_FORMULA = /([;\t\r\n])(?=['"]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g
const HARMLESS_INSIDE = /([;\t\r\n])'(?=['"]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g
const MUST_BE_QUOTED = /[",;\t\r\n]|^ | $/
const DELIMITER = /^"?[a-z]+"?([,;\t])/

/** The file: UTF-8 with a byte order mark, commas, a line end of CR LF behind each row. */
export function writeTable(rows: readonly (readonly string[])[]): string {
  return MARK + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/**
 * Rows; empty lines are passed over. Throws malformed-file.
 *
 * The delimiter is what stands behind the first cell: spreadsheets write others.
 */
export function readTable(content: Uint8Array): readonly Row[] {
  const text = textOf(content)
  const [, delimiter] = DELIMITER.exec(text) ?? []
  if (delimiter === undefined) throw new Problem('malformed-file', 'no header')
  return [...rows(text, delimiter)].filter(({ cells }) => cells.length > 1 || cells[0] !== '')
}

function textOf(content: Uint8Array): string {
  try {
    return bytesToText(withoutMark(content))
  } catch (cause) {
    throw new Problem('malformed-file', 'not UTF-8', { cause })
  }
}

function* rows(text: string, delimiter: string): Generator<Row> {
  const bare = new RegExp(`[^"\r\n${delimiter}]*`, 'y')
  let [at, line, rowLine] = [0, 1, 1]
  let cells: string[] = []
  while (at < text.length) {
    const end = text[at] === '"' ? quotedEnd(text, at, line) : bareEnd(bare, text, at)
    const whole = text.slice(at, end)
    cells.push(uncelled(whole.startsWith('"') ? whole.slice(1, -1).replaceAll('""', '"') : whole))
    line += whole.split('\n').length - 1
    at = end
    if (text.startsWith(delimiter, at)) {
      at += 1
      if (at === text.length) cells.push('')
      continue
    }
    if (at < text.length && text[at] !== '\r' && text[at] !== '\n')
      throw new Problem('malformed-file', `line ${line}`)
    at += text.startsWith('\r\n', at) ? 2 : 1
    yield { line: rowLine, cells }
    line += 1
    ;[cells, rowLine] = [[], line]
  }
  if (cells.length > 0) yield { line: rowLine, cells }
}

function bareEnd(bare: RegExp, text: string, at: number): number {
  bare.lastIndex = at
  return at + (bare.exec(text)?.[0].length ?? 0)
}

/** Where a cell ends that begins with a quote; inside it, two are one. */
function quotedEnd(text: string, at: number, line: number): number {
  let end = text.indexOf('"', at + 1)
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  if (end < 0) throw new Problem('malformed-file', `line ${line}`)
  return end + 1
}

function cell(text: string): string {
  const inside = text.replaceAll(INNER_FORMULA, "$1'")
  const harmless = FORMULA.test(inside) ? `'${inside}` : inside
  return MUST_BE_QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

function uncelled(text: string): string {
  const bare = text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
  return bare.replaceAll(HARMLESS_INSIDE, '$1')
}
