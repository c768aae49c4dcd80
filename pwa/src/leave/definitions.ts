/**
 * The checklists that a journal's answers were given to, in the wording of each version, read leniently. Pure.
 *
 * A malformed one costs its own part and nothing else: whatever else a journal holds still leaves.
 */
import { isMembers, type Members } from '../protocol/change.ts'
import type { Objects } from '../protocol/journalJson.ts'
import { CHECKLIST, WORDING } from '../protocol/wordings.ts'

export interface Option {
  readonly code: string
  readonly display: string
  /** 0 calm to 3, or null where there is no such order. */
  readonly ordinal: number | null
}

export interface Condition {
  readonly question: string
  readonly operator: '=' | '!=' | 'exists'
  readonly answer: string | boolean
}

export interface Question {
  readonly linkId: string
  readonly text: string
  readonly options: readonly Option[]
  readonly conditions: readonly Condition[]
  readonly behavior: 'any' | 'all' | ''
}

export interface Definition {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly questions: readonly Question[]
}

/** What an entry says; '' and 0 where it says nothing. */
export interface Entry {
  readonly id: string
  readonly checklist: string
  readonly version: number
  readonly day: string
  readonly zone: string
  readonly authored: string
  readonly note: string
  /** Codes by linkId. */
  readonly answers: ReadonlyMap<string, string>
}

/** One answer in the words that it was given to; codes alone where the wording is not known. */
export interface Answered {
  readonly linkId: string
  readonly question: string
  readonly code: string
  readonly display: string
  readonly ordinal: number | null
}

export type Definitions = ReadonlyMap<string, Definition>

const VERSION = 'version.'
const ANSWER = 'answer.'

/** By id and version: the app's own, and those in the journal. */
export function definitionsIn(objects: Objects, shipped: readonly unknown[]): Definitions {
  const found = new Map<string, Definition>()
  for (const value of [...shipped, ...ownIn(objects)]) {
    const definition = readDefinition(value)
    if (definition === null) continue
    const key = keyOf(definition.id, definition.version)
    if (!found.has(key)) found.set(key, definition)
  }
  return found
}

export function definitionOf(
  { checklist, version }: Entry,
  definitions: Definitions,
): Definition | undefined {
  return definitions.get(keyOf(checklist, version))
}

/** By day, then by when they were written. */
export function entriesIn(objects: Objects): readonly Entry[] {
  const read = [...(objects.get('entry') ?? [])].map(([id, fields]) => entryOf(id, fields))
  return read.sort(
    (one, other) =>
      compare(one.day, other.day) || compare(one.authored, other.authored) || compare(one.id, other.id),
  )
}

export function entryOf(id: string, fields: Members): Entry {
  const answers = new Map<string, string>()
  for (const [name, code] of Object.entries(fields))
    if (name.startsWith(ANSWER) && name !== ANSWER && typeof code === 'string' && code !== '')
      answers.set(name.slice(ANSWER.length), code)
  const { checklist, version, day, zone, authored, note } = fields
  return {
    id,
    checklist: textOf(checklist),
    version: isVersion(version) ? version : 0,
    day: textOf(day),
    zone: textOf(zone),
    authored: textOf(authored),
    note: wordsOf(note),
    answers,
  }
}

/** In the order of the checklist; then those that it does not know, by their linkId. */
export function answersInWords(entry: Entry, definitions: Definitions): readonly Answered[] {
  const questions = definitionOf(entry, definitions)?.questions ?? []
  const known = questions.flatMap((question) => {
    const code = entry.answers.get(question.linkId)
    return code === undefined ? [] : [answered(question, code)]
  })
  const named = new Set(questions.map(({ linkId }) => linkId))
  const others = [...entry.answers].filter(([linkId]) => !named.has(linkId))
  others.sort(([one], [other]) => compare(one, other))
  return [
    ...known,
    ...others.map(([linkId, code]) => ({ linkId, question: '', code, display: '', ordinal: null })),
  ]
}

/** By UTF-16 code units, so that both languages have one order. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** A string, or '' for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A text that people write. */
export function wordsOf(value: unknown): string {
  return isMembers(value) ? textOf(value['text']) : ''
}

function keyOf(id: string, version: number): string {
  return `${version}|${id}`
}

function answered({ linkId, text, options }: Question, code: string): Answered {
  const option = options.find((one) => one.code === code)
  return { linkId, question: text, code, display: option?.display ?? '', ordinal: option?.ordinal ?? null }
}

function* ownIn(objects: Objects): Generator {
  for (const kind of [CHECKLIST, WORDING])
    for (const [, fields] of [...(objects.get(kind) ?? [])].sort(([one], [other]) => compare(one, other)))
      for (const [name, value] of Object.entries(fields).sort(([one], [other]) => compare(one, other)))
        if (name.startsWith(VERSION)) yield value
}

function readDefinition(value: unknown): Definition | null {
  if (!isMembers(value)) return null
  const { version } = value
  const [id, questions] = [textOf(value['id']), listOf(value['item']).flatMap(readQuestion)]
  if (id === '' || !isVersion(version) || questions.length === 0) return null
  return { id, version, title: textOf(value['title']), questions }
}

function readQuestion(item: unknown): Question[] {
  if (!isMembers(item)) return []
  const [linkId, text] = [textOf(item['linkId']), textOf(item['text'])]
  if (linkId === '' || text === '') return []
  const behavior = item['enableBehavior']
  return [
    {
      linkId,
      text,
      options: listOf(item['answerOption']).flatMap(readOption),
      conditions: listOf(item['enableWhen']).flatMap(readCondition),
      behavior: behavior === 'any' || behavior === 'all' ? behavior : '',
    },
  ]
}

function readOption(option: unknown): Option[] {
  if (!isMembers(option)) return []
  const [code, display, ordinal] = [textOf(option['code']), textOf(option['display']), option['ordinal']]
  if (code === '' || display === '') return []
  const isKnown = typeof ordinal === 'number' && Number.isInteger(ordinal) && ordinal >= 0 && ordinal <= 3
  return [{ code, display, ordinal: isKnown ? ordinal : null }]
}

function readCondition(condition: unknown): Condition[] {
  if (!isMembers(condition)) return []
  const { operator, answer } = condition
  const question = textOf(condition['question'])
  if (question === '') return []
  if (operator === 'exists') return typeof answer === 'boolean' ? [{ question, operator, answer }] : []
  if (operator !== '=' && operator !== '!=') return []
  return typeof answer === 'string' && answer !== '' ? [{ question, operator, answer }] : []
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isVersion(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1
}
