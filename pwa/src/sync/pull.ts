/**
 * The log page by page: all checks of PROTOCOL 7 that need no key, then what it brought and the new place are stored
 * in one transaction. Works locked. A page that holds a lie leaves nothing here.
 */
import type { Storage } from '../platform/storage.ts'
import { mustHaveOwn } from '../protocol/checks.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { isStill, type Device } from '../vault/device.ts'
import type { PageTold } from './answers.ts'
import { headIn } from './head.ts'
import { checkPage, headsOf, mustBegun, putChanges, withTold, type Checked } from './page.ts'
import { movePlace, placeIn, readPlace, type KeptPlace } from './place.ts'
import type { Server } from './server.ts'

export interface PullWatch {
  /** From 0 to 1, after each page. */
  readonly onProgress?: (done: number) => void
  /** Something was stored: who reads the journal can go on. */
  readonly onStored?: () => void
  readonly signal?: AbortSignal
}

/**
 * Reads on from the place up to the log's head. Throws the problems of PROTOCOL 7 and 4, what asking a server
 * throws, and the signal's reason; every page before stays.
 */
export async function pull(server: Server, storage: Storage, watch: PullWatch = {}): Promise<void> {
  const first = await readPlace(storage)
  for (;;) {
    const place = await readPlace(storage)
    const page = await server.pull(place.seq, watch.signal)
    const next = await withTold(server, storage, page, (owner, told) => storePage(storage, owner, told, page))
    if (page.changes.length > 0) watch.onStored?.()
    const all = page.head - first.seq
    watch.onProgress?.(all <= 0 ? 1 : (next.seq - first.seq) / all)
    if (next.seq >= page.head) break
  }
  await mustStillHaveOwn(storage)
}

async function storePage(
  storage: Storage,
  owner: Device,
  kept: KeptPlace,
  page: PageTold,
): Promise<KeptPlace> {
  return store(storage, owner, kept, await checkPage(storage, owner, kept, page))
}

/** The page's changes, what this device has seen and the place, all or nothing; nothing if another tab was first. */
async function store(
  storage: Storage,
  owner: Device,
  kept: KeptPlace,
  { place, found }: Checked,
): Promise<KeptPlace> {
  return storage.transaction(['envelopes', 'device', 'sync'], 'readwrite', async (transaction) => {
    const now = await placeIn(transaction)
    if (now.seq !== kept.seq || !(await isStill(owner, transaction))) return now
    const head = await headIn(transaction)
    const seen: Record<DeviceId, number> = { ...head.seen }
    for (const { header } of found) {
      const { device, counter } = header
      if (device !== owner.device) seen[device] = Math.max(seen[device] ?? 0, counter)
    }
    await putChanges(transaction, found, owner)
    const next = { ...now, seq: place.seq, told: Math.max(now.told, place.told), heads: headsOf(place) }
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
