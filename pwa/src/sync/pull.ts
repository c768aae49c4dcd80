/**
 * The log page by page: all checks of PROTOCOL 7 that need no key, then what it brought and the new place are stored
 * in one transaction. Works locked. A page that holds a lie leaves nothing here.
 */
import type { Storage } from '../platform/storage.ts'
import { mustHaveOwn } from '../protocol/checks.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { isStill, type Device } from '../vault/device.ts'
import { membersIn } from '../vault/members.ts'
import type { Keys } from '../vault/vault.ts'
import type { PageTold } from './answers.ts'
import { proven } from './copied.ts'
import { endWalk } from './goingBack.ts'
import { headIn } from './head.ts'
import { checkPage, headsOf, mustBeAsBefore, mustBegun, putChanges, withTold, type Checked } from './page.ts'
import { accountIn, movePlace, placeIn, readAccount, readPlace, type KeptPlace } from './place.ts'
import type { Server } from './server.ts'
import { vouch } from './vouching.ts'

export interface PullWatch {
  /** While open: whom the server names is looked at, and what purges say. */
  readonly keys?: Keys | undefined
  /** From 0 to 1, after each page. */
  readonly onProgress?: (done: number) => void
  /** Something was stored: who reads the journal can go on. */
  readonly onStored?: () => void
  readonly signal?: AbortSignal
}

/**
 * Reads on from the place up to the log's head. Throws the problems of PROTOCOL 7 and 4, what asking a server
 * throws, and the signal's reason; every page before stays. Ends, and stores nothing more, once sync is turned off.
 */
export async function pull(server: Server, storage: Storage, watch: PullWatch = {}): Promise<void> {
  const { keys } = watch
  await vouch(storage, keys)
  const first = await readPlace(storage)
  for (;;) {
    const place = await readPlace(storage)
    const page = await server.pull(place.seq, watch.signal)
    if ((await readAccount(storage)) === null) return
    const store = (owner: Device, told: KeptPlace) => storePage(storage, owner, told, page)
    const next = await withTold(server, storage, page, store, keys).catch(async (failure: unknown) => {
      throw await blamed(failure, server, storage, keys)
    })
    if (next === null) return
    if (page.changes.length > 0) watch.onStored?.()
    const all = page.head - first.seq
    watch.onProgress?.(all <= 0 ? 1 : (next.seq - first.seq) / all)
    if (next.seq >= page.head) break
  }
  await mustStillHaveOwn(storage)
  if (await endWalk(storage)) watch.onStored?.()
}

// A stub of this phone's own that it never wrote: whoever wrote it, if anybody did, has left more than that.
async function blamed(
  failure: unknown,
  server: Server,
  storage: Storage,
  keys: Keys | undefined,
): Promise<unknown> {
  if (!(failure instanceof Problem) || failure.type !== 'unordered-purge') return failure
  return proven(server, storage, keys, failure)
}

async function storePage(
  storage: Storage,
  owner: Device,
  kept: KeptPlace,
  page: PageTold,
): Promise<KeptPlace | null> {
  const checked = await checkPage(storage, owner, kept, page)
  if (kept.owed !== null) await mustBeAsBefore(storage, checked.found)
  return store(storage, owner, kept, checked)
}

/**
 * The page's changes, what this device has seen and the place, all or nothing; nothing if another tab was first. Gives the
 * place then; null if the account is gone, since what it would go on from is nobody's.
 */
async function store(
  storage: Storage,
  owner: Device,
  kept: KeptPlace,
  { place, found }: Checked,
): Promise<KeptPlace | null> {
  return storage.transaction(['envelopes', 'device', 'devices', 'sync'], 'readwrite', async (transaction) => {
    if ((await accountIn(transaction)) === null) return null
    const now = await placeIn(transaction)
    if (now.seq !== kept.seq || !(await isStill(owner, transaction))) return now
    const head = await headIn(transaction)
    const seen: Record<DeviceId, number> = { ...head.seen }
    const vouched = (await membersIn(transaction)).filter(({ isVouched }) => isVouched === true)
    for (const change of found) {
      const { device, counter } = change.header
      // What a server made up no other phone would ever find: only what is signed, by whom a root let in, is seen.
      const isSeen = 'envelope' in change && vouched.some(({ id }) => id === device)
      if (isSeen && device !== owner.device) seen[device] = Math.max(seen[device] ?? 0, counter)
    }
    const shown = [...now.shown, ...(await putChanges(transaction, found, owner))]
    const told = Math.max(now.told, place.told)
    const next = { ...now, seq: place.seq, told, heads: headsOf(place), shown }
    await transaction.objectStore('device').put({ ...head, seen }, 'head')
    await movePlace(transaction, next)
    return next
  })
}

async function mustStillHaveOwn(storage: Storage): Promise<void> {
  const { device } = await mustBegun(storage)
  const { heads, taken } = await readPlace(storage)
  mustHaveOwn(new Map(Object.entries(heads)), device, taken)
}
