/**
 * The journal as pages to read, in Markdown (PROTOCOL 15). Pure.
 *
 * Whatever a person wrote is shown as it was written: nothing in it becomes markup, a link or a tag.
 */
import { isMembers, type Members, type Value } from '../protocol/change.ts'
import type { Objects } from '../protocol/journalJson.ts'
import {
  answersInWords,
  compare,
  definitionOf,
  entriesIn,
  textOf,
  wordsOf,
  type Definitions,
  type Entry,
} from './definitions.ts'

/** What the pages say themselves. */
export interface Headings {
  readonly title: string
  readonly entries: string
  readonly consultation: string
  readonly worksheet: string
  readonly reflection: string
}

const CHAPTERS = ['consultation', 'worksheet', 'reflection'] as const

/** Entries by day, then consultations, worksheets and reflections, each with all of its texts. */
export function journalMarkdown(objects: Objects, definitions: Definitions, headings: Headings): string {
  const blocks = [
    `# ${headings.title}`,
    ...entryBlocks(objects, definitions, headings.entries),
    ...CHAPTERS.flatMap((kind) => [...chapter(objects, kind, headings[kind])]),
  ]
  return `${blocks.join('\n\n')}\n`
}

function* entryBlocks(objects: Objects, definitions: Definitions, title: string): Generator<string> {
  let day: string | null = null
  for (const entry of entriesIn(objects)) {
    if (day === null) yield `## ${title}`
    if (entry.day !== day) {
      day = entry.day
      yield `### ${inLine(day) || '?'}`
    }
    yield* entryBlock(entry, definitions)
  }
}

function* entryBlock(entry: Entry, definitions: Definitions): Generator<string> {
  yield `**${inLine(definitionOf(entry, definitions)?.title || entry.checklist) || '?'}**`
  const answers = answersInWords(entry, definitions).map(
    ({ linkId, question, code, display }) => `- ${inLine(question || linkId)} **${inLine(display || code)}**`,
  )
  if (answers.length > 0) yield answers.join('\n')
  if (entry.note !== '') yield quoted(entry.note)
}

function* chapter(objects: Objects, kind: string, title: string): Generator<string> {
  const all = [...(objects.get(kind) ?? [])].map(([id, fields]) => ({
    id,
    fields,
    heading: headingOf(id, fields),
  }))
  all.sort((one, other) => compare(one.heading, other.heading) || compare(one.id, other.id))
  if (all.length > 0) yield `## ${title}`
  for (const { fields, heading } of all) {
    yield `### ${inLine(heading)}`
    yield* fieldBlocks(fields)
  }
}

function headingOf(id: string, { date, when, day }: Members): string {
  return textOf(date) || textOf(when) || textOf(day) || id
}

function* fieldBlocks(fields: Members): Generator<string> {
  const all = Object.entries(fields).sort(([one], [other]) => compare(one, other))
  const short = all.flatMap(([name, value]) => {
    const said = shortOf(value)
    return said === '' ? [] : [`- ${inLine(labelOf(name))}: ${inLine(said)}`]
  })
  if (short.length > 0) yield short.join('\n')
  for (const [name, value] of all)
    if (wordsOf(value) !== '') yield `**${inLine(labelOf(name))}**\n\n${quoted(wordsOf(value))}`
}

/** `action-by` is "Action by". */
function labelOf(name: string): string {
  return name.replaceAll(/[-.]/g, ' ').replace(/^[a-z]/, (letter) => letter.toUpperCase())
}

function shortOf(value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  return isMembers(value) ? '' : textOf(value)
}

const LINE_END = /\r\n|\r|\n/

function quoted(text: string): string {
  return text
    .split(LINE_END)
    .map((line) => `> ${plain(line)}`.replace(/ +$/, ''))
    .join('\n')
}

/** A text on one line, with nothing in it that Markdown would take for its own. */
export function inLine(text: string): string {
  return plain(text.split(LINE_END).join(' '))
}

function plain(line: string): string {
  return line
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replaceAll(/[\\`*_{}[\]<>&~|#]/g, '\\$&')
    .replace(/^([ \t]*)([-+=])/, '$1\\$2')
    .replace(/^([ \t]*[0-9]+)([.)])/, '$1\\$2')
}
