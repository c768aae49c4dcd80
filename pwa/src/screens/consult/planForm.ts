/** A plan as its form holds it: plain data that can be kept, made from signals or from a plan, and made a plan again. */
import * as v from 'valibot'

import { agendaFor, minutesOf, type AgendaPart, type AgendaWay } from '../../consult/agenda.ts'
import type { Plan } from '../../consult/consultation.ts'
import { NO_PLAN } from '../../consult/consultation.ts'
import { refuseIf } from '../../consult/problems.ts'
import { isLocalTime } from '../../consult/reading.ts'
import type { Editing } from '../../consult/writing.ts'
import { isZone } from '../../consult/zones.ts'
import type { Signal } from '../../insight/signal.ts'
import { words } from '../../words/words.ts'
import { editingSchema } from './keeping.ts'
import { isOver } from './talking.ts'

export const planFormSchema = v.object({
  editing: editingSchema,
  day: v.string(),
  time: v.string(),
  zone: v.string(),
  length: v.string(),
  role: v.string(),
  contact: v.string(),
  way: v.picklist(['whole', 'quick']),
  rules: v.array(v.string()),
  /** By part of the agenda. */
  agenda: v.record(v.string(), v.string()),
  /** What the app wrote there: what the person left as it was is written anew when the signals change. */
  drafted: v.record(v.string(), v.string()),
  isDrafting: v.boolean(),
})

export type PlanForm = v.InferOutput<typeof planFormSchema>

const DAY_MS = 86_400_000
const AT = '13:00'
const LENGTH_WHOLE = 45

interface Beginning {
  readonly editing: Editing
  /** Today's day of the calendar, and the zone the phone is in. */
  readonly today: string
  readonly zone: string
  readonly rules: readonly string[]
  readonly way: AgendaWay
  readonly role: string
}

/** The next working day at one, three quarters of an hour. */
export function freshPlan({ editing, today, zone, rules, way, role }: Beginning): PlanForm {
  return {
    ...{ editing, zone, way, role },
    day: nextWorkingDay(today),
    time: AT,
    length: String(way === 'quick' ? minutesOf(agendaFor([], 'quick')) : LENGTH_WHOLE),
    contact: '',
    rules: [...rules],
    agenda: {},
    drafted: {},
    isDrafting: true,
  }
}

export function planAgainForm(editing: Editing, plan: Plan): PlanForm {
  const { when, zone, length, role, contact } = plan
  const quick = agendaFor([], 'quick').map(({ id }) => id)
  return {
    editing,
    ...{ day: when?.slice(0, 10) ?? '', time: when?.slice(11) ?? '', zone },
    length: String(length ?? LENGTH_WHOLE),
    role: role ?? '',
    contact: contact ?? '',
    way:
      plan.agenda.size > 0 && [...plan.agenda.keys()].every((id) => quick.includes(id)) ? 'quick' : 'whole',
    rules: [...plan.for],
    agenda: Object.fromEntries(plan.agenda),
    drafted: {},
    // What stands there is the person's, and what is empty was emptied: nothing is written over it.
    isDrafting: false,
  }
}

/**
 * The agenda with what the person left untouched drafted from `signals` once more; of a plan that is changed, as it was.
 * `codes`: of ethics, those that the person goes by.
 */
export function drafted(
  form: Pick<PlanForm, 'way' | 'agenda' | 'drafted' | 'isDrafting'>,
  signals: readonly Pick<Signal, 'rule' | 'level'>[],
  codes: readonly string[] = [],
): Pick<PlanForm, 'agenda' | 'drafted'> {
  if (!form.isDrafting) return { agenda: form.agenda, drafted: form.drafted }
  const texts = agendaFor(signals, form.way, codes).map(({ id, draft }) => [id, textOf(draft)] as const)
  const isTouched = (id: string): boolean => (form.agenda[id] ?? '') !== (form.drafted[id] ?? '')
  return {
    agenda: { ...form.agenda, ...Object.fromEntries(texts.filter(([id]) => !isTouched(id))) },
    drafted: { ...form.drafted, ...Object.fromEntries(texts) },
  }
}

/** Parts that the chosen way does not have are left out. */
export function planFrom(form: PlanForm): Plan {
  const { day, time, zone, length, role, contact, rules } = form
  const ids = agendaFor([], form.way).map(({ id }) => id)
  const agenda = ids.map((id) => [id, form.agenda[id] ?? ''] as const)
  return {
    ...NO_PLAN,
    when: day === '' || time === '' ? null : `${day}T${time}`,
    zone,
    length: length.trim() === '' ? null : Number(length),
    role: role || null,
    contact: contact || null,
    for: new Set(rules),
    agenda: new Map(agenda.filter(([, text]) => text.trim() !== '')),
  }
}

/** Throws UnfitField for a time that is over, unless the plan stood there already. A talk that was is logged. */
export function mustBeToCome(plan: Plan, { fields }: Pick<Editing, 'fields'>, now: number): void {
  refuseIf(plan.when !== fields['when'] && isPossible(plan) && isOver({ plan }, now), 'when', 'passed')
}

// What is no time at all is told as such, and by what keeps it.
function isPossible({ when, zone }: Plan): boolean {
  return when !== null && isLocalTime(when) && isZone(zone)
}

function textOf(draft: AgendaPart['draft']): string {
  return draft.map(({ id, values }) => words(id, values)).join('\n')
}

function nextWorkingDay(today: string): string {
  let at = Date.parse(`${today}T12:00:00Z`) + DAY_MS
  while ([0, 6].includes(new Date(at).getUTCDay())) at += DAY_MS
  return new Date(at).toISOString().slice(0, 10)
}
