/**
 * What this phone keeps of nudges, readable while locked: whether they are on, the hours, on which days something was
 * synced. Nothing in it hangs on an answer; what nudges say is in agenda.ts, sealed.
 */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'
import type { Pattern } from './hours.ts'

export type Texts = 'neutral' | 'explicit'

const NAME = 'nudges'
const hour = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Early in the evening, every day, quiet when most sleep: each can be changed. */
export const FIRST_PATTERN: Pattern = {
  hours: ['18:30'],
  restDays: [],
  quietFrom: '21:00',
  quietTo: '07:00',
  minutes: 0,
}

const patternShape = v.object({
  hours: v.pipe(v.array(hour), v.minLength(1), v.maxLength(2), v.readonly()),
  restDays: v.pipe(v.array(v.pipe(count, v.maxValue(6))), v.readonly()),
  quietFrom: hour,
  quietTo: hour,
  minutes: v.pipe(count, v.maxValue(9)),
})
const shape = v.object({
  isOn: v.fallback(v.boolean(), false),
  texts: v.fallback(v.picklist(['neutral', 'explicit']), 'neutral'),
  pattern: v.fallback(patternShape, FIRST_PATTERN),
  /** Times of the person's own, milliseconds since 1970. */
  reminders: v.fallback(v.pipe(v.array(count), v.readonly()), []),
  /** How far the log was known when the schedule was last replaced, and when that was. */
  seen: v.fallback(v.nullable(v.object({ seq: count, taken: count, at: count })), null),
  /** Practice days on which something was synced, the latest. */
  written: v.fallback(v.pipe(v.array(v.string()), v.readonly()), []),
})

export type Kept = Readonly<v.InferOutput<typeof shape>>

export async function readNudges(storage: Storage): Promise<Kept> {
  const stored: unknown = await storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get(NAME),
  )
  return v.parse(shape, stored ?? {})
}

/** What is kept from then on, in one transaction: a page and the worker may both write. */
export async function keepNudges(storage: Storage, change: (kept: Kept) => Partial<Kept>): Promise<Kept> {
  return storage.transaction(['kept'], 'readwrite', async (transaction) => {
    const store = transaction.objectStore('kept')
    const before = v.parse(shape, (await store.get(NAME)) ?? {})
    const next = { ...before, ...change(before) }
    await store.put(next, NAME)
    return next
  })
}
