/**
 * What only an unlocked phone can check of what a server gave, raised as an alarm (PROTOCOL 7, "Unlocked").
 *
 * The log's place is looked at before and after the reading: what is missing in between may only be on its way.
 */
import type { Storage } from '../platform/storage.ts'
import type { Seen } from '../protocol/change.ts'
import { NO_HEAD, type Stub } from '../protocol/chain.ts'
import { mustBeOrdered, mustNotMiss } from '../protocol/checks.ts'
import type { Opened } from '../protocol/envelope.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { purgesOf, type State } from '../protocol/merge.ts'
import { Problem, type ProblemType } from '../protocol/problems.ts'
import { backIn, type KeptBack } from '../sync/back.ts'
import { headIn } from '../sync/head.ts'
import { placeIn, readAccount, readPlace, type KeptPlace } from '../sync/place.ts'
import { raiseAlarm } from '../vault/alarm.ts'
import { knownDevice } from '../vault/device.ts'
import { readMembers } from '../vault/members.ts'

/** What was read by now: changes since `begin`, purged ones since unlocking, and all of it folded. */
export interface Read {
  readonly lies: readonly ProblemType[]
  readonly opened: readonly Opened[]
  readonly stubs: readonly Stub[]
  readonly state: State
  readonly owed: Owed
}

/**
 * The highest counters that writers had seen whose changes the log has not shown here yet: written on this phone, or
 * stored when it left the account and came back. They are checked once the log is read to its end.
 */
export type Owed = Map<DeviceId, number>

export class Checks {
  readonly #storage: Storage
  /** Null while sync is off: nobody gave anything then. */
  readonly #before: KeptPlace | null

  private constructor(storage: Storage, before: KeptPlace | null) {
    this.#storage = storage
    this.#before = before
  }

  /** Before anything is read. */
  static async begin(storage: Storage): Promise<Checks> {
    const isOn = (await readAccount(storage)) !== null
    return new Checks(storage, isOn ? await readPlace(storage) : null)
  }

  /** Raises the alarm of the first lie: in who is named, in what a writer had seen, in what is purged. */
  async end(read: Read): Promise<void> {
    if (this.#before === null) return
    const lie = read.lies[0] ?? (await this.#lieIn(read, this.#before))
    if (lie !== undefined) await raiseAlarm(this.#storage, lie)
  }

  async #lieIn({ opened, stubs, state, owed }: Read, before: KeptPlace): Promise<ProblemType | undefined> {
    const { place, own, back } = await this.#now()
    const closed = (await readMembers(this.#storage)).flatMap(({ id, closed: end }) =>
      end === null || end.counter === 0 ? [] : [{ [id]: end.counter }],
    )
    // A phone that waits for older changes has not read the purges among them.
    const isRead = Object.entries(back?.floorHeads ?? {}).every(
      ([device, { counter }]) => (state.heads.get(device)?.counter ?? 0) >= counter,
    )
    const isWhole = isRead && before.seq === place.seq && place.seq >= place.told && place.seq > 0
    const heads = new Map(Object.entries(place.heads))
    const isShown = ({ header }: Opened): boolean =>
      header.counter <= (heads.get(header.device) ?? NO_HEAD).counter
    try {
      mustNotMiss(heads, seensOf(opened.filter(isShown)), own)
      for (const seen of seensOf(opened.filter((one) => !isShown(one)))) owe(owed, seen)
      if (!isWhole) return undefined
      mustNotMiss(heads, [Object.fromEntries(owed)], own)
      owed.clear()
      mustNotMiss(heads, closed, null)
      mustBeOrdered(stubs, purgesOf(state))
    } catch (lie) {
      if (lie instanceof Problem) return lie.type
      throw lie
    }
    return undefined
  }

  async #now(): Promise<{
    place: KeptPlace
    own: { device: string; counter: number } | null
    back: KeptBack | null
  }> {
    const device = await knownDevice(this.#storage)
    return this.#storage.transaction(['device', 'sync'], 'readonly', async (transaction) => {
      const [head, place] = [await headIn(transaction), await placeIn(transaction)]
      return {
        place,
        back: await backIn(transaction),
        own: device ? { device: device.device, counter: head.counter } : null,
      }
    })
  }
}

function seensOf(changes: readonly Opened[]): Seen[] {
  return changes.map(({ seen }) => seen)
}

function owe(owed: Owed, seen: Seen): void {
  for (const [device, counter] of Object.entries(seen))
    owed.set(device, Math.max(counter, owed.get(device) ?? 0))
}
