/**
 * What an entry says, read from its writes, and the ops that amend, remove and bring back one. Pure.
 *
 * Fields: checklist, version, day, zone, authored, "answer.<linkId>" with the chosen code, note {text}.
 */
import type { Checklist } from '../checklists/definition.ts'
import type { Members, Op, Value } from '../protocol/change.ts'
import { timeMsOf } from '../protocol/hlc.ts'
import { fieldsOf, resolve, type Write } from '../protocol/merge.ts'

export interface Entry {
  readonly id: string
  readonly checklist: string
  readonly version: number
  readonly day: string
  /** IANA name. */
  readonly zone: string
  /** The instant the answers are about, RFC 3339, UTC. */
  readonly authored: string
  /** The instant it was first written, the same way. */
  readonly writtenAt: string
  /** Chosen codes by linkId. */
  readonly answers: ReadonlyMap<string, string>
  readonly note: string
  readonly isRemoved: boolean
  readonly isAmended: boolean
}

/** What a person may change of an entry. */
export interface Amended {
  readonly answers: ReadonlyMap<string, string>
  readonly note: string
}

/** One step in an entry's history: when, and what it set. */
export interface Version extends Amended {
  readonly at: string
  readonly removes: boolean
  /** The linkIds whose answer this step took back. */
  readonly cleared: readonly string[]
  readonly setsNote: boolean
}

/** What the name of an answer's field begins with; its linkId follows. */
export const ANSWER = 'answer.'

export function readEntry(id: string, writes: readonly Write[]): Entry {
  const { gone, fields } = resolve(writes)
  const value = (name: string): Value => fields.get(name)?.value ?? null
  const values = Object.fromEntries([...fields].map(([name, field]) => [name, field.value]))
  const first = writes.reduce(
    (earliest, write) => (write.at < earliest ? write.at : earliest),
    writes[0]?.at ?? '',
  )
  return {
    id,
    checklist: asText(value('checklist')),
    version: asNumber(value('version')),
    day: asText(value('day')),
    zone: asZone(value('zone')),
    authored: asInstant(value('authored')) ?? instantOf(first),
    writtenAt: instantOf(first),
    answers: answersIn(values),
    note: noteIn(value('note')),
    isRemoved: gone,
    isAmended: writes.length > 1,
  }
}

/** Each write of an entry, earliest first. */
export function versionsOf(writes: readonly Write[]): readonly Version[] {
  const byTime = [...writes].sort((one, other) => (one.at < other.at ? -1 : 1))
  return byTime.map((write) => {
    const fields = fieldsOf(write)
    return {
      at: instantOf(write.at),
      removes: write['delete'] === true,
      answers: answersIn(fields),
      cleared: linkIdsIn(fields).filter((linkId) => fields[ANSWER + linkId] === null),
      note: noteIn(fields['note'] ?? null),
      setsNote: 'note' in fields,
    }
  })
}

export interface Answered {
  readonly linkId: string
  readonly question: string
  readonly answer: string
}

/** Answers in the order and wording they were given to; by code where the app does not know the wording. */
export function answersInWords(
  { answers }: Pick<Amended, 'answers'>,
  checklist: Checklist | undefined,
): Answered[] {
  const items = checklist?.item ?? []
  const known = items.flatMap(({ linkId, text, answerOption }) => {
    const code = answers.get(linkId)
    if (code === undefined) return []
    return [
      { linkId, question: text, answer: answerOption.find((one) => one.code === code)?.display ?? code },
    ]
  })
  const others = [...answers].filter(([linkId]) => !items.some((item) => item.linkId === linkId))
  return [...known, ...others.map(([linkId, code]) => ({ linkId, question: linkId, answer: code }))]
}

const RECENT_MS = 30 * 86_400_000

/** Whether what was removed `at` this writer's clock can still be brought back from the list. */
export function isRecent(at: string, nowMs: number): boolean {
  return at !== '' && nowMs - timeMsOf(at) < RECENT_MS
}

/** The op that sets only what differs; null if nothing does. */
export function amendment(entry: Entry, { answers, note }: Amended): Op | null {
  const linkIds = new Set([...entry.answers.keys(), ...answers.keys()])
  const set: Record<string, Value> = {}
  for (const linkId of linkIds) {
    const code = answers.get(linkId)
    if (code !== entry.answers.get(linkId)) set[ANSWER + linkId] = code ?? null
  }
  if (note.trim() !== entry.note.trim()) set['note'] = { text: note.trim() }
  return Object.keys(set).length === 0 ? null : { kind: 'entry', id: entry.id, set }
}

export function removal(id: string): Op {
  return { kind: 'entry', id, delete: true }
}

/** A new write of every field, which no delete has seen: the entry is there again (PROTOCOL 5). */
export function restoral(id: string, writes: readonly Write[]): Op {
  return { kind: 'entry', id, set: currentFields(writes) }
}

/** The value of every field, removed or not. */
export function currentFields(writes: readonly Write[]): Members {
  return Object.fromEntries([...resolve(writes).fields].map(([name, { value }]) => [name, value]))
}

/** The chosen codes in fields, by linkId. */
function answersIn(fields: Members): Map<string, string> {
  const answers = new Map<string, string>()
  for (const linkId of linkIdsIn(fields)) {
    const code = fields[ANSWER + linkId]
    if (typeof code === 'string') answers.set(linkId, code)
  }
  return answers
}

export function noteIn(value: Value): string {
  if (typeof value !== 'object' || value === null || !('text' in value)) return ''
  return asText(value.text)
}

function linkIdsIn(fields: Members): string[] {
  const names = Object.keys(fields).filter((name) => name.startsWith(ANSWER))
  return names.map((name) => name.slice(ANSWER.length))
}

function asText(value: Value): string {
  return typeof value === 'string' ? value : ''
}

function asNumber(value: Value): number {
  return typeof value === 'number' ? value : 0
}

// What another app wrote may name a zone or an instant that this browser does not know: the entry still shows.
function asZone(value: Value): string {
  const zone = asText(value)
  if (!knownZones.has(zone)) knownZones.set(zone, isZone(zone) ? zone : 'UTC')
  return knownZones.get(zone) ?? 'UTC'
}

const knownZones = new Map<string, string>([['', 'UTC']])

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (failure) {
    if (failure instanceof RangeError) return false
    throw failure
  }
}

function asInstant(value: Value): string | null {
  return Number.isNaN(Date.parse(asText(value))) ? null : asText(value)
}

function instantOf(at: string): string {
  return at === '' ? '' : new Date(timeMsOf(at)).toISOString()
}
