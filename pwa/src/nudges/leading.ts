/**
 * Where a notification leads. The path is kept as well as asked for: an app that was closed may open at its start
 * instead (iOS), and one that is open may not hear it.
 */
import * as v from 'valibot'

import { dayAfter, practiceDay } from '../checklists/practiceDay.ts'
import type { Clock } from '../platform/clock.ts'
import type { Storage } from '../platform/storage.ts'
import { keep, readDayEndsAt } from '../vault/kept.ts'
import type { Attached } from './answering.ts'

export interface LeadingParts {
  readonly storage: Storage
  readonly clock: Clock
}

const NAME = 'nudges-asked'
const TODAY = '/'
const CONSULT = '/consult'
const TALKS = ['talk', 'planned', 'after-talk', 'hard-day']
/** What was asked for longer ago is no reason to go anywhere. */
const FRESH_MS = 60_000
const askedShape = v.object({ path: v.string(), at: v.number() })

/** The path in the app: of a talk to the room of talks, of yesterday's check to yesterday's. */
export async function pathOf({ dueAt, said }: Attached, { storage, clock }: LeadingParts): Promise<string> {
  if (TALKS.includes(said)) return CONSULT
  const due = Date.parse(dueAt ?? '')
  if (Number.isNaN(due) || !['', 'check'].includes(said)) return TODAY
  const dayEndsAt = await readDayEndsAt(storage)
  const day = practiceDay(due, clock.zone(), dayEndsAt)
  const today = practiceDay(clock.now(), clock.zone(), dayEndsAt)
  if (dayAfter(day) === today) return '/check/daily/yesterday'
  return day === today && said === 'check' ? '/check/daily' : TODAY
}

export async function keepAsked(path: string, { storage, clock }: LeadingParts): Promise<void> {
  await keep(storage, NAME, { path, at: clock.now() })
}

/** The path that was asked for just now, once; null if none was. */
export async function takeAsked({ storage, clock }: LeadingParts): Promise<string | null> {
  const stored: unknown = await storage.transaction(['kept'], 'readwrite', async (transaction) => {
    const kept = transaction.objectStore('kept')
    const found: unknown = await kept.get(NAME)
    if (found !== undefined) await kept.delete(NAME)
    return found
  })
  const asked = v.safeParse(askedShape, stored)
  return asked.success && Math.abs(clock.now() - asked.output.at) < FRESH_MS ? asked.output.path : null
}
