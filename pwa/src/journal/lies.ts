/**
 * What only an unlocked phone can check of what a server gave, raised as an alarm (PROTOCOL 7, "Unlocked").
 *
 * The log's place is looked at before and after the reading: what is missing in between may only be on its way.
 */
import type { Storage } from '../platform/storage.ts'
import type { Stub } from '../protocol/chain.ts'
import { mustBeOrdered, mustNotMiss, type Named, type Purged } from '../protocol/checks.ts'
import type { Opened } from '../protocol/envelope.ts'
import { purgesOf, type State } from '../protocol/merge.ts'
import { Problem, type ProblemType } from '../protocol/problems.ts'
import { backIn, type KeptBack } from '../sync/back.ts'
import { headIn } from '../sync/head.ts'
import { movePlace, placeIn, readAccount, readPlace, type KeptPlace } from '../sync/place.ts'
import { sortMembers } from '../sync/vouching.ts'
import { raiseAlarm } from '../vault/alarm.ts'
import type { Believable } from '../vault/certified.ts'
import { knownDevice } from '../vault/device.ts'
import { readMembers } from '../vault/members.ts'

/** What was read by now: changes since `begin`, purged ones since unlocking, and all of it folded. */
export interface Read {
  readonly known: Believable
  readonly opened: readonly Opened[]
  readonly stubs: readonly Stub[]
  readonly state: State
  /** How many times the log had been taken again before any of it was read. */
  readonly walks: number
}

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
    await sortMembers(this.#storage, read.known)
    const isLiedTo = read.known.strangers.size > 0
    const lie = isLiedTo ? 'bad-certificate' : await this.#lieIn(read, this.#before)
    if (lie !== undefined) await raiseAlarm(this.#storage, lie)
  }

  async #lieIn({ opened, stubs, state, walks }: Read, before: KeptPlace): Promise<ProblemType | undefined> {
    const { place, own, back } = await this.#now()
    // While the log is taken again, what was read of it is more than is shown by now; it is all read anew at the end.
    if (place.owed !== null || place.walks !== walks) return undefined
    const closed = (await readMembers(this.#storage)).flatMap(({ id, closed: end }) =>
      end === null || end.counter === 0 ? [] : [{ [id]: end.counter }],
    )
    // A phone that waits for older changes has not read the purges among them.
    const isRead = Object.entries(back?.floorHeads ?? {}).every(
      ([device, { counter }]) => (state.heads.get(device)?.counter ?? 0) >= counter,
    )
    const isWhole = isRead && before.seq === place.seq && place.seq >= place.told && place.seq > 0
    try {
      mustNotMiss(
        new Map(Object.entries(place.heads)),
        opened.map(({ seen }) => seen),
        own,
      )
      if (!isWhole) return undefined
      mustNotMiss(new Map(Object.entries(place.heads)), closed, null)
      mustBeOrdered([...stubs, ...place.shown.map(asNamed)], purgesOf(state))
      if (place.shown.length > 0) await this.#forgetShown(place)
    } catch (lie) {
      if (lie instanceof Problem) return lie.type
      throw lie
    }
    return undefined
  }

  async #forgetShown({ shown }: KeptPlace): Promise<void> {
    await this.#storage.transaction(['sync'], 'readwrite', async (transaction) => {
      const place = await placeIn(transaction)
      await movePlace(transaction, { ...place, shown: place.shown.slice(shown.length) })
    })
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

function asNamed([device, counter, id]: Purged): Named {
  return { header: { device, counter }, id }
}
