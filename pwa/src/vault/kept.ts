/**
 * Small choices of this phone, readable while locked and nothing secret: when a practice day ends, when to lock.
 *
 * What was stored in another shape, by another version, is read as the fallback.
 */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'

export async function readKept<T>(
  storage: Storage,
  name: string,
  shape: v.GenericSchema<unknown, T>,
  fallback: T,
): Promise<T> {
  const stored: unknown = await storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get(name),
  )
  const read = v.safeParse(shape, stored)
  return read.success ? read.output : fallback
}

export async function keep(storage: Storage, name: string, value: unknown): Promise<void> {
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').put(value, name),
  )
}

const DAY_ENDS_AT = 'day-ends-at'
const hourShape = v.pipe(v.string(), v.regex(/^(0\d|1[01]):[0-5]\d$|^12:00$/))

const FIRST_HOUR = '04:00'
const hours = new WeakMap<Storage, string>()

/** When a practice day ends on the wall, "04:00" unless the person chose another hour up to noon. */
export async function readDayEndsAt(storage: Storage): Promise<string> {
  const hour = await readKept(storage, DAY_ENDS_AT, hourShape, FIRST_HOUR)
  hours.set(storage, hour)
  return hour
}

/** The same as it was last read or kept, for what cannot wait. */
export function knownDayEndsAt(storage: Storage): string {
  return hours.get(storage) ?? FIRST_HOUR
}

/** Throws a RangeError for what is no hour up to noon. */
export async function keepDayEndsAt(storage: Storage, hour: string): Promise<void> {
  const read = v.safeParse(hourShape, hour)
  if (!read.success) throw new RangeError(`a day ends between 00:00 and 12:00, not at ${hour}`)
  await keep(storage, DAY_ENDS_AT, read.output)
  hours.set(storage, read.output)
}
