/** Consultations in the journal: planned, logged, amended, removed and brought back. What is open stands first. */
import { uuidv7 } from '../platform/random.ts'
import type { Journal } from '../journal/journal.ts'
import { practiceDay } from '../checklists/practiceDay.ts'
import {
  KIND,
  LOG_FAMILIES,
  PLAN_FAMILIES,
  readConsultation,
  type Consultation,
  type Log,
  type Plan,
} from './consultation.ts'
import { fieldsOfLog, fieldsOfPlan } from './recording.ts'
import * as writing from './writing.ts'
import { HERE, type ConsultParts, type Editing } from './writing.ts'

/** A consultation that nothing was written of yet. */
export function newId({ clock }: Pick<ConsultParts, 'clock'> = HERE): string {
  return uuidv7(clock.now())
}

/** Call it when a plan or a log opens, of a new one too, and hand it to what keeps it. */
export function begin(id: string, parts: ConsultParts = HERE): Editing {
  return writing.begin(KIND, id, parts)
}

/** What it says now; undefined if there is none, or the journal is closed. */
export function consultation(
  id: string,
  { journal }: { readonly journal: Pick<Journal, 'objects'> } = HERE,
): Consultation | undefined {
  const writes = journal.objects(KIND).get(id)
  return writes && readConsultation(id, writes)
}

/**
 * All that are not removed: plans that wait for their log, soonest first; then those with a step that waits for its
 * outcome, by when it was to be done; then the others, latest first.
 */
export function consultations({
  journal,
}: { readonly journal: Pick<Journal, 'objects'> } = HERE): Consultation[] {
  const all = [...journal.objects(KIND)].map(([id, writes]) => readConsultation(id, writes))
  return all.filter(({ isRemoved }) => !isRemoved).sort(openFirst)
}

/** Those taken out, latest first: each can be brought back. */
export function removedIn(journal: Pick<Journal, 'objects'>): Consultation[] {
  const all = [...journal.objects(KIND)].map(([id, writes]) => readConsultation(id, writes))
  return all
    .filter(({ isRemoved }) => isRemoved)
    .sort((one, other) => (one.changedAt > other.changedAt ? -1 : 1))
}

/** Plans one, or changes a plan. Throws UnfitField, and `storage-…` problems; nothing is written then. */
export async function plan(editing: Editing, to: Plan, parts: ConsultParts = HERE): Promise<void> {
  await writing.change(editing, fieldsOfPlan(to, editing.fields), parts, PLAN_FAMILIES)
}

/** Logs one, planned or not, or amends a log; its history stays. Throws as `plan` does. */
export async function log(editing: Editing, to: Log, parts: ConsultParts = HERE): Promise<void> {
  // By the calendar: just after midnight the practice day is still yesterday's.
  const today = practiceDay(parts.clock.now(), parts.clock.zone(), '00:00')
  await writing.change(editing, fieldsOfLog(to, editing.fields, today), parts, LOG_FAMILIES)
}

export async function remove(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.remove(KIND, id, parts)
}

/** Undoes a removal. */
export async function restore(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.restore(KIND, id, parts)
}

function openFirst(one: Consultation, other: Consultation): number {
  const [place, otherPlace] = [placeOf(one), placeOf(other)]
  if (place !== otherPlace) return place - otherPlace
  const [time, otherTime] = [timeOf(one), timeOf(other)]
  if (time === otherTime) return one.id < other.id ? -1 : 1
  const isEarlier = time < otherTime
  return isEarlier === one.isOpen ? -1 : 1
}

function placeOf({ isLogged, isOpen }: Consultation): number {
  if (!isOpen) return 2
  return isLogged ? 1 : 0
}

function timeOf({ isLogged, isOpen, plan: planned, log: logged }: Consultation): string {
  if (!isLogged) return planned.when ?? ''
  return (isOpen ? logged.actionBy : null) ?? logged.date ?? ''
}
