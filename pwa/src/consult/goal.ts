/** What a person sets for themselves: minutes a month, and whose rules of supervision they go by (PROTOCOL 4.2). */
import { isMinutes } from '../insight/events.ts'
import { currentFields } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { Members, Op } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'

export interface Goal {
  /** Minutes of consultation a month; null for none. */
  readonly minutes: number | null
  /** The id of a body in supervision.json, or of one that a later app knows; null for none. */
  readonly body: string | null
}

export interface GoalParts {
  readonly journal: Pick<Journal, 'objects' | 'follow'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
}

const SETTING = 'supervision'
const CODE = /^[A-Za-z0-9-]{1,64}$/

export const putGoal = (ops: readonly Op[]): Promise<unknown> => putHere(ops)

/** What is not said, or said in a form of a later app, is none. */
export function goalIn(journal: Pick<Journal, 'objects'>): Goal {
  const { minutes, body } = currentFields(journal.objects('setting').get(SETTING) ?? [])
  return {
    minutes: isMinutes(minutes) ? minutes : null,
    body: typeof body === 'string' && body !== '' ? body : null,
  }
}

export function fits({ minutes, body }: Goal): boolean {
  return (minutes === null || isMinutes(minutes)) && (body === null || CODE.test(body))
}

/** Throws a RangeError for one that does not fit, and `storage-…` problems; nothing is written then. */
export async function setGoal(to: Goal, { journal, put }: GoalParts): Promise<void> {
  if (!fits(to)) throw new RangeError('no such goal')
  const before = goalIn(journal)
  const set: Members = {
    ...(to.minutes === before.minutes ? {} : { minutes: to.minutes }),
    ...(to.body === before.body ? {} : { body: to.body }),
  }
  if (Object.keys(set).length === 0) return
  await shown(put([{ kind: 'setting', id: SETTING, set }]))
  await journal.follow()
}
