/**
 * What a phone that began from a snapshot still has to fetch: the log before it (PROTOCOL 8).
 *
 * Kept in the store `sync`, beside the place in the log; it moves in the same transaction as the page it counts. It
 * outlives signing out: until the older changes are here, the snapshot stands for them.
 */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import { canonicalJson } from '../protocol/canonical.ts'
import type { Head } from '../protocol/chain.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { canonicalHeads } from '../protocol/merge.ts'
import { count, headsShape } from './place.ts'

export type Heads = Readonly<Record<DeviceId, Head>>

export interface KeptBack {
  /** Up to which number of the log the older changes are stored, and each device's head there. */
  readonly seq: number
  readonly heads: Heads
  /** The snapshot's place in the log, and its heads. */
  readonly floor: number
  readonly floorHeads: Heads
}

/** The name in the store `snapshots` of what the journal opens from. */
export const LOCAL = 'local'

const BACK = 'back'
const backShape = v.object({ seq: count, heads: headsShape, floor: count, floorHeads: headsShape })

/** Null on a phone that holds all changes up to its place. */
export async function readBack(storage: Storage): Promise<KeptBack | null> {
  return storage.transaction(['sync'], 'readonly', (transaction) => backIn(transaction))
}

export async function backIn(transaction: Transaction<'readonly' | 'readwrite'>): Promise<KeptBack | null> {
  const stored: unknown = await transaction.objectStore('sync').get(BACK)
  return stored === undefined ? null : v.parse(backShape, stored)
}

export async function moveBack(transaction: Transaction<'readwrite'>, back: KeptBack): Promise<void> {
  await transaction.objectStore('sync').put(back, BACK)
}

export async function dropBack(transaction: Transaction<'readwrite'>): Promise<void> {
  await transaction.objectStore('sync').delete(BACK)
}

/** Empties the store `sync`, but for what is still to be fetched. */
export async function clearAllButBack(transaction: Transaction<'readwrite'>): Promise<void> {
  const back = await backIn(transaction)
  await transaction.objectStore('sync').clear()
  if (back !== null) await moveBack(transaction, back)
}

export function isSameHeads(one: ReadonlyMap<DeviceId, Head>, other: ReadonlyMap<DeviceId, Head>): boolean {
  return canonicalJson(canonicalHeads(one)) === canonicalJson(canonicalHeads(other))
}

/**
 * Sync is off from here on: the account, its place and what it was caught at are forgotten, nothing else; older
 * changes that are still to come can be fetched once the account is entered again.
 */
export async function forgetAccount(storage: Storage): Promise<void> {
  await storage.transaction(['sync'], 'readwrite', (transaction) => clearAllButBack(transaction))
}
