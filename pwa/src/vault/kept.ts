/**
 * Small choices of this phone, readable while locked and nothing secret: when a practice day ends, when to lock.
 *
 * What was stored in another shape, by another version, is read as the fallback.
 */
import { safeParse, type GenericSchema } from 'valibot'

import type { Storage } from '../platform/storage.ts'

export async function readKept<T>(
  storage: Storage,
  name: string,
  shape: GenericSchema<unknown, T>,
  fallback: T,
): Promise<T> {
  const stored: unknown = await storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get(name),
  )
  const read = safeParse(shape, stored)
  return read.success ? read.output : fallback
}

export async function keep(storage: Storage, name: string, value: unknown): Promise<void> {
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').put(value, name),
  )
}
