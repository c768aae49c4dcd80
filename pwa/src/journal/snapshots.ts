/** The sealed local snapshot: ten years open at once (PROTOCOL 8). Beside it stands which changes it could not hold. */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'
import type { AccountId, DeviceId } from '../protocol/keys.ts'
import type { State } from '../protocol/merge.ts'
import { Problem, PROBLEM_TYPES } from '../protocol/problems.ts'
import { openSnapshot, sealSnapshot } from '../protocol/snapshot.ts'
import { LOCAL } from '../sync/back.ts'
import { takeOver } from '../sync/justOpened.ts'
import { isStill } from '../vault/device.ts'
import type { Damage } from './reading.ts'

const RECORD = v.object({
  sealed: v.instance(Uint8Array),
  damaged: v.array(v.object({ device: v.string(), counter: v.number(), problem: v.picklist(PROBLEM_TYPES) })),
})

export interface Snapshot {
  readonly state: State
  /** Changes before its heads that could not be read then. */
  readonly damaged: readonly Damage[]
}

export interface SnapshotKeys {
  readonly account: AccountId
  readonly epoch: number
  readonly snapshots: CryptoKey
}

/** The kept snapshot, or null where there is none that opens: the changes are then folded instead. */
export async function loadSnapshot(storage: Storage, keys: SnapshotKeys): Promise<Snapshot | null> {
  const record = await storage.transaction(['snapshots'], 'readonly', (transaction) =>
    transaction.objectStore('snapshots').get(LOCAL),
  )
  const parsed = v.safeParse(RECORD, record)
  if (!parsed.success) return null
  try {
    const sealed = new Uint8Array(parsed.output.sealed)
    const state = takeOver(keys, sealed) ?? (await openSnapshot(sealed, keys.account, keys.snapshots))
    return { state, damaged: parsed.output.damaged }
  } catch (problem) {
    if (problem instanceof Problem && problem.type === 'bad-snapshot') return null
    throw problem
  }
}

/** Keeps it, unless this phone has become another device since the state was read: it holds what that gave up. */
export async function keepSnapshot(
  storage: Storage,
  keys: SnapshotKeys,
  device: DeviceId,
  { state, damaged }: Snapshot,
): Promise<void> {
  const place = { account: keys.account, epoch: keys.epoch, seq: 0 }
  const sealed = await sealSnapshot(state, place, keys.snapshots)
  await storage.transaction(['device', 'snapshots'], 'readwrite', async (transaction) => {
    if (!(await isStill({ account: keys.account, device, epoch: keys.epoch }, transaction))) return
    await transaction.objectStore('snapshots').put({ sealed, damaged: [...damaged] }, LOCAL)
  })
}
