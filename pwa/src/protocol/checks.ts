/**
 * What a phone checks on every pull, so that a server that lies is found out (PROTOCOL 7).
 *
 * Pure: what was remembered and what the server answered come in, and the first lie is thrown. For each page
 * trustPage(); after the last one mustHaveOwn() and mustNotRollBack(); once the changes are opened mustNotMiss() and
 * mustBeOrdered(). Nothing of a page that throws is kept.
 */
import { isEqual, type Bytes } from './bytes.ts'
import type { Seen } from './change.ts'
import {
  authenticate,
  mustFollow,
  NO_HEAD,
  type Believed,
  type ChangeId,
  type Head,
  type Item,
  type Stub,
  type Trusted,
} from './chain.ts'
import type { DeviceId } from './keys.ts'
import { Problem } from './problems.ts'

/** As it stands in a purge: whose, which, and what it was. */
export type Purged = readonly [DeviceId, number, ChangeId]

/** What a purge names it by. */
export interface Named {
  readonly header: Pick<Stub['header'], 'device' | 'counter'>
  readonly id: ChangeId
}

/** One item of a page, under the number that the server gave it. */
export interface Logged {
  readonly seq: number
  readonly item: Item
}

/** An answer to a pull; `head` is the last number of the whole log. */
export interface Page {
  readonly head: number
  readonly items: readonly Logged[]
}

/**
 * How far the log is believed; `told` is the highest head that the server has named, in pages and replies.
 *
 * The heads in `trusted` are those of the log: for this device, of what the server has shown to hold.
 */
export interface Place {
  readonly trusted: Trusted
  readonly seq: number
  readonly told: number
}

/**
 * What this device knows of itself: its own head's counter, and the id it kept under a counter, purged changes too.
 *
 * A reader without a device of its own has none of this.
 */
export interface Own {
  readonly device: DeviceId
  readonly counter: number
  readonly idAt: (counter: number) => ChangeId | undefined | Promise<ChangeId | undefined>
}

/** The vault's epoch and the public keys of all its devices, 32 bytes each, closed ones too. */
export interface Membership {
  readonly epoch: number
  readonly devices: ReadonlyMap<DeviceId, Bytes>
}

/** Where the chain of each removed device ends. */
export type Closings = ReadonlyMap<DeviceId, Head>

/**
 * The place after this page, and what it brought, in the log's order.
 *
 * Throws log-shortened, log-gap; then for each change in turn the problems of PROTOCOL 4 up to the chain,
 * device-copied, unordered-purge, closed-device-wrote. After unknown-device the vault is fetched once and the page is
 * checked again.
 */
export async function trustPage(
  place: Place,
  page: Page,
  closings: Closings,
  own: Own | null,
): Promise<{ place: Place; found: readonly (Believed | Stub)[] }> {
  mustNotShrink(place, page.head)
  mustBeWhole(place.seq, page)
  const { trusted } = place
  const heads = new Map(trusted.heads)
  const found: (Believed | Stub)[] = []
  // Signatures are checked together, because each waits for another thread; the first failure in order is told.
  for (const outcome of await Promise.allSettled(page.items.map(({ item }) => authenticate(trusted, item)))) {
    if (outcome.status === 'rejected') throw outcome.reason
    const { value: change } = outcome
    mustFollow(heads.get(change.header.device) ?? NO_HEAD, change.header)
    await mustBeOwn(own, change)
    mustNotBeClosed(closings, change)
    heads.set(change.header.device, headOf(change))
    found.push(change)
  }
  const told = Math.max(place.told, page.head)
  return { place: { trusted: { ...trusted, heads }, seq: place.seq + found.length, told }, found }
}

/** Throws log-shortened when the log ends before what is known of it. */
export function mustNotShrink({ seq, told }: Pick<Place, 'seq' | 'told'>, head: number): void {
  if (head < Math.max(seq, told)) throw new Problem('log-shortened', `${head} after ${Math.max(seq, told)}`)
}

/** Throws log-gap unless the page goes on from `seq`, number by number, not beyond the head it names. */
export function mustBeWhole(seq: number, { head, items }: Page): void {
  const isInOrder = items.every((logged, at) => logged.seq === seq + 1 + at)
  if (!isInOrder || seq + items.length > head) throw new Problem('log-gap', `after ${seq}`)
  if (items.length === 0 && head > seq) throw new Problem('log-gap', `nothing after ${seq} of ${head}`)
}

/**
 * Throws device-copied when it is signed by this device, which never wrote it.
 *
 * A stub is signed by nobody, and anyone can make one up: one that it never wrote is unordered-purge.
 */
export async function mustBeOwn(own: Own | null, change: Believed | Stub): Promise<void> {
  const { header, id } = change
  if (header.device !== own?.device || (await wrote(own, header.counter, id))) return
  throw new Problem(
    'envelope' in change ? 'device-copied' : 'unordered-purge',
    `own change ${header.counter}`,
  )
}

/** Whether the change under this counter is the one that this device wrote. */
export async function wrote(own: Own, counter: number, id: ChangeId): Promise<boolean> {
  return counter <= own.counter && (await own.idAt(counter)) === id
}

/** Throws closed-device-wrote when it is beyond its device's closing, or another one at its end. */
export function mustNotBeClosed(closings: Closings, { header, id }: Stub): void {
  const closing = closings.get(header.device)
  if (closing === undefined || header.counter < closing.counter) return
  if (header.counter > closing.counter || id !== closing.id) {
    throw new Problem('closed-device-wrote', `change ${header.counter} after ${closing.counter}`)
  }
}

/** Throws own-change-lost when the log lacks what the server said it took of this device, up to `taken`. */
export function mustHaveOwn(heads: ReadonlyMap<DeviceId, Head>, device: DeviceId, taken: number): void {
  if ((heads.get(device) ?? NO_HEAD).counter < taken) throw new Problem('own-change-lost', `up to ${taken}`)
}

/** Throws epoch-rolled-back, and device-withheld for a device that is gone or has another key. */
export function mustNotRollBack(before: Membership, after: Membership): void {
  if (after.epoch < before.epoch)
    throw new Problem('epoch-rolled-back', `epoch ${after.epoch} after ${before.epoch}`)
  for (const [device, publicKey] of before.devices) {
    const named = after.devices.get(device)
    if (named === undefined || !isEqual(named, publicKey)) throw new Problem('device-withheld', device)
  }
}

/**
 * Throws seen-missing when a writer had seen what the log has not; of this device, device-copied.
 *
 * heads: the log's. seens: of opened changes; closings too, as counters by device.
 */
export function mustNotMiss(
  heads: ReadonlyMap<DeviceId, Head>,
  seens: Iterable<Seen>,
  own: Pick<Own, 'device' | 'counter'> | null,
): void {
  for (const seen of seens) {
    for (const [device, counter] of Object.entries(seen)) {
      if (device === own?.device) {
        if (counter > own.counter) throw new Problem('device-copied', `change ${counter}`)
      } else if (counter > (heads.get(device) ?? NO_HEAD).counter) {
        throw new Problem('seen-missing', `change ${counter} of ${device}`)
      }
    }
  }
}

/** Throws unordered-purge for a stub that no purge names by its device, counter and id. */
export function mustBeOrdered(stubs: Iterable<Named>, purged: Iterable<Purged>): void {
  const named = new Set(Array.from(purged, (one) => one.join(' ')))
  for (const { header, id } of stubs) {
    if (!named.has(`${header.device} ${header.counter} ${id}`)) {
      throw new Problem('unordered-purge', `change ${header.counter} of ${header.device}`)
    }
  }
}

function headOf({ header, id }: Stub): Head {
  return { counter: header.counter, id }
}
