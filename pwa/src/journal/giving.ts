/**
 * An unlocked phone that has read everything gives its state to phones that come later, sealed, once enough has been
 * written since the last time (PROTOCOL 8). In idle time, and never in the way: another time will do as well.
 */
import { whenIdle } from '../platform/idle.ts'
import { PlatformProblem, ServerProblem } from '../platform/problems.ts'
import type { Storage } from '../platform/storage.ts'
import { Problem } from '../protocol/problems.ts'
import { SNAPSHOT_BYTES_MAX } from '../protocol/sizes.ts'
import { readBack } from '../sync/back.ts'
import { HERE, type SyncParts } from '../sync/parts.ts'
import { movePlace, placeIn, readAccount, readPlace, type KeptPlace } from '../sync/place.ts'
import { progress } from '../sync/progress.ts'
import { asThisDevice } from '../sync/session.ts'
import { readAlarm } from '../vault/alarm.ts'
import { journal, type Journal } from './journal.ts'

/** Changes since the newest snapshot, from which on another one is made. */
export const GIVE_AFTER = 500

/** Gives whenever all is synced, until it is stopped. */
export function keepGiving(): () => void {
  let waiting: (() => void) | null = null
  const look = (): void => {
    if (progress.current !== 'synced' || waiting !== null) return
    waiting = whenIdle(() => {
      waiting = null
      void giveSnapshot(journal).catch(mustPass)
    })
  }
  const stop = progress.subscribe(look)
  look()
  return () => {
    stop()
    waiting?.()
  }
}

/** Whether one was given. None that is larger than the server takes. */
export async function giveSnapshot(from: Journal, parts: SyncParts = HERE): Promise<boolean> {
  const { storage, vault, http } = parts
  const keys = vault.keys()
  if (keys === undefined || !(await isWhole(storage)) || !isDue(await readPlace(storage))) return false
  const server = asThisDevice(http, storage)
  const { seq: head, epoch, snapshot } = await server.vault()
  const place = await noteNewest(storage, snapshot?.seq ?? 0)
  if (!isDue(place) || place.seq !== head || epoch !== keys.epoch) return false
  await from.follow()
  const sealed = await from.sealedAt(place.seq, new Map(Object.entries(place.heads)))
  if (sealed === null) return false
  const isSmall = sealed.length <= SNAPSHOT_BYTES_MAX
  if (isSmall) await server.putSnapshot(place.seq, sealed)
  // One that is too large is not made again with every change.
  await noteNewest(storage, place.seq)
  return isSmall
}

async function isWhole(storage: Storage): Promise<boolean> {
  if ((await readAccount(storage)) === null || (await readAlarm(storage)) !== null) return false
  return (await readBack(storage)) === null
}

function isDue({ seq, told, snapshot }: KeptPlace): boolean {
  return seq >= told && seq - snapshot >= GIVE_AFTER
}

async function noteNewest(storage: Storage, snapshot: number): Promise<KeptPlace> {
  return storage.transaction(['sync'], 'readwrite', async (transaction) => {
    const place = { ...(await placeIn(transaction)), snapshot }
    // Sync may have been turned off meanwhile.
    if ((await transaction.objectStore('sync').get('account')) !== undefined)
      await movePlace(transaction, place)
    return place
  })
}

function mustPass(failure: unknown): void {
  const isTold = failure instanceof Problem || failure instanceof PlatformProblem
  if (!isTold && !(failure instanceof ServerProblem)) throw failure
}
