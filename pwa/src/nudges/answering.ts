/**
 * What a person answers to a notification, from outside of the app: done, later, open.
 *
 * An answer is one sealed change like any other, written by a phone that is locked; then the schedule is replaced.
 */
import * as v from 'valibot'

import type { Op } from '../protocol/change.ts'
import { asText } from '../protocol/nudges.ts'
import { put } from '../sync/outbox.ts'
import { knownDevice } from '../vault/device.ts'
import { uuidv7 } from '../platform/random.ts'
import { keepAgenda, readAgenda } from './agenda.ts'
import { outOfQuiet } from './hours.ts'
import { keepNudges } from './kept.ts'
import type { NudgeParts } from './renewing.ts'
import { REMINDERS_MAX } from './schedule.ts'
import { ACTIONS, type Action } from './texts.ts'

export const KIND = 'nudge'
const LATER_MS = 3_600_000
/** So long a talk that is called done is not asked for again, unless the person asks. */
export const DONE_MS = 7 * 86_400_000

const attachedShape = v.object({ dueAt: v.nullable(v.string()), said: v.string() })
export type Attached = v.InferOutput<typeof attachedShape>

/** What was attached to the notification that was tapped; nothing of another app's, or another version's, is taken. */
export function attachedTo(stored: unknown): Attached {
  const read = v.safeParse(attachedShape, stored)
  return read.success ? read.output : { dueAt: null, said: '' }
}

/** Whether the app comes to the front with it: with "open", and with a tap on the notification itself. */
export function isOpening(action: string): boolean {
  return action !== 'done' && action !== 'later'
}

/** Writes the answer; whether there was one: a tap on the notification itself is none. */
export async function answer(action: string, { dueAt, said }: Attached, parts: NudgeParts): Promise<boolean> {
  const { storage, clock } = parts
  if (!isAction(action) || (await knownDevice(storage)) === undefined) return false
  const set = { due: dueAt, answer: action, text: said, at: asText(clock.now()) }
  const op: Op = { kind: KIND, id: uuidv7(clock.now()), set }
  await put([op], undefined, { storage, clock })
  if (action === 'later') await remindLater(parts)
  else if (action === 'done' && said === 'talk') await restTalks(parts)
  return true
}

function isAction(action: string): action is Action {
  return ACTIONS.some((one) => one === action)
}

/** One more slot in an hour, or at the end of the quiet hours: at a minute that the person's tap chose. */
async function remindLater({ storage, clock }: NudgeParts): Promise<void> {
  await keepNudges(storage, ({ pattern, reminders }) => {
    const at = outOfQuiet(clock.now() + LATER_MS, pattern, clock.zone())
    return { reminders: [...reminders.filter((one) => one !== at), at].slice(-REMINDERS_MAX) }
  })
}

/** What the phone can do while locked; once it is open, the journal says the same. */
async function restTalks({ storage, clock }: NudgeParts): Promise<void> {
  const agenda = await readAgenda(storage)
  if (agenda === null) return
  const until = clock.now() + DONE_MS
  const wishes = agenda.wishes.filter(
    ({ text, from, isAsked }) => text !== 'talk' || isAsked || from >= until,
  )
  await keepAgenda(storage, agenda, { ...agenda, wishes })
}
