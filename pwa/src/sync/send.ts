/**
 * What waits goes out: this device's changes that the server has not said it took, in order, batch by batch.
 *
 * A lost reply may be sent again, it changes nothing; so what is kept is only what the server said (PROTOCOL 6.1).
 */
import { ServerProblem } from '../platform/problems.ts'
import type { Storage } from '../platform/storage.ts'
import type { Envelope } from '../protocol/chain.ts'
import { mustNotShrink } from '../protocol/checks.ts'
import { Problem } from '../protocol/problems.ts'
import { BATCH_BYTES_MAX, BATCH_ENVELOPES_MAX } from '../protocol/sizes.ts'
import { deviceIn, isStill, knownDevice, type Device } from '../vault/device.ts'
import { readMembers, type Member } from '../vault/members.ts'
import type { Keys } from '../vault/vault.ts'
import { proven } from './copied.ts'
import { headIn } from './head.ts'
import { accountIn, movePlace, placeIn, readPlace, type KeptPlace } from './place.ts'
import type { PullWatch } from './pull.ts'
import type { Server } from './server.ts'
import { changesAfter, envelopeOf } from './stored.ts'

/** How many changes of this device wait to be sent. */
export async function countWaiting(storage: Storage): Promise<number> {
  return storage.transaction(['device', 'sync'], 'readonly', async (transaction) => {
    const [head, place] = [await headIn(transaction), await placeIn(transaction)]
    const owner = await deviceIn(transaction)
    return owner === undefined ? 0 : Math.max(0, head.counter - heldOf(owner, place))
  })
}

/** This device's changes that wait; none while sync is off. What waits must stay whole: a stub is never sent. */
export async function isWaiting(storage: Storage): Promise<(device: string, counter: number) => boolean> {
  return storage.transaction(['device', 'sync'], 'readonly', async (transaction) => {
    const [owner, place] = [await deviceIn(transaction), await placeIn(transaction)]
    if (owner === undefined || (await accountIn(transaction)) === null) return () => false
    const held = heldOf(owner, place)
    return (device, counter) => device === owner.device && counter > held
  })
}

/** Up to which counter the server holds this device's changes: as it said, or as its log shows. */
function heldOf({ device }: Device, { taken, heads }: KeptPlace): number {
  return Math.max(taken, heads[device]?.counter ?? 0)
}

/**
 * Sends all that waits. Throws own-change-lost, device-copied, chain-broken, log-shortened for what the server says to
 * it, and what asking a server throws, such as quota-reached. With `keys`, a purge too is proof of a copy.
 */
export async function send(
  server: Server,
  storage: Storage,
  { keys, signal }: Pick<PullWatch, 'keys' | 'signal'> = {},
): Promise<void> {
  const isWhole = (await readPlace(storage)).owed === null
  for (const member of isWhole ? await readMembers(storage) : [])
    await sendClosed(member, server, storage, signal)
  for (;;) {
    const batch = await nextBatch(storage)
    if (batch === null) return
    const { seq, head } = await server.send(batch.envelopes, signal).catch(async (failure: unknown) => {
      throw await meant(failure, server, storage, keys)
    })
    if (head.counter < batch.last) throw new Problem('own-change-lost', `${head.counter} of ${batch.last}`)
    if (!(await take(storage, batch, seq))) return
  }
}

interface Batch {
  readonly envelopes: readonly Envelope[]
  /** The counter of the last one. */
  readonly last: number
}

async function nextBatch(storage: Storage): Promise<(Batch & { readonly owner: Device }) | null> {
  const owner = await knownDevice(storage)
  if (owner === undefined) return null
  const batch = await batchAfter(storage, owner.device, heldOf(owner, await readPlace(storage)))
  return batch && { ...batch, owner }
}

async function batchAfter(storage: Storage, device: string, counter: number): Promise<Batch | null> {
  const stored = await changesAfter(storage, device, counter, BATCH_ENVELOPES_MAX)
  const envelopes: Envelope[] = []
  let size = 0
  for (const one of stored) {
    const envelope = envelopeOf(one)
    if (envelope === null || size + envelope.length > BATCH_BYTES_MAX) break
    envelopes.push(envelope)
    size += envelope.length
  }
  return envelopes.length === 0 ? null : { envelopes, last: counter + envelopes.length }
}

/** An account that was registered anew lacks what removed devices wrote: this phone brings it along. */
async function sendClosed(
  { id, closed }: Member,
  server: Server,
  storage: Storage,
  signal?: AbortSignal,
): Promise<void> {
  if (closed === null) return
  let sent = (await readPlace(storage)).heads[id]?.counter ?? 0
  while (sent < closed.counter) {
    const batch = await batchAfter(storage, id, sent)
    if (batch === null) return
    await server.send(batch.envelopes, signal)
    sent = batch.last
  }
}

// What the server says of the chain: it lost what it had taken, or another phone goes on with this one's key; that
// the log has to show.
async function meant(
  failure: unknown,
  server: Server,
  storage: Storage,
  keys: Keys | undefined,
): Promise<unknown> {
  if (!(failure instanceof ServerProblem)) return failure
  if (failure.type === 'chain-gap') return new Problem('own-change-lost', '', { cause: failure })
  if (failure.type !== 'chain-forked') return failure
  const otherwise = new Problem('chain-broken', 'a fork that is not shown', { cause: failure })
  return proven(server, storage, keys, otherwise)
}

/** False once sync is turned off: what the server took for an account that was left is nobody's. */
async function take(
  storage: Storage,
  { owner, last }: Batch & { readonly owner: Device },
  seq: number,
): Promise<boolean> {
  return storage.transaction(['device', 'sync'], 'readwrite', async (transaction) => {
    if ((await accountIn(transaction)) === null) return false
    if (!(await isStill(owner, transaction))) return true
    const place = await placeIn(transaction)
    mustNotShrink(place, seq)
    const [taken, told] = [Math.max(place.taken, last), Math.max(place.told, seq)]
    await movePlace(transaction, { ...place, taken, told })
    return true
  })
}
