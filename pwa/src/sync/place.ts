/**
 * How far the account's log is stored here, and whose account it is (PROTOCOL 7).
 *
 * The place moves in the same transaction as what it counts, so that a crash leaves both or neither.
 */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import { isHex } from '../protocol/bytes.ts'
import type { Head } from '../protocol/chain.ts'
import type { Purged } from '../protocol/checks.ts'
import type { DeviceId } from '../protocol/keys.ts'

/** An account that this phone syncs with. */
export interface Account {
  /** What the person signs in with, `mara-4821`. */
  readonly handle: string
}

export interface KeptPlace {
  /** The last number of the log that is stored here. */
  readonly seq: number
  /** The highest head that the server named, in pages and replies. */
  readonly told: number
  /** Each device's head in the log, this device's too. */
  readonly heads: Readonly<Record<DeviceId, Head>>
  /** Up to which counter the server said that it took this device's changes. */
  readonly taken: number
  /** The vault that was read last: its version and epoch; 0 before the first. */
  readonly version: number
  readonly epoch: number
  /** When all was last sent and read, in milliseconds since 1970. */
  readonly syncedAt: number | null
  /** The place of the newest snapshot that the server is known to have; 0 for none. */
  readonly snapshot: number
  /** While the log is taken again: each device's last counter that it had shown, and must show again. */
  readonly owed: Readonly<Record<DeviceId, number>> | null
  /** How many times the log was taken again to its head, or this phone became another: all is then read anew. */
  readonly walks: number
  /** Stubs that the log has of changes that are whole here, until the purges of them have been read. */
  readonly shown: readonly Purged[]
}

export const START: KeptPlace = {
  seq: 0,
  told: 0,
  heads: {},
  taken: 0,
  version: 0,
  epoch: 0,
  syncedAt: null,
  snapshot: 0,
  owed: null,
  walks: 0,
  shown: [],
}

const ACCOUNT = 'account'
const PLACE = 'place'
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const accountShape = v.object({ handle: v.string() })
const headShape = v.object({ counter: count, id: v.custom<string>((value) => isHex(value, 32)) })
export const headsShape = v.record(v.string(), headShape)
const placeShape = v.object({
  seq: count,
  told: count,
  heads: headsShape,
  taken: count,
  version: count,
  epoch: count,
  syncedAt: v.nullable(v.number()),
  snapshot: v.optional(count, 0),
  owed: v.optional(v.nullable(v.record(v.string(), count)), null),
  walks: v.optional(count, 0),
  shown: v.optional(v.array(v.tuple([v.string(), count, v.string()])), []),
})

/** The account, or null while sync is off. */
export async function readAccount(storage: Storage): Promise<Account | null> {
  return storage.transaction(['sync'], 'readonly', (transaction) => accountIn(transaction))
}

/** The same within a transaction over the store `sync`. */
export async function accountIn(transaction: Transaction<'readonly' | 'readwrite'>): Promise<Account | null> {
  const stored: unknown = await transaction.objectStore('sync').get(ACCOUNT)
  return stored === undefined ? null : v.parse(accountShape, stored)
}

/** Throws where sync is off. */
export async function readPlace(storage: Storage): Promise<KeptPlace> {
  return storage.transaction(['sync'], 'readonly', (transaction) => placeIn(transaction))
}

export async function placeIn(transaction: Transaction<'readonly' | 'readwrite'>): Promise<KeptPlace> {
  const stored: unknown = await transaction.objectStore('sync').get(PLACE)
  return stored === undefined ? START : v.parse(placeShape, stored)
}

/** Moves the place within a transaction over the store `sync`. */
export async function movePlace(transaction: Transaction<'readwrite'>, place: KeptPlace): Promise<void> {
  await transaction.objectStore('sync').put(place, PLACE)
}

export async function keepAccount(transaction: Transaction<'readwrite'>, account: Account): Promise<void> {
  await transaction.objectStore('sync').put(account, ACCOUNT)
}
