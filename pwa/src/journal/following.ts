/** What is stored past what was read: opened, folded, checked; the one way by which a change comes into the state. */
import { clock } from '../platform/clock.ts'
import type { Storage } from '../platform/storage.ts'
import type { Stub } from '../protocol/chain.ts'
import type { Opened } from '../protocol/envelope.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { fold, passOver, type State } from '../protocol/merge.ts'
import { PURGE } from '../protocol/purges.ts'
import { meetClocks } from '../sync/head.ts'
import { knownDevice } from '../vault/device.ts'
import { certifiedDevices, type Believable } from '../vault/certified.ts'
import type { Keys } from '../vault/vault.ts'
import type { Ground } from './ground.ts'
import { Checks, type Unshown } from './lies.ts'
import { dropPurged } from './purged.ts'
import {
  readable,
  readStored,
  storedAfter,
  type Damage,
  type Places,
  type Reading,
  type Stored,
} from './reading.ts'

/** What is folded between unlocking and locking. */
export interface Folding {
  readonly keys: Keys
  state: State
  places: Places
  readonly damaged: Map<string, Damage>
  /** Purged changes read since unlocking. */
  readonly stubs: Stub[]
  ground: Ground
  readonly unshown: Unshown
  stopping: AbortController
  /** Changes that the local snapshot does not hold yet. */
  unkept: number
}

export interface Known extends Believable {
  readonly account: string
}

const AT_ONCE = 512

/** Whose changes are believed in this journal. */
export async function knownTo(storage: Storage, keys: Keys): Promise<Known> {
  return { account: keys.account, ...(await certifiedDevices(storage, keys)) }
}

/** Folds all that is stored past what was read; gives it back. Rejects with the reason once `stopping` is aborted. */
export async function readNew(
  storage: Storage,
  into: Folding,
  onRead?: (count: number) => void,
): Promise<Opened[]> {
  const checks = await Checks.begin(storage)
  const known = await knownTo(storage, into.keys)
  const all: Opened[] = []
  for (const device of known.devices.keys()) {
    for (;;) {
      into.stopping.signal.throwIfAborted()
      const after = into.places.get(device)?.counter ?? 0
      const stored = readable(await storedAfter(storage, device, after, AT_ONCE), into.keys.epoch)
      if (stored.length === 0) break
      all.push(...take(into, await read(stored, known, into, onRead)))
    }
  }
  await dropPurged(storage, all)
  await follow(storage, all)
  await checks.end({ ...into, known, opened: all })
  return all
}

/** Damaged changes are named, each once. */
export function blame({ damaged }: Folding, found: readonly Damage[]): void {
  for (const damage of found) damaged.set(nameOf(damage), damage)
}

export function nameOf({ device, counter }: { device: DeviceId; counter: number }): string {
  return `${device} ${counter}`
}

function take(into: Folding, { opened, damaged, passed }: Reading): readonly Opened[] {
  fold(into.state, opened)
  passOver(into.state, passed)
  into.stubs.push(...passed.filter((one) => !('envelope' in one)))
  blame(into, damaged)
  // With a purge the snapshot that was kept goes (purged.ts): the next opening shall not have to fold it all.
  const isPurge = opened.some(({ ops }) => ops.some(({ kind }) => kind === PURGE))
  into.unkept += isPurge ? Infinity : opened.length
  return opened
}

async function read(
  stored: readonly Stored[],
  known: Known,
  into: Folding,
  onRead?: (count: number) => void,
): Promise<Reading> {
  let told = 0
  const onProgress = (done: number): void => {
    onRead?.(done - told)
    told = done
  }
  return readStored(stored, known, into.keys.pairs, into.places, { onProgress, signal: into.stopping.signal })
}

/** The next change of this phone is later than what it has read of others. */
async function follow(storage: Storage, opened: readonly Opened[]): Promise<void> {
  const own = await knownDevice(storage)
  const others = opened.filter(({ header }) => header.device !== own?.device)
  await meetClocks(
    storage,
    others.map(({ at }) => at),
    clock.now(),
  )
}
