/**
 * The slots of a phone as the server gets them, from what it keeps and what its agenda wishes (PROTOCOL 10.3).
 *
 * Here alone do answers and the schedule meet: they choose what is sealed, and nothing else.
 */
import { newBoxKey } from '../platform/seals.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { asText, sealSlot, type Neutral, type Phone } from '../protocol/nudges.ts'
import type { Agenda, NudgesKey } from './agenda.ts'
import { windowMinutes } from './hours.ts'
import type { Kept } from './kept.ts'
import { schedule, type Said, type Slot } from './schedule.ts'
import type { Now } from './written.ts'

const SAID_MAX = 60
const MINUTE_MS = 60_000
const NOTHING: Agenda = { wishes: [], said: [] }

/** Of what a phone keeps, what its schedule hangs on. */
export type Planning = Pick<Kept, 'pattern' | 'reminders' | 'written'>

/** `dueAt`: RFC 3339, a whole minute. */
export interface Sealed {
  readonly dueAt: string
  readonly payload: Bytes
}

/** What comes in the next 14 days as things stand. */
export function slotsOf({ pattern, reminders, written }: Planning, agenda: Agenda | null, now: Now): Slot[] {
  const { wishes, said } = agenda ?? NOTHING
  const past = said.filter(({ dueMs }) => dueMs <= now.nowMs)
  return schedule({ ...now, pattern, reminders, written: new Set(written), wishes, said: past })
}

/**
 * Each slot sealed anew. `by` null: texts are neutral, nothing is to be opened, and what is sealed looks alike under a
 * key that nobody keeps.
 */
export async function sealSlots(
  slots: readonly Slot[],
  { pattern }: Pick<Planning, 'pattern'>,
  by: NudgesKey | null,
  phone: Phone,
  neutral: (isLast: boolean) => Neutral,
): Promise<Sealed[]> {
  const { key, epoch } = by ?? { key: await newBoxKey(), epoch: phone.epoch }
  const windowMs = windowMinutes(pattern) * MINUTE_MS
  return Promise.all(
    slots.map(async ({ dueMs, text, isLast }) => {
      const says = { text: by === null ? 'check' : text, until: asText(dueMs + windowMs) }
      const payload = await sealSlot(dueMs, says, neutral(isLast), key, { ...phone, epoch })
      return { dueAt: asText(dueMs), payload }
    }),
  )
}

/** What was said by now stays; what is to be said is as the new schedule has it. */
export function saidBy(slots: readonly Slot[], before: readonly Said[], { nowMs }: Now): Said[] {
  const past = before.filter(({ dueMs }) => dueMs <= nowMs)
  return [...past, ...slots.map(({ text, dueMs }) => ({ text, dueMs }))].slice(-SAID_MAX)
}
