/** Where this device's chain stands, as it lies in storage beside who this phone is (PROTOCOL 4, "Writing"). */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import { NO_HEAD, type ChangeId } from '../protocol/chain.ts'
import { isSeen, type Seen } from '../protocol/change.ts'
import { isHlc, meet, type Hlc } from '../protocol/hlc.ts'

/** Its last counter and change id, its clock, and up to which counter it holds the changes of others. */
export interface DeviceHead {
  readonly counter: number
  readonly previous: ChangeId
  readonly at: Hlc | null
  readonly seen: Seen
}

/** Before a device's first change. */
export const FIRST: DeviceHead = { counter: 0, previous: NO_HEAD.id, at: null, seen: {} }

const headSchema = v.object({
  counter: v.pipe(v.number(), v.integer(), v.minValue(0)),
  previous: v.string(),
  at: v.nullable(v.custom<Hlc>(isHlc)),
  seen: v.custom<Seen>((value) => isSeen(value, '')),
})

/** The head within a transaction over the store `device`. */
export async function headIn(transaction: Transaction<'readonly' | 'readwrite'>): Promise<DeviceHead> {
  const record: unknown = await transaction.objectStore('device').get('head')
  return record === undefined ? FIRST : v.parse(headSchema, record)
}

/** This device's clock goes on from the latest of `others` that it may follow (PROTOCOL 4.1). */
export async function meetClocks(storage: Storage, others: readonly Hlc[], nowMs: number): Promise<void> {
  if (others.length === 0) return
  await storage.transaction(['device'], 'readwrite', async (transaction) => {
    const head = await headIn(transaction)
    const at = others.reduce<Hlc | null>((last, other) => meet(last, other, nowMs), head.at)
    if (at !== head.at) await transaction.objectStore('device').put({ ...head, at }, 'head')
  })
}

/** `read`, as far as this device holds it: a writer cannot have read what it does not have. */
export function heldOf(read: Seen, held: Seen): Seen {
  const clipped = Object.entries(held).map(
    ([device, most]) => [device, Math.min(read[device] ?? 0, most)] as const,
  )
  return Object.fromEntries(clipped.filter(([, counter]) => counter !== 0))
}

/** The later of two clocks; null is before all. */
export function laterOf(one: Hlc | null, other: Hlc | null): Hlc | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
