/** A log as its form holds it: plain data that can be kept, begun from a plan or from nothing, and made a log again. */
import * as v from 'valibot'

import { LOG_TEXTS, type Consultation, type Log } from '../../consult/consultation.ts'
import { codesOf } from '../../consult/shippedForms.ts'
import type { Editing } from '../../consult/writing.ts'
import { shippedRule } from '../../insight/shippedRules.ts'
import { editingSchema } from './keeping.ts'

export const logFormSchema = v.object({
  editing: editingSchema,
  date: v.string(),
  minutes: v.string(),
  kind: v.string(),
  members: v.optional(v.string(), ''),
  mode: v.string(),
  role: v.string(),
  direction: v.string(),
  domains: v.array(v.string()),
  hoursFor: v.array(v.string()),
  /** What the person said of a rule; of the others the themes decide. */
  closes: v.record(v.string(), v.boolean()),
  texts: v.object(v.entriesFromList(LOG_TEXTS, v.string())),
  actionBy: v.string(),
  hasSetAgenda: v.boolean(),
  hasEvidence: v.boolean(),
  isDeIdentified: v.boolean(),
})

export type LogForm = v.InferOutput<typeof logFormSchema>

const MINUTES = '30'
/** What a talk with someone in a role most likely was. */
const KIND_BY_ROLE: Readonly<Record<string, string>> = {
  supervisor: 'individual-supervision',
  consultant: 'specialist',
  colleague: 'peer',
  group: 'peer-group',
  'advice-line': 'advice-line',
}

/** A talk that nobody planned: today, half an hour, about the themes of `rules`. */
export function freshLog(editing: Editing, today: string, rules: readonly string[]): LogForm {
  return {
    editing,
    ...{ date: today, minutes: MINUTES, kind: '', members: '', mode: '', role: '', direction: '' },
    domains: domainsOf(rules),
    hoursFor: [],
    closes: {},
    texts: {
      name: '',
      question: '',
      options: '',
      learned: '',
      goal: '',
      action: '',
      outcome: '',
      benefit: '',
    },
    actionBy: '',
    ...{ hasSetAgenda: false, hasEvidence: false, isDeIdentified: false },
  }
}

/** Of a plan: as it was planned. The person says what was otherwise. */
export function logOfPlan(editing: Editing, today: string, { plan }: Consultation): LogForm {
  const fresh = freshLog(editing, today, [...plan.for])
  const day = plan.when?.slice(0, 10) ?? today
  return {
    ...fresh,
    date: day < today ? day : today,
    minutes: String(plan.length ?? MINUTES),
    kind: KIND_BY_ROLE[plan.role ?? ''] ?? '',
    role: plan.role ?? '',
    texts: { ...fresh.texts, question: plan.agenda.get('question') ?? '' },
  }
}

/** One that is amended, or whose outcome is told now. */
export function logAgainForm(editing: Editing, { log }: Consultation): LogForm {
  const { date, minutes, kind, mode, role, direction, actionBy } = log
  return {
    editing,
    ...{ date: date ?? '', minutes: String(minutes ?? ''), actionBy: actionBy ?? '' },
    ...{ kind: kind ?? '', mode: mode ?? '', role: role ?? '', direction: direction ?? '' },
    members: String(log.members ?? ''),
    domains: [...log.domains],
    hoursFor: [...log.hoursFor],
    closes: Object.fromEntries(log.closes),
    texts: { ...log.texts },
    hasSetAgenda: log.hasSetAgenda,
    hasEvidence: log.hasEvidence,
    isDeIdentified: log.isDeIdentified,
  }
}

export function logFrom(form: LogForm): Log {
  const { kind, members, mode, role, direction, minutes } = form
  return {
    date: form.date || null,
    // What is no number at all is told at the field, and not taken for none.
    minutes: minutes.trim() === '' ? null : Number(minutes),
    members: members.trim() === '' ? null : Number(members),
    ...{ kind: kind || null, mode: mode || null, role: role || null, direction: direction || null },
    domains: new Set(form.domains),
    hoursFor: new Set(form.hoursFor),
    closes: new Map(Object.entries(form.closes)),
    texts: form.texts,
    actionBy: form.actionBy || null,
    hasSetAgenda: form.hasSetAgenda,
    hasEvidence: form.hasEvidence,
    isDeIdentified: form.isDeIdentified,
  }
}

/** Whether a field of the folded part says something: then it opens unfolded. */
export function hasMore({ texts, mode, direction, hoursFor, hasSetAgenda, hasEvidence }: LogForm): boolean {
  const { name, options, goal, benefit } = texts
  return (
    [mode, direction, name, options, goal, benefit].some(Boolean) ||
    hoursFor.length > 0 ||
    hasSetAgenda ||
    hasEvidence
  )
}

/** The themes of rules: what a talk about their signals was about. */
export function domainsOf(rules: readonly string[]): string[] {
  const all = rules.flatMap((rule) => shippedRule(rule)?.domain ?? [])
  return [...new Set(all)].filter((domain) => domain !== 'own')
}

/** The codes of a field with what it holds already, which may come from a later app. */
export function codesWith(field: string, now: string): readonly string[] {
  const codes = codesOf(field)
  return now === '' || codes.includes(now) ? codes : [...codes, now]
}
