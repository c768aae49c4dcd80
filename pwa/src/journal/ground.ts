/** What an open journal stands on. Where that changes under it, nothing that was read can be followed on. */
import type { Storage } from '../platform/storage.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { readBack } from '../sync/back.ts'
import { readPlace } from '../sync/place.ts'
import { knownDevice } from '../vault/device.ts'

export interface Ground {
  /** Which device this phone is: one that was copied becomes another, and gives up changes that were read already. */
  readonly device: DeviceId | null
  /** The state began with a snapshot whose changes were not all here: it is never kept as this phone's own. */
  readonly isBorrowed: boolean
  /** How many times the log had been taken again. */
  readonly walks: number
}

export async function groundOf(storage: Storage): Promise<Ground> {
  const [device, back] = [await knownDevice(storage), await readBack(storage)]
  const { walks } = await readPlace(storage)
  return { device: device?.device ?? null, isBorrowed: back !== null, walks }
}

/** Whether a state that was begun on one can go on on the other. */
export function carries(before: Ground, now: Ground): boolean {
  const isSameLog = before.device === now.device && before.walks === now.walks
  return isSameLog && (before.isBorrowed || !now.isBorrowed)
}
