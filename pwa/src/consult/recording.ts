/** The fields of a plan and of a log as a change sets them, refused where they do not fit. Pure. */
import { domains } from '../checklists/definition.ts'
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { isDay } from '../insight/dayNumbers.ts'
import { isMinutes, MINUTES_MAX } from '../insight/events.ts'
import { isMembers } from '../insight/supervision.ts'
import type { Members } from '../protocol/change.ts'
import { LOG_TEXTS, type Log, type LogText, type Plan } from './consultation.ts'
import { refuseIf } from './problems.ts'
import { isLocalTime } from './reading.ts'
import { codesOf, fieldOf, forms } from './shippedForms.ts'
import { mustFit, textValue } from './writing.ts'
import { isZone } from '../platform/zones.ts'

// A full log of the widest signs, three bytes each, stays within one change (PROTOCOL 4, Padding).
export const LIMITS = { text: 2000, line: 200, part: 1000, rules: 50, minutes: MINUTES_MAX }

/** Throws UnfitField. `before`: the fields as they stood when the edit began. */
export function fieldsOfPlan(plan: Plan, before: Members): Members {
  const { when, zone, length, role, contact, agenda } = plan
  refuseIf(when === null, 'when', 'missing')
  refuseIf(when !== null && !isLocalTime(when), 'when', 'not-possible')
  refuseIf(length === null, 'length', 'missing')
  refuseIf(length !== null && !isMinutes(length), 'length', 'not-possible')
  refuseIf(!isZone(zone), 'zone', 'not-possible')
  mustBeCode('role', role, before)
  mustNameRules('for', plan.for)
  for (const [part, text] of agenda) {
    refuseIf(!isPart(part), `agenda.${part}`, 'not-possible')
    mustFit(`agenda.${part}`, text, LIMITS.part, before[`agenda.${part}`])
  }
  return {
    when,
    zone,
    length,
    role,
    contact,
    ...chosenIn('for.', plan.for),
    ...Object.fromEntries([...agenda].map(([part, text]) => [`agenda.${part}`, textValue(text)])),
  }
}

/** Throws UnfitField. `today`: what has not been yet cannot be logged. */
export function fieldsOfLog(log: Log, before: Members, today: PracticeDay): Members {
  mustBeWhole(log)
  const { date, minutes, members, actionBy } = log
  refuseIf(date !== null && (!isDay(date) || date > today), 'date', 'not-possible')
  refuseIf(minutes !== null && !isMinutes(minutes), 'minutes', 'not-possible')
  refuseIf(members !== null && !isMembers(members), 'members', 'not-possible')
  refuseIf(actionBy !== null && !isDay(actionBy), 'action-by', 'not-possible')
  for (const field of ['kind', 'mode', 'role', 'direction'] as const) mustBeCode(field, log[field], before)
  mustBeAmong('domains', log.domains, [...domains, ...chosenBefore(before, 'domain.')])
  mustBeAmong('hours-for', log.hoursFor, [...codesOf('hours-for'), ...chosenBefore(before, 'hours-for.')])
  mustNameRules('closes', new Set(log.closes.keys()))
  for (const name of LOG_TEXTS) mustFit(name, log.texts[name], lengthMaxOf(name), before[name])
  return logFields(log)
}

/** How long a text of the log may be. */
export function lengthMaxOf(name: LogText): number {
  return fieldOf(name)?.type === 'text' ? LIMITS.text : LIMITS.line
}

function logFields(log: Log): Members {
  const { date, minutes, kind, members, mode, role, direction } = log
  return {
    ...{ date, minutes, kind, members, mode, role, direction },
    'action-by': log.actionBy,
    'set-agenda': log.hasSetAgenda || null,
    evidence: log.hasEvidence || null,
    'de-identified': log.isDeIdentified || null,
    ...chosenIn('domain.', log.domains),
    ...chosenIn('hours-for.', log.hoursFor),
    ...Object.fromEntries([...log.closes].map(([rule, isClosed]) => [`closes.${rule}`, isClosed])),
    ...Object.fromEntries(LOG_TEXTS.map((name) => [name, textValue(log.texts[name])])),
  }
}

function mustBeWhole({ date, minutes, kind, domains: themes, isDeIdentified }: Log): void {
  const isThere: Readonly<Record<string, boolean>> = {
    date: date !== null,
    minutes: minutes !== null,
    kind: kind !== null,
    domains: themes.size > 0,
    'de-identified': isDeIdentified,
  }
  for (const { id, required } of forms.log) refuseIf(required && isThere[id] === false, id, 'missing')
}

function mustBeAmong(field: string, chosen: ReadonlySet<string>, known: readonly string[]): void {
  refuseIf(![...chosen].every((one) => known.includes(one)), field, 'not-possible')
}

function mustNameRules(field: string, rules: ReadonlySet<string>): void {
  refuseIf(rules.size > LIMITS.rules, field, 'too-many')
  refuseIf(![...rules].every((rule) => /^[a-z0-9-]{1,64}$/.test(rule)), field, 'not-possible')
}

// A code that stands there already may come from a later app, and is kept.
function mustBeCode(field: string, code: string | null, before: Members): void {
  refuseIf(code !== null && code !== before[field] && !codesOf(field).includes(code), field, 'not-possible')
}

function chosenBefore(before: Members, family: string): string[] {
  return Object.keys(before).flatMap((name) => (name.startsWith(family) ? name.slice(family.length) : []))
}

function isPart(part: string): boolean {
  return forms.agenda.parts.some(({ id }) => id === part)
}

function chosenIn(family: string, chosen: ReadonlySet<string>): Members {
  return Object.fromEntries([...chosen].map((one) => [family + one, true]))
}
