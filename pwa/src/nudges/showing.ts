/**
 * A notification for every push message, whatever is wrong with it (PROTOCOL 10.2).
 *
 * Shown once: a second one in its place would be a second sound, and a desktop that is slow to answer keeps both. So
 * storage and keys are asked first, but only for a while; then the neutral words of the message stand. Nothing of this is
 * an error to tell a person.
 */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'
import { wait } from '../platform/waiting.ts'
import { textToBytes } from '../protocol/bytes.ts'
import { openSlot } from '../protocol/nudges.ts'
import { knownDevice } from '../vault/device.ts'
import { readAgenda } from './agenda.ts'
import { readNudges } from './kept.ts'
import { ACTIONS, actionText, explicitText, neutralText } from './texts.ts'

/** Where notifications are shown: the worker's registration. */
export interface Shelf {
  readonly showNotification: (title: string, options: NotificationOptions) => Promise<void>
}

export interface ShowingParts {
  readonly storage: Storage
  readonly nowMs: () => number
  readonly address: string
}

/** What a message says to everybody; whatever it lacks is the app's own neutral words. */
interface Told {
  readonly title: string
  readonly body: string
  readonly dueAt: string | null
}

const TIME = /^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:00\.000Z$/
const BODY_CHARACTERS_MAX = 200
const UNTIMED = 'nudge'
// Browsers take their leave back from a worker that is awake for long and shows nothing.
const READ_MS_MAX = 5000
const line = v.pipe(v.string(), v.minLength(1), v.maxLength(BODY_CHARACTERS_MAX))
const messageShape = v.object({
  notification: v.object({ title: line, body: line }),
  due_at: v.fallback(v.nullable(v.pipe(v.string(), v.regex(TIME))), null),
})

/** `text`: of the push message as it came; null for one without. Done once it shows. */
export async function show(text: string | null, shelf: Shelf, parts: ShowingParts): Promise<void> {
  const told = read(text, parts.address)
  const said = told.dueAt === null ? null : await saidInTime(text, parts)
  const options = optionsOf(told, said)
  await shelf.showNotification(told.title, options).catch(() =>
    // Whatever this browser would not take of it: the least there is.
    shelf.showNotification(told.title, { body: options.body, tag: options.tag }),
  )
}

function read(text: string | null, address: string): Told {
  const { title, body } = neutralText(address)
  const message = v.safeParse(messageShape, parsed(text))
  if (!message.success) return { title, body, dueAt: null }
  const { notification, due_at: dueAt } = message.output
  return { ...notification, dueAt }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch (failure) {
    if (failure instanceof SyntaxError) return null
    throw failure
  }
}

/** What the slot says; null where it cannot be read now, by a phone that hangs or forgets, or a key that is gone. */
function saidInTime(text: string | null, parts: ShowingParts): Promise<string | null> {
  return Promise.race([sealedIn(text, parts).catch(() => null), wait(READ_MS_MAX).then(() => null)])
}

/** Which text the slot says to this person, who chose to see it; null for the neutral words. */
async function sealedIn(text: string | null, { storage, nowMs }: ShowingParts): Promise<string | null> {
  if ((await readNudges(storage)).texts !== 'explicit') return null
  const [agenda, device] = [await readAgenda(storage), await knownDevice(storage)]
  if (agenda === null || device === undefined) return null
  const phone = { account: device.account, device: device.device, epoch: agenda.epoch }
  const said = await openSlot(textToBytes(text ?? ''), agenda.key, phone)
  const until = typeof said?.['until'] === 'string' ? Date.parse(said['until']) : Number.NaN
  return typeof said?.['text'] === 'string' && nowMs() <= until ? said['text'] : null
}

interface WithActions extends NotificationOptions {
  readonly body: string
  readonly tag: string
  readonly actions: readonly { readonly action: string; readonly title: string }[]
}

function optionsOf({ dueAt, body }: Told, said: string | null): WithActions {
  const words = said === null ? undefined : explicitText(said)
  return {
    body: words ?? body,
    tag: dueAt ?? UNTIMED,
    // No icon: the browser would fetch it before it shows anything. An installed app has its own.
    data: { dueAt, said: words === undefined ? '' : said },
    // A browser that has room for two leaves the last one out: a tap on the notification itself does the same.
    actions: ACTIONS.map((action) => ({ action, title: actionText(action) })),
  }
}
