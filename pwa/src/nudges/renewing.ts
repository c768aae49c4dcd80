/**
 * The whole schedule in the place of the one before, after every sync, locked or not (PROTOCOL 10.3).
 *
 * What the server gets of it, count, minutes and sizes, comes from the person's pattern and the days on which something
 * was synced. Every upload seals each slot anew.
 */
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { alone } from '../platform/mutex.ts'
import type { Storage } from '../platform/storage.ts'
import type { Neutral } from '../protocol/nudges.ts'
import type { NudgesTold } from '../sync/answers.ts'
import { readAccount, readPlace } from '../sync/place.ts'
import { asThisDevice } from '../sync/session.ts'
import { knownDevice } from '../vault/device.ts'
import { readDayEndsAt } from '../vault/kept.ts'
import { keepAgenda, readAgenda } from './agenda.ts'
import { windowMinutes } from './hours.ts'
import { keepNudges, readNudges } from './kept.ts'
import { saidBy, sealSlots, slotsOf } from './planning.ts'
import { waitingOf } from './schedule.ts'
import { neutralText } from './texts.ts'
import { withWritten, type Now } from './written.ts'

export interface NudgeParts {
  readonly storage: Storage
  readonly http: Http
  readonly clock: Clock
  /** The app's address. */
  readonly address: string
}

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
      reminders: waitingOf(before.reminders, now.nowMs),
    }))
    const agenda = kept.texts === 'explicit' ? await readAgenda(storage) : null
    const slots = slotsOf(kept, agenda, now)
    const neutral = (isLast: boolean): Neutral => neutralText(parts.address, isLast)
    const sent = await sealSlots(slots, kept, agenda, device, neutral)
    const told = await asThisDevice(http, storage).putSlots(windowMinutes(kept.pattern), sent)
    if (agenda !== null)
      await keepAgenda(storage, agenda, { ...agenda, said: saidBy(slots, agenda.said, now) })
    return told
  })
}

export async function nowOf({ storage, clock }: Pick<NudgeParts, 'storage' | 'clock'>): Promise<Now> {
  return { nowMs: clock.now(), zone: clock.zone(), dayEndsAt: await readDayEndsAt(storage) }
}
