/**
 * A consultation, planned, logged or both, as its writes say it (PROTOCOL 4). Pure: the fields that say it are made by recording.ts.
 *
 * Logged is what has a date and minutes. A plan and its log are one object: what was wanted stands beside what came of it.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Write } from '../protocol/merge.ts'
import { Fields, isLocalTime } from './reading.ts'
import { isZone } from '../platform/zones.ts'

export const KIND = 'consultation'
/** The families of fields whose names end in an id: a plan's, and a log's. */
export const PLAN_FAMILIES = ['for.', 'agenda.'] as const
export const LOG_FAMILIES = ['domain.', 'hours-for.', 'closes.'] as const

export const LOG_TEXTS = [
  'name',
  'question',
  'options',
  'learned',
  'goal',
  'action',
  'outcome',
  'benefit',
] as const
export type LogText = (typeof LOG_TEXTS)[number]

export interface Plan {
  /** On the wall clock of `zone`, `2026-11-30T13:00`. */
  readonly when: string | null
  /** IANA name. */
  readonly zone: string
  /** Minutes. */
  readonly length: number | null
  readonly role: string | null
  /** The id of a contact. */
  readonly contact: string | null
  /** The rules whose signals are to be talked over. */
  readonly for: ReadonlySet<string>
  /** Texts by the agenda's part. */
  readonly agenda: ReadonlyMap<string, string>
}

/** Codes are those of forms.ts; null where nothing was said. */
export interface Log {
  readonly date: PracticeDay | null
  readonly minutes: number | null
  readonly kind: string | null
  /** How many shared the time, the person with them. */
  readonly members: number | null
  readonly mode: string | null
  readonly role: string | null
  readonly direction: string | null
  readonly domains: ReadonlySet<string>
  readonly hoursFor: ReadonlySet<string>
  /** By rule, whether this closes its signals. Of a rule that nothing is said of, the themes decide. */
  readonly closes: ReadonlyMap<string, boolean>
  readonly texts: Readonly<Record<LogText, string>>
  readonly actionBy: PracticeDay | null
  readonly hasSetAgenda: boolean
  readonly hasEvidence: boolean
  readonly isDeIdentified: boolean
}

export interface Consultation {
  readonly id: string
  readonly plan: Plan
  readonly log: Log
  readonly isLogged: boolean
  /** There is something to do yet: to meet, to write down what came of it, or to look again at what was to be done. */
  readonly isOpen: boolean
  readonly isRemoved: boolean
  /** The writer's clock of its first and of its last write. */
  readonly begunAt: string
  readonly changedAt: string
  /** How many writes stand behind it: a calendar tells a later plan by it. */
  readonly revision: number
}

export const NO_PLAN: Plan = {
  when: null,
  zone: 'UTC',
  length: null,
  role: null,
  contact: null,
  for: new Set(),
  agenda: new Map(),
}

export const NO_LOG: Log = {
  date: null,
  minutes: null,
  kind: null,
  members: null,
  mode: null,
  role: null,
  direction: null,
  domains: new Set(),
  hoursFor: new Set(),
  closes: new Map(),
  texts: textsFrom(() => ''),
  actionBy: null,
  hasSetAgenda: false,
  hasEvidence: false,
  isDeIdentified: false,
}

export function readConsultation(id: string, writes: readonly Write[]): Consultation {
  const fields = new Fields(writes)
  const [plan, log] = [planIn(fields), logIn(fields)]
  const isLogged = log.date !== null && log.minutes !== null
  const { isRemoved, begunAt, changedAt } = fields
  const isAwaited = log.texts.action !== '' && log.texts.outcome === ''
  // What a purge left of an old one is neither a plan nor a log, and waits for nothing.
  const isOpen = isLogged ? isAwaited : plan.when !== null
  return {
    id,
    plan,
    log,
    isLogged,
    isOpen,
    isRemoved,
    begunAt,
    changedAt,
    revision: writes.length,
  }
}

function planIn(fields: Fields): Plan {
  const when = fields.code('when')
  const zone = fields.code('zone') ?? ''
  return {
    when: when !== null && isLocalTime(when) ? when : null,
    // What another app wrote may name a zone that this browser does not know: the plan still shows.
    zone: isZone(zone) ? zone : 'UTC',
    length: fields.minutes('length'),
    role: fields.code('role'),
    contact: fields.code('contact'),
    for: fields.chosen('for.'),
    agenda: fields.texts('agenda.'),
  }
}

function logIn(fields: Fields): Log {
  return {
    date: fields.day('date'),
    minutes: fields.minutes('minutes'),
    kind: fields.code('kind'),
    members: fields.members('members'),
    mode: fields.code('mode'),
    role: fields.code('role'),
    direction: fields.code('direction'),
    domains: fields.chosen('domain.'),
    hoursFor: fields.chosen('hours-for.'),
    closes: fields.said('closes.'),
    texts: textsFrom((name) => fields.text(name)),
    actionBy: fields.day('action-by'),
    hasSetAgenda: fields.isTrue('set-agenda'),
    hasEvidence: fields.isTrue('evidence'),
    isDeIdentified: fields.isTrue('de-identified'),
  }
}

function textsFrom(text: (name: LogText) => string): Record<LogText, string> {
  const [name, question, options, learned] = [
    text('name'),
    text('question'),
    text('options'),
    text('learned'),
  ]
  const [goal, action, outcome, benefit] = [text('goal'), text('action'), text('outcome'), text('benefit')]
  return { name, question, options, learned, goal, action, outcome, benefit }
}
