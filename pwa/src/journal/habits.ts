/** Small habits of this phone, none of them secret: how checks are asked here, and what was offered before. */
import * as v from 'valibot'

import { clock } from '../platform/clock.ts'
import { persist } from '../platform/lifecycle.ts'
import { storage, type Storage } from '../platform/storage.ts'

const NAME = 'habits'
/** Goes round in whole turns of two, three, four or six items; small, so that it tells no count. */
const TURNS = 12
const OFFER_AGAIN_MS = 30 * 24 * 3_600_000

const schema = v.object({
  /** One question a screen, until a first check was saved. */
  asking: v.fallback(v.picklist(['one-by-one', 'all-at-once']), 'one-by-one'),
  /** Whose turn the rotating item of the after-session check is. */
  turn: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Whether the browser was asked to keep our storage. */
  persistAsked: v.fallback(v.boolean(), false),
  /** Until when no installing is offered, milliseconds since 1970. */
  noInstallUntil: v.fallback(v.number(), 0),
})

export type Habits = Readonly<v.InferOutput<typeof schema>>
export const FIRST_HABITS: Habits = v.parse(schema, {})

export async function habits(from: Storage = storage): Promise<Habits> {
  const record = await from.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get(NAME),
  )
  return v.parse(schema, record ?? {})
}

export async function remember(change: Partial<Habits>, into: Storage = storage): Promise<void> {
  await into.transaction(['kept'], 'readwrite', async (transaction) => {
    const kept = transaction.objectStore('kept')
    await kept.put({ ...v.parse(schema, (await kept.get(NAME)) ?? {}), ...change }, NAME)
  })
}

/** After a saved check: all at once from now on, the next turn, and our storage to be kept by the browser. */
export async function afterSaving(checklist: string): Promise<void> {
  const { turn, persistAsked } = await habits()
  await remember({
    asking: 'all-at-once',
    persistAsked: true,
    turn: checklist === 'after-session' ? (turn + 1) % TURNS : turn,
  })
  if (!persistAsked) await persist()
}

export async function offerInstallLater(): Promise<void> {
  await remember({ noInstallUntil: clock.now() + OFFER_AGAIN_MS })
}
