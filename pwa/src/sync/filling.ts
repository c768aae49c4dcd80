/**
 * The log before the snapshot that a phone began from, fetched afterwards and checked from the first change on, so
 * that what is stored here is whole (PROTOCOL 8). Works locked.
 *
 * One page at a time has its turn: what is saved meanwhile is sent in between.
 */
import { alone } from '../platform/mutex.ts'
import type { Storage, Transaction } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import type { Seen } from '../protocol/change.ts'
import { Problem } from '../protocol/problems.ts'
import { raiseAlarm, readAlarm } from '../vault/alarm.ts'
import { isStill, type Device } from '../vault/device.ts'
import type { PageTold } from './answers.ts'
import {
  backIn,
  dropBack,
  isSameHeads,
  LOCAL,
  moveBack,
  readBack,
  type Heads,
  type KeptBack,
} from './back.ts'
import { headIn, heldOf } from './head.ts'
import { isLie, type OnceParts } from './once.ts'
import { NEWS } from './outbox.ts'
import { checkPage, headsOf, mustBegun, putChanges, withTold } from './page.ts'
import { accountIn, movePlace, placeIn, readAccount } from './place.ts'
import { asThisDevice } from './session.ts'

/**
 * Fetches what is missing; nothing while sync is off or an alarm stands. A lie is kept as an alarm before it is
 * thrown: those of a pull, and snapshot-differs where the log has other changes at the snapshot's place.
 */
export async function fillBack(
  parts: Pick<OnceParts, 'storage' | 'http'>,
  signal?: AbortSignal,
): Promise<void> {
  while (await alone('sync', () => fillPage(parts, signal))) signal?.throwIfAborted()
}

/** Whether there is more. */
async function fillPage(
  { storage, http }: Pick<OnceParts, 'storage' | 'http'>,
  signal?: AbortSignal,
): Promise<boolean> {
  if ((await readAccount(storage)) === null || (await readAlarm(storage)) !== null) return false
  const back = await readBack(storage)
  if (back === null) return false
  try {
    if (back.seq >= back.floor) return await finish(storage)
    const server = asThisDevice(http, storage)
    const page = await server.pull(back.seq, signal)
    if ((await readAccount(storage)) === null) return false
    await withTold(server, storage, page, (owner, { told }) => storeBelow(storage, owner, told, back, page))
    return true
  } catch (failure) {
    if ((await readAccount(storage)) === null) return false
    if (isLie(failure)) await raiseAlarm(storage, failure.type)
    throw failure
  }
}

async function storeBelow(
  storage: Storage,
  owner: Device,
  told: number,
  back: KeptBack,
  page: PageTold,
): Promise<void> {
  const below = { head: page.head, changes: page.changes.filter(([seq]) => seq <= back.floor) }
  const { place, found } = await checkPage(storage, owner, { ...back, told }, below)
  await storage.transaction(['envelopes', 'device', 'sync'], 'readwrite', async (transaction) => {
    const now = await backIn(transaction)
    if ((await accountIn(transaction)) === null || !(await isStill(owner, transaction))) return
    if (now?.seq !== back.seq || now.floor !== back.floor) return
    const shown = await putChanges(transaction, found, owner)
    await moveBack(transaction, { ...now, seq: place.seq, heads: headsOf(place) })
    const at = await placeIn(transaction)
    const told = Math.max(at.told, place.told)
    await movePlace(transaction, { ...at, told, shown: [...at.shown, ...shown] })
  })
}

/** The snapshot is needed no more, whichever way it goes: the journal is read from its changes at the next unlocking. */
async function finish(storage: Storage): Promise<false> {
  const owner = await mustBegun(storage)
  const isSame = await storage.transaction(
    ['envelopes', 'device', 'snapshots', 'sync'],
    'readwrite',
    async (transaction) => {
      const back = await backIn(transaction)
      if (back === null) return true
      await dropBack(transaction)
      await transaction.objectStore('snapshots').delete(LOCAL)
      if (isSameHeads(new Map(Object.entries(back.heads)), new Map(Object.entries(back.floorHeads))))
        return true
      await returnTo(transaction, back, owner)
      return false
    },
  )
  news.tell('stored')
  if (!isSame) throw new Problem('snapshot-differs', 'other heads in the log')
  return false
}

/** What came after was believed on the snapshot's word: it is asked for again, but for what this device wrote. */
async function returnTo(
  transaction: Transaction<'readwrite'>,
  { floor, heads, floorHeads }: KeptBack,
  owner: Device,
): Promise<void> {
  const place = await placeIn(transaction)
  await movePlace(transaction, { ...place, seq: floor, heads })
  // What only the snapshot counted, no other phone would find: this phone's next change must not name it.
  const head = await headIn(transaction)
  await transaction.objectStore('device').put({ ...head, seen: heldOf(head.seen, countersOf(heads)) }, 'head')
  for (const device of new Set(Object.keys({ ...floorHeads, ...place.heads }))) {
    if (device === owner.device) continue
    const after = IDBKeyRange.bound([device, heads[device]?.counter ?? 0], [device, Infinity], true)
    await transaction.objectStore('envelopes').delete(after)
  }
}

function countersOf(heads: Heads): Seen {
  return Object.fromEntries(Object.entries(heads).map(([device, { counter }]) => [device, counter]))
}

const news = openLine(NEWS, () => undefined)
