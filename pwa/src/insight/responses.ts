/** What a person answers to a signal: each answer is one change of the journal, gives its id, and goes with it to other phones. */
import { practiceClock, todayOf, type PracticeClock } from '../journal/practiceClock.ts'
import { uuidv7 } from '../platform/random.ts'
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import type { Members, Op } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import type { Clear, Rule } from './rule.ts'
import type { Answer, Signal } from './signal.ts'

export interface ResponseParts {
  readonly journal: Pick<Journal, 'follow'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
  readonly clock: PracticeClock
}

const HERE: ResponseParts = { journal: thisJournal, put: putHere, clock: practiceClock }
const KIND = 'signal'
const DAY_MS = 86_400_000

const CLEARED_BY: Partial<Record<Answer, Clear>> = {
  settled: 'settled-by-person',
  reached: 'reached-someone',
  'does-not-apply': 'does-not-apply',
}

type Told = Pick<Signal, 'rule'>

/** Whether a rule takes this answer: an act-now signal, for one, is not simply settled. */
export function takes({ clears }: Rule, answer: Answer): boolean {
  const wanted = CLEARED_BY[answer]
  return wanted === undefined || clears.any.includes(wanted)
}

/** A consultation stands in the calendar: it asks for nothing more until its day has passed. */
export async function plan(signal: Told, consultation: string, parts: ResponseParts = HERE): Promise<string> {
  return answer(signal, 'planned', { consultation }, parts)
}

export async function settle(signal: Told, parts: ResponseParts = HERE): Promise<string> {
  return answer(signal, 'settled', {}, parts)
}

/** "I've reached someone." */
export async function reached(signal: Told, parts: ResponseParts = HERE): Promise<string> {
  return answer(signal, 'reached', {}, parts)
}

export async function snooze(signal: Told, days: 1 | 3 | 7, parts: ResponseParts = HERE): Promise<string> {
  const until = after(todayOf(parts.clock), days)
  return answer(signal, 'snoozed', { until }, parts)
}

export async function doesNotApply(
  signal: Told,
  reason?: string,
  parts: ResponseParts = HERE,
): Promise<string> {
  const said = reason?.trim() ?? ''
  return answer(signal, 'does-not-apply', said === '' ? {} : { reason: { text: said } }, parts)
}

/** "I'll take it from here": it waits in the list and asks no more. */
export async function takeOver(signal: Told, parts: ResponseParts = HERE): Promise<string> {
  return answer(signal, 'taken-over', {}, parts)
}

/** Undoes an answer, by the id that giving it gave: the signal is as it was before. */
export async function takeBack(id: string, parts: ResponseParts = HERE): Promise<void> {
  await write({ kind: KIND, id, delete: true }, parts)
}

async function answer({ rule }: Told, said: Answer, more: Members, parts: ResponseParts): Promise<string> {
  if (!takes(rule, said)) throw new RangeError(`${rule.id} does not take ${said}`)
  const id = uuidv7(parts.clock.now())
  const set = { rule: rule.id, answer: said, day: todayOf(parts.clock), ...more }
  await write({ kind: KIND, id, set }, parts)
  return id
}

async function write(op: Op, { journal, put }: ResponseParts): Promise<void> {
  await shown(put([op]))
  await journal.follow()
}

function after(day: PracticeDay, days: number): PracticeDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
