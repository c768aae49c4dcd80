/**
 * The record of professional development as a table and as a page (PROTOCOL 15.7). Pure.
 *
 * The twin of sync/record_files.py. Words come from the catalogue; where it has none, codes stand for them.
 */
import type { PracticeMonth } from '../journal/months.ts'
import { writeTable } from '../protocol/tables.ts'
import { inLine } from './markdown.ts'
import { sumsOf, type Row } from './record.ts'

export const COLUMNS = ['date', 'minutes', 'type', 'theme', 'learning', 'action'] as const

/** A text by its id, with values set in; null where the catalogue has none. */
export type Say = (id: string, values?: Readonly<Record<string, string | number>>) => string | null

/** CSV that a spreadsheet opens. */
export function recordTable(rows: readonly Row[], say: Say): string {
  return writeTable([headsOf(say), ...rows.map((row) => cellsOf(row, say))])
}

/** Markdown: what it comes to, then every line. */
export function recordPage(
  rows: readonly Row[],
  first: PracticeMonth,
  last: PracticeMonth,
  say: Say,
): string {
  const blocks = [
    `# ${inLine(said(say, 'record.title'))}`,
    inLine(said(say, 'record.span', { first, last })),
    sumsInWords(rows, say)
      .map((line) => `- ${inLine(line)}`)
      .join('\n'),
  ]
  if (rows.length > 0) {
    const [heads = '', ...lines] = [headsOf(say), ...rows.map((row) => cellsOf(row, say))].map(
      (cells) => `| ${cells.map(inLine).join(' | ')} |`,
    )
    blocks.push([heads, `|${' --- |'.repeat(COLUMNS.length)}`, ...lines].join('\n'))
  }
  return `${blocks.join('\n\n')}\n`
}

export function headsOf(say: Say): readonly string[] {
  return COLUMNS.map((column) => said(say, `record.column.${column}`))
}

/** A cell for each of the columns. */
export function cellsOf(row: Row, say: Say): readonly string[] {
  const { date, minutes, themes, answers, learning } = row
  return [
    date,
    minutes === null ? '' : String(minutes),
    typeOf(row, say),
    themes.map((theme) => say(`domain.${theme}.title`) ?? theme).join(', '),
    [learning, ...answers.map(([prompt, text]) => `${say(`prompt.${prompt}`) ?? prompt}\n${text}`)]
      .filter((text) => text !== '')
      .join('\n\n'),
    actionOf(row, say),
  ]
}

/** One line for each thing that the record comes to. */
export function sumsInWords(rows: readonly Row[], say: Say): readonly string[] {
  const sums = sumsOf(rows)
  const lines = [
    said(say, 'record.sum.talks', { count: sums.talks, minutes: sums.minutes }),
    ...sums.byKind.map(([kind, minutes]) =>
      said(say, 'record.sum.of', { what: kindInWords(kind, say), minutes }),
    ),
    ...sums.towards.map(([code, minutes]) =>
      said(say, 'record.sum.towards', { what: say(`consult.choice.hours-for.${code}`) ?? code, minutes }),
    ),
  ]
  if (sums.reflections === 0) return lines
  const values = { count: sums.reflections, minutes: sums.reflectionMinutes }
  return [...lines, said(say, 'record.sum.reflections', values)]
}

function typeOf({ what, kind }: Row, say: Say): string {
  return what === 'talk' ? kindInWords(kind, say) : said(say, `record.type.${what}`)
}

function kindInWords(kind: string, say: Say): string {
  return (say(`consult.choice.kind.${kind}`) ?? kind) || said(say, 'consult.talk')
}

function actionOf({ action, actionBy }: Row, say: Say): string {
  return actionBy === '' ? action : said(say, 'record.action-by', { action, day: actionBy }).trim()
}

// Its own words are in the catalogue; were they not, a record is not lost for it.
function said(say: Say, id: string, values: Readonly<Record<string, string | number>> = {}): string {
  return say(id, values) ?? [id, ...Object.values(values)].join(' ')
}
