/** The writes of the journal as what signals are made of, each at its writer's clock. Pure. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { ANSWER, noteIn } from '../journal/entry.ts'
import type { Members, Seen, Value } from '../protocol/change.ts'
import { timeMsOf, type Hlc } from '../protocol/hlc.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { fieldsOf, resolve, type Write } from '../protocol/merge.ts'
import { dayOf, isDay, numberOf } from './dayNumbers.ts'
import { broughtBy } from './itemRules.ts'
import type { Rule } from './rule.ts'
import { shippedQuestions } from './shippedQuestions.ts'
import { ANSWERS, type Answer } from './signal.ts'

export const MINUTES_MAX = 1440
export const SNOOZE_DAYS_MAX = 7

/** The kinds of objects that signals come from. */
export const KINDS = ['entry', 'signal', 'consultation', 'rule', 'checklist'] as const
export type Kind = (typeof KINDS)[number]

interface Placed {
  readonly at: Hlc
  readonly device: DeviceId
  readonly counter: number
  /** The object it comes from; with `at` and `device` it puts every event in one order. */
  readonly object: string
  readonly day: PracticeDay
}

/** Answers of one check that one write gave, as they stand now. */
export interface Checked extends Placed {
  readonly what: 'checked'
  readonly checklist: string
  /** The instant the answers are about, in milliseconds. */
  readonly aboutMs: number
  /** Not the check itself but a later change of it. */
  readonly isAmendment: boolean
  readonly answers: readonly (readonly [linkId: string, code: string])[]
}

/** What a person answered to a signal. */
export interface Answered extends Placed {
  readonly what: 'answered'
  readonly rule: string
  readonly answer: Answer
  readonly until: PracticeDay | null
  readonly consultation: string | null
  /** What of other phones was at hand when it was given. */
  readonly seen: Seen
}

export interface Consulted extends Placed {
  readonly what: 'consulted'
  readonly domains: readonly string[]
  /** Rule ids whose signals the person says that it closes, or does not close. */
  readonly closes: readonly (readonly [rule: string, isClosed: boolean])[]
  /** Until when the next step agreed on was to be done. */
  readonly actionBy: PracticeDay | null
}

/** How the next step of a logged consultation turned out is written. */
export interface TurnedOut extends Placed {
  readonly what: 'turned-out'
}

/** A consultation that was planned; logged since, or not. */
export interface Planned extends Placed {
  readonly what: 'planned'
  /** The day it is planned for. */
  readonly when: PracticeDay
}

/** The person changed a rule: it applies so from `day` on. */
export interface Ruled extends Placed {
  readonly what: 'ruled'
  readonly rule: string
  /** All that was set so far, this write with it. */
  readonly fields: Members
  /** Not the person's setting of it, but the rule that an own question brings from here on; null: no more. */
  readonly brought?: Rule | null
}

export type JournalEvent = Checked | Answered | Planned | Consulted | TurnedOut | Ruled

/** All events of one object as it stands now; none once it is removed. */
export interface ObjectEvents {
  readonly kind: Kind
  readonly id: string
  readonly events: readonly JournalEvent[]
}

export function eventsOf(kind: Kind, id: string, writes: readonly Write[]): ObjectEvents {
  return { kind, id, events: READERS[kind](id, writes) }
}

const READERS: Record<Kind, (id: string, writes: readonly Write[]) => JournalEvent[]> = {
  entry: checksIn,
  signal: answersIn,
  consultation: consultationsIn,
  rule: rulingsIn,
  checklist: questionsIn,
}

const WHATS = ['checked', 'answered', 'planned', 'consulted', 'turned-out', 'ruled'] as const

/** One order for all phones: the writer's clock, then the device, then the object, then what one write says of it. */
export function inOrder(one: JournalEvent, other: JournalEvent): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1
  if (one.device !== other.device) return one.device < other.device ? -1 : 1
  if (one.object !== other.object) return one.object < other.object ? -1 : 1
  if (one.what === 'ruled' && other.what === 'ruled' && one.rule !== other.rule)
    return one.rule < other.rule ? -1 : 1
  return WHATS.indexOf(one.what) - WHATS.indexOf(other.what)
}

/** By the name of its field: one text for all answers to an item is found faster than many alike. */
const SHIPPED = new Map([...shippedQuestions.keys()].map((linkId) => [ANSWER + linkId, linkId]))

function checksIn(id: string, writes: readonly Write[]): JournalEvent[] {
  const [only] = writes
  // Nearly every entry was written once: ten years need no resolving.
  if (writes.length === 1 && only) {
    const fields = fieldsOf(only)
    return only['delete'] === true ? [] : checkOf(id, only, fields, Object.keys(fields), false)
  }
  const read = resolved(writes)
  if (read === null) return []
  const { fields, by } = read
  const first = [...by.values()].reduce(firstOf)
  const groups = new Map<Write, string[]>([[first, []]])
  for (const [name, write] of by) groups.set(write, [...(groups.get(write) ?? []), name])
  return [...groups].flatMap(([write, names]) => checkOf(id, write, fields, names, write !== first))
}

function checkOf(
  id: string,
  write: Write,
  fields: Members,
  names: readonly string[],
  isAmendment: boolean,
): Checked[] {
  const day = dayIn(fields['day'])
  if (day === null) return []
  const given: [string, string][] = []
  for (const name of names) {
    const code = fields[name]
    const linkId = SHIPPED.get(name) ?? (name.startsWith(ANSWER) ? name.slice(ANSWER.length) : undefined)
    if (linkId !== undefined && typeof code === 'string') given.push([linkId, code])
  }
  if (isAmendment && given.length === 0) return []
  const aboutMs = instantIn(fields['authored']) ?? timeMsOf(write.at)
  const checklist = textIn(fields['checklist'])
  return [{ what: 'checked', ...placed(id, write, day), checklist, aboutMs, isAmendment, answers: given }]
}

function answersIn(id: string, writes: readonly Write[]): JournalEvent[] {
  const read = resolved(writes)
  const by = read?.by.get('answer')
  if (!read || !by) return []
  const { fields } = read
  const answer = ANSWERS.find((one) => one === fields['answer'])
  const rule = fields['rule']
  const day = dayIn(fields['day'])
  if (answer === undefined || typeof rule !== 'string' || day === null) return []
  const consultation = fields['consultation']
  return [
    {
      what: 'answered',
      ...placed(id, by, day),
      rule,
      answer,
      until: untilIn(fields['until'], by, day),
      consultation: typeof consultation === 'string' ? consultation : null,
      seen: by.seen,
    },
  ]
}

function consultationsIn(id: string, writes: readonly Write[]): JournalEvent[] {
  const read = resolved(writes)
  if (read === null) return []
  const { fields, by } = read
  const writtenOn = ({ at }: Write): PracticeDay => at.slice(0, 10)
  const events: JournalEvent[] = []
  const [when, planned] = [dayIn(textIn(fields['when']).slice(0, 10)), by.get('when')]
  if (when !== null && planned)
    events.push({ what: 'planned', ...placed(id, planned, writtenOn(planned)), when })
  const [date, logged] = [dayIn(fields['date']), by.get('date')]
  if (date === null || !logged || !isMinutes(fields['minutes'])) return events
  events.push({ what: 'consulted', ...placed(id, logged, date), ...logIn(fields) })
  const told = by.get('outcome')
  if (told && noteIn(fields['outcome'] ?? null).trim() !== '') {
    const later = lastOf(told, logged)
    events.push({ what: 'turned-out', ...placed(id, later, writtenOn(later)) })
  }
  return events
}

function logIn(fields: Members): Pick<Consulted, 'domains' | 'closes' | 'actionBy'> {
  const named = (prefix: string): [string, Value][] =>
    Object.entries(fields).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    )
  return {
    domains: named('domain.').flatMap(([domain, value]) => (value === true ? [domain] : [])),
    closes: named('closes.').flatMap(([rule, value]) => (typeof value === 'boolean' ? [[rule, value]] : [])),
    actionBy: dayIn(fields['action-by']),
  }
}

/** Each write of a rule is an event of its own: what held before it still holds for the days before. */
function rulingsIn(id: string, writes: readonly Write[]): JournalEvent[] {
  let fields: Members = {}
  return [...writes]
    .sort((one, other) => (firstOf(one, other) === one ? -1 : 1))
    .flatMap((write) => {
      fields = { ...fields, ...fieldsOf(write) }
      const day = dayIn(fields['from'])
      return day === null ? [] : [{ what: 'ruled', ...placed(id, write, day), rule: id, fields }]
    })
}

/** What a version of a checklist brings holds from the day it was made on, and what it takes away until then. */
function questionsIn(id: string, writes: readonly Write[]): JournalEvent[] {
  return broughtBy(id, writes).flatMap(({ write, from, rules }) => {
    const day = dayIn(from) ?? write.at.slice(0, 10)
    return rules.map((one): Ruled => ({ what: 'ruled', ...placed(id, write, day), ...one, fields: {} }))
  })
}

/** Fields by their values now, each with the write that gave it; null once the object is gone. */
function resolved(writes: readonly Write[]): { fields: Members; by: ReadonlyMap<string, Write> } | null {
  const { gone, fields } = resolve(writes)
  if (gone) return null
  const by = new Map<string, Write>()
  for (const [name, { value }] of fields) {
    const setters = writes.filter((write) => Object.hasOwn(fieldsOf(write), name))
    const same = setters.filter((write) => JSON.stringify(fieldsOf(write)[name]) === JSON.stringify(value))
    // A text that two wrote is neither's alone: then the last of them.
    by.set(name, (same.length > 0 ? same : setters).reduce(lastOf))
  }
  return by.size === 0
    ? null
    : { fields: Object.fromEntries([...fields].map(([name, { value }]) => [name, value])), by }
}

function firstOf(one: Write, other: Write): Write {
  if (one.at !== other.at) return one.at < other.at ? one : other
  return one.device < other.device ? one : other
}

function lastOf(one: Write, other: Write): Write {
  return firstOf(one, other) === one ? other : one
}

function placed(object: string, { at, device, counter }: Write, day: PracticeDay): Placed {
  return { at, device, counter, object, day: notLaterThan(at, day) }
}

/** Nobody can have lived a day that was still to come when it was written, but for time zones. */
function notLaterThan(at: Hlc, day: PracticeDay): PracticeDay {
  if (day <= at.slice(0, 10)) return day
  const most = dayOf(numberOf(at.slice(0, 10)) + 1)
  return day < most ? day : most
}

function dayIn(value: Value | undefined): PracticeDay | null {
  return typeof value === 'string' && isDay(value) ? value : null
}

/** Milliseconds since 1970 of an instant with its zone, RFC 3339: other texts are read differently by each engine. */
function instantIn(value: Value | undefined): number | null {
  const text = textIn(value)
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : NaN
  return Number.isNaN(ms) ? null : ms
}

/** A snooze ends within a week of the day it was said on, whatever is written: nothing is put off for years. */
function untilIn(value: Value | undefined, { at }: Write, day: PracticeDay): PracticeDay | null {
  const until = dayIn(value)
  const most = dayOf(numberOf(notLaterThan(at, day)) + SNOOZE_DAYS_MAX)
  return until !== null && until > most ? most : until
}

/** How long a consultation may be, in minutes: a day. */
export function isMinutes(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MINUTES_MAX
}

function textIn(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}
