/**
 * Details that the person no longer keeps go for good: counted, written anew where they stay, ordered gone, and
 * dropped here; the server is told by the next sync (PROTOCOL 6.3, sync/orders.ts).
 *
 * Each step is durable before the next begins, and nothing goes before what stays of it is on the disk. Broken off
 * anywhere, it is asked anew what goes: what is done is then not there any more.
 */
import { uuidv7 } from '../platform/random.ts'
import type { Storage } from '../platform/storage.ts'
import { storage as thisPhone } from '../platform/storage.ts'
import type { Purged } from '../protocol/checks.ts'
import { purgeMac, purgeOp } from '../protocol/purges.ts'
import { PURGE_CHANGES } from '../protocol/sizes.ts'
import { readBack } from '../sync/back.ts'
import { keepingOrder } from '../sync/orders.ts'
import { put, putAnew } from '../sync/outbox.ts'
import { isWaiting } from '../sync/send.ts'
import { idAt } from '../sync/stored.ts'
import { VaultProblem } from '../vault/problems.ts'
import { vault as thisVault, type Vault } from '../vault/vault.ts'
import { countsToWrite } from './counted.ts'
import type { Goings } from './goings.ts'
import { journal as thisJournal, type Journal } from './journal.ts'
import type { PracticeMonth } from './months.ts'
import { practiceClock, type PracticeClock } from './practiceClock.ts'
import { goingIn, readBy } from './retention.ts'
import { writtenAnew } from './writtenAnew.ts'

export interface PurgingParts {
  readonly storage: Storage
  readonly journal: Journal
  readonly vault: Pick<Vault, 'keys'>
  readonly clock: PracticeClock
}

export const HERE: PurgingParts = {
  storage: thisPhone,
  journal: thisJournal,
  vault: thisVault,
  clock: practiceClock,
}

export interface PurgingWatch {
  /** From 0 to 1. */
  readonly onProgress?: (done: number) => void
  readonly signal?: AbortSignal
}

export interface Purge extends Goings {
  /** Whether all of it went: what waits to be sent goes once it was. */
  readonly isWhole: boolean
}

/**
 * What went. Throws must-be-open, not-whole-yet while older changes are still to come, `storage-…` problems, and the
 * signal's reason: what was ordered by then has gone, and the rest goes the next time.
 */
export async function purgeBefore(
  month: PracticeMonth,
  parts: PurgingParts = HERE,
  watch: PurgingWatch = {},
): Promise<Purge> {
  const { journal, storage } = parts
  await journal.follow()
  if (journal.state === null) throw new VaultProblem('must-be-open')
  if ((await readBack(storage)) !== null) throw new VaultProblem('not-whole-yet')
  const goings = await goingIn(journal, month)
  await writeFirst(goings, parts, watch)
  const named = await namedIn(goings, storage)
  await order(named, parts, watch)
  return { ...goings, isWhole: named.length === goings.places.size }
}

/** What is to stay: counts of entries, and what stands in a change that goes. */
async function writeFirst(goings: Goings, parts: PurgingParts, watch: PurgingWatch): Promise<void> {
  const { journal, storage, clock } = parts
  const { state } = journal
  if (state === null) throw new VaultProblem('must-be-open')
  const read = readBy(journal)
  for (const op of await countsToWrite(journal, goings)) {
    watch.signal?.throwIfAborted()
    await put([op], undefined, { storage, clock }, read)
  }
  for (const { at, ops } of writtenAnew(state, goings)) {
    watch.signal?.throwIfAborted()
    await putAnew(ops, at, read, { storage, clock })
  }
  await journal.follow()
}

/** Those that the server has, or that nobody waits for, by device, counter and id. */
async function namedIn({ places }: Goings, storage: Storage): Promise<readonly Purged[]> {
  const waits = await isWaiting(storage)
  const named: Purged[] = []
  for (const { device, counter } of places.values()) {
    if (waits(device, counter)) continue
    const id = await idAt(storage, device, counter)
    if (id !== undefined) named.push([device, counter, id])
  }
  return named
}

async function order(named: readonly Purged[], parts: PurgingParts, watch: PurgingWatch): Promise<void> {
  const { journal, storage, clock } = parts
  for (let from = 0; from < named.length; from += PURGE_CHANGES) {
    watch.signal?.throwIfAborted()
    const batch = named.slice(from, from + PURGE_CHANGES)
    const id = uuidv7(clock.now())
    const mac = await purgeMac(newestPair(parts), batch)
    const ids = batch.map(([, , change]) => change)
    await put([purgeOp(id, batch, mac)], keepingOrder(id, ids), { storage, clock }, readBy(journal))
    // Drops them here: what is read of an order is obeyed at once (purged.ts).
    await journal.follow()
    watch.onProgress?.(Math.min(1, (from + batch.length) / named.length))
  }
}

function newestPair({ vault }: PurgingParts): Parameters<typeof purgeMac>[0] {
  const keys = vault.keys()
  const pair = keys?.pairs.get(keys.epoch)
  if (pair === undefined) throw new VaultProblem('must-be-open')
  return pair
}
