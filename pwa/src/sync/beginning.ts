/**
 * A phone that is new in an account begins from the newest snapshot: the journal is readable at once, and the log is
 * pulled from there (PROTOCOL 8). What stands before it is fetched afterwards (filling.ts).
 */
import { ServerProblem } from '../platform/problems.ts'
import type { Storage } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import type { Bytes } from '../protocol/bytes.ts'
import type { DeviceId } from '../protocol/keys.ts'
import type { State } from '../protocol/merge.ts'
import { Problem } from '../protocol/problems.ts'
import { openSnapshot, readSnapshotPlace } from '../protocol/snapshot.ts'
import { isStill, knownDevice, type Device } from '../vault/device.ts'
import { readAlarm } from '../vault/alarm.ts'
import type { Keys } from '../vault/vault.ts'
import { backIn, LOCAL, moveBack, readBack } from './back.ts'
import { headIn, meetClocks } from './head.ts'
import { handOver } from './justOpened.ts'
import { NEWS } from './outbox.ts'
import type { SyncParts } from './parts.ts'
import { movePlace, placeIn, readAccount, readPlace } from './place.ts'
import type { Server } from './server.ts'
import { asThisDevice } from './session.ts'
import { extentsOf } from './stored.ts'

interface Found {
  readonly sealed: Bytes
  readonly seq: number
  readonly state: State
}

/**
 * Whether it did: only while open, before the first pull. False for whatever is wrong with the snapshot: the log is
 * then pulled from its start. Throws what a server that is out of reach throws.
 */
export async function beginFromSnapshot(parts: SyncParts, signal?: AbortSignal): Promise<boolean> {
  const { storage, vault, http, clock } = parts
  const [keys, owner] = [vault.keys(), await knownDevice(storage)]
  if (keys === undefined || owner?.account !== keys.account || !(await isNew(storage, owner))) return false
  const found = await newest(asThisDevice(http, storage), keys, signal)
  if (found === null || found.state.heads.has(owner.device)) return false
  await meetClocks(storage, timesIn(found.state), clock.now())
  const isDone = await keep(storage, owner, found)
  if (isDone) {
    handOver(keys, found)
    news.tell('stored')
  }
  return isDone
}

// A phone that has been in this account holds changes of others: it goes on from those.
async function isNew(storage: Storage, owner: Device): Promise<boolean> {
  if ((await readAccount(storage)) === null || (await readAlarm(storage)) !== null) return false
  const { seq, owed } = await readPlace(storage)
  if (seq > 0 || owed !== null || (await readBack(storage)) !== null) return false
  return (await extentsOf(storage)).every(({ device }) => device === owner.device)
}

async function newest(server: Server, keys: Keys, signal?: AbortSignal): Promise<Found | null> {
  try {
    const told = await server.vault()
    if (told.snapshot === null) return null
    const sealed = await server.newestSnapshot(signal)
    const { seq, epoch } = readSnapshotPlace(keys.account, sealed)
    if (epoch !== keys.epoch || seq === 0 || seq > told.seq) return null
    return { sealed, seq, state: await openSnapshot(sealed, keys.account, keys.snapshots) }
  } catch (failure) {
    if (failure instanceof Problem || failure instanceof ServerProblem) return null
    throw failure
  }
}

/** The snapshot as this phone's own, the place at its seq, and that all before it is still to come; or nothing. */
async function keep(storage: Storage, owner: Device, { sealed, seq, state }: Found): Promise<boolean> {
  const heads = Object.fromEntries(state.heads)
  return storage.transaction(['device', 'snapshots', 'sync'], 'readwrite', async (transaction) => {
    const place = await placeIn(transaction)
    if (place.seq > 0 || (await backIn(transaction)) !== null) return false
    if (!(await isStill(owner, transaction))) return false
    const head = await headIn(transaction)
    const seen: Record<DeviceId, number> = { ...head.seen }
    for (const [device, { counter }] of state.heads) seen[device] = counter
    await transaction.objectStore('device').put({ ...head, seen }, 'head')
    await transaction.objectStore('snapshots').put({ sealed, damaged: [] }, LOCAL)
    await moveBack(transaction, { seq: 0, heads: {}, floor: seq, floorHeads: heads })
    await movePlace(transaction, { ...place, seq, told: Math.max(place.told, seq), heads })
    return true
  })
}

function timesIn({ objects }: State): string[] {
  return [...objects.values()].flatMap((byId) => [...byId.values()].flatMap((all) => all.map(({ at }) => at)))
}

const news = openLine(NEWS, () => undefined)
