/**
 * Where nudges and all that they speak of meet: what an open journal wishes goes into the agenda, and after every sync
 * the schedule is replaced. A locked phone goes on with the agenda that it has.
 */
import { consultations } from '../consult/consultations.ts'
import { noticed } from '../insight/noticed.ts'
import { journal } from '../journal/journal.ts'
import { dropAgenda, keepAgenda, readAgenda } from '../nudges/agenda.ts'
import { doneUntil } from '../nudges/answered.ts'
import { keepNudges, readNudges } from '../nudges/kept.ts'
import { renew } from '../nudges/renewing.ts'
import type { Wish } from '../nudges/schedule.ts'
import { chosenIn } from '../nudges/settings.ts'
import { reconcile, type ReachParts, type Reached } from '../nudges/subscription.ts'
import { wishesOf } from '../nudges/wishes.ts'
import { clock } from '../platform/clock.ts'
import { http } from '../platform/http.ts'
import { PlatformProblem, ServerProblem } from '../platform/problems.ts'
import { push } from '../platform/push.ts'
import { storage } from '../platform/storage.ts'
import { readAccount } from '../sync/place.ts'
import { afterSync } from '../sync/synced.ts'
import { vault } from '../vault/vault.ts'

export const PARTS: ReachParts = { storage, http, clock, push, address: push.address() }

/** From now on: at this launch the subscription is looked at, and after every sync the schedule is replaced. */
export async function startNudging(): Promise<void> {
  afterSync(nudgeAnew)
  await lookAgain()
}

/** What the journal says now, and the schedule that follows from it. */
export async function nudgeAnew(): Promise<void> {
  if (!(await readNudges(storage)).isOn) return
  await takeOver()
  try {
    await renew(PARTS)
  } catch (failure) {
    if (isType(failure, 'not-subscribed')) await reconcile(PARTS)
    else if (!isPassing(failure)) throw failure
  }
}

/** What a journal that is open wishes to be nudged of; undefined while it cannot be told. */
export function wishesNow(): Wish[] | undefined {
  const told = noticed.current
  if (journal.current.kind !== 'open' || told.kind !== 'ready') return undefined
  const [nowMs, zone] = [clock.now(), clock.zone()]
  const planned = consultations().map(({ plan, isLogged }) => ({ ...plan, isLogged }))
  return wishesOf({ signals: told.open, planned, doneUntil: doneUntil(journal), nowMs, zone })
}

/** The hours of the journal, and what it wishes, for when the phone is locked. */
export async function takeOver(): Promise<void> {
  // Ten years may still be being looked at: what they wish is told after that.
  await noticed.settled()
  const [wishes, keys] = [wishesNow(), vault.keys()]
  if (wishes === undefined || keys === undefined) return
  const chosen = chosenIn(journal)
  const kept = await keepNudges(storage, ({ pattern }) => ({
    pattern: { ...chosen, minutes: pattern.minutes },
  }))
  if (!kept.isOn || kept.texts === 'neutral') await dropAgenda(storage)
  else {
    const said = (await readAgenda(storage))?.said ?? []
    await keepAgenda(storage, { key: keys.nudges, epoch: keys.epoch }, { wishes, said })
  }
}

/** At launch, and where the settings say how it stands; undefined while nudges are off. */
export async function lookAgain(): Promise<Reached | undefined> {
  if (!(await readNudges(storage)).isOn || (await readAccount(storage)) === null) return undefined
  await takeOver()
  return reconcile(PARTS)
}

function isPassing(failure: unknown): boolean {
  return failure instanceof ServerProblem || failure instanceof PlatformProblem
}

function isType(failure: unknown, type: string): boolean {
  return failure instanceof ServerProblem && failure.type === type
}
