/**
 * What a server was caught at: syncing stands still until the person has chosen what to do (PROTOCOL 7).
 *
 * Kept on the phone, so that it is still told after the app was closed. The first one found stays.
 */
import * as v from 'valibot'

import { openLine } from '../platform/tabs.ts'
import type { Storage } from '../platform/storage.ts'

const NAME = 'alarm'
/** Said in every tab when an alarm was raised or let go of. */
export const ALARMS = 'alarms'
const shape = v.object({ type: v.string() })

/** The problem's type, or null where all is well. */
export async function readAlarm(storage: Storage): Promise<string | null> {
  const stored: unknown = await storage.transaction(['sync'], 'readonly', (transaction) =>
    transaction.objectStore('sync').get(NAME),
  )
  return stored === undefined ? null : v.parse(shape, stored).type
}

export async function raiseAlarm(storage: Storage, type: string): Promise<void> {
  await storage.transaction(['sync'], 'readwrite', async (transaction) => {
    const standing: unknown = await transaction.objectStore('sync').get(NAME)
    if (standing === undefined) await transaction.objectStore('sync').put({ type }, NAME)
  })
  tabs.tell(type)
}

export async function letGoOfAlarm(storage: Storage): Promise<void> {
  await storage.transaction(['sync'], 'readwrite', (transaction) =>
    transaction.objectStore('sync').delete(NAME),
  )
  tabs.tell('over')
}

const tabs = openLine(ALARMS, () => undefined)
