/**
 * The whole schedule in the place of the one before, after every sync, locked or not (PROTOCOL 10.3).
 *
 * What the server gets of it, count, minutes and sizes, comes from the person's pattern and the days on which something
 * was synced. Every upload seals each slot anew.
 */
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { alone } from '../platform/mutex.ts'
import { newBoxKey } from '../platform/seals.ts'
import type { Storage } from '../platform/storage.ts'
import { asText, sealSlot, type Phone } from '../protocol/nudges.ts'
import type { NudgesTold } from '../sync/answers.ts'
import { readAccount, readPlace } from '../sync/place.ts'
import type { SlotSent } from '../sync/server.ts'
import { asThisDevice } from '../sync/session.ts'
import { knownDevice, type Device } from '../vault/device.ts'
import { readDayEndsAt } from '../vault/kept.ts'
import { EMPTY, keepAgenda, readAgenda, type KeptAgenda } from './agenda.ts'
import { windowMinutes } from './hours.ts'
import { keepNudges, readNudges, type Kept } from './kept.ts'
import { schedule, type Said, type Slot } from './schedule.ts'
import { neutralText } from './texts.ts'
import { withWritten, type Now } from './written.ts'

export interface NudgeParts {
  readonly storage: Storage
  readonly http: Http
  readonly clock: Clock
  /** The app's address. */
  readonly address: string
}

const SAID_MAX = 60
const MINUTE_MS = 60_000

/** How nudges stand then; null while they are off here. Throws not-subscribed, and what asking a server throws. */
export async function renew(parts: NudgeParts): Promise<NudgesTold | null> {
  return alone('nudges', async () => {
    const { storage, http } = parts
    const [device, account] = [await knownDevice(storage), await readAccount(storage)]
    if (device === undefined || account === null || !(await readNudges(storage)).isOn) return null
    const now = await nowOf(parts)
    const place = await readPlace(storage)
    const kept = await keepNudges(storage, (before) => ({
      ...withWritten(before, place, now),
      reminders: before.reminders.filter((at) => at > now.nowMs),
    }))
    const agenda = kept.texts === 'explicit' ? await readAgenda(storage) : null
    const slots = slotsOf(kept, agenda, now)
    const sent = await sealed(slots, kept, agenda, device, parts.address)
    const told = await asThisDevice(http, storage).putSlots(windowMinutes(kept.pattern), sent)
    if (agenda !== null) await keepAgenda(storage, agenda, { ...agenda, said: saidBy(slots, agenda.said, now) })
    return told
  })
}

export async function nowOf({ storage, clock }: Pick<NudgeParts, 'storage' | 'clock'>): Promise<Now> {
  return { nowMs: clock.now(), zone: clock.zone(), dayEndsAt: await readDayEndsAt(storage) }
}

/** What comes in the next 14 days as things stand. */
export function slotsOf(kept: Kept, agenda: KeptAgenda | null, now: Now): Slot[] {
  const { wishes, said } = agenda ?? EMPTY
  const { pattern, reminders, written } = kept
  const past = said.filter(({ dueMs }) => dueMs <= now.nowMs)
  return schedule({ ...now, pattern, reminders, written: new Set(written), wishes, said: past })
}

async function sealed(
  slots: readonly Slot[],
  { pattern }: Kept,
  agenda: KeptAgenda | null,
  { account, device, epoch }: Device,
  address: string,
): Promise<SlotSent[]> {
  // Where texts are neutral nothing is to be opened: what is sealed looks alike, under a key that nobody keeps.
  const { key, epoch: of } = agenda ?? { key: await newBoxKey(), epoch }
  const phone: Phone = { account, device, epoch: of }
  const windowMs = windowMinutes(pattern) * MINUTE_MS
  return Promise.all(
    slots.map(async ({ dueMs, text, isLast }) => {
      const says = { text: agenda === null ? 'check' : text, until: asText(dueMs + windowMs) }
      const payload = await sealSlot(dueMs, says, neutralText(address, isLast), key, phone)
      return { dueAt: asText(dueMs), payload }
    }),
  )
}

/** What was said by now stays; what is to be said is as the new schedule has it. */
function saidBy(slots: readonly Slot[], before: readonly Said[], { nowMs }: Now): Said[] {
  const past = before.filter(({ dueMs }) => dueMs <= nowMs)
  return [...past, ...slots.map(({ text, dueMs }) => ({ text, dueMs }))].slice(-SAID_MAX)
}
