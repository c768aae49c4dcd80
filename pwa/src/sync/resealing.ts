/**
 * A journal's changes once more, as those of another device: what joins an account that never saw them, and what
 * a retired device had not sent (PROTOCOL 7, 9).
 *
 * Ids, ops and times of writing stay, so nothing is doubled and an entry keeps its history.
 */
import { bytesToHex } from '../protocol/bytes.ts'
import {
  authenticate,
  changeId,
  nextHeader,
  type Believed,
  type Envelope,
  type Stub,
} from '../protocol/chain.ts'
import { canonicalJson } from '../protocol/canonical.ts'
import type { Change, Op, Seen, Value } from '../protocol/change.ts'
import { openAll, seal, type Opened } from '../protocol/envelope.ts'
import { tick } from '../protocol/hlc.ts'
import { readDevicePublicKey, readVaultPublicKey } from '../protocol/keys.ts'
import { emptyState, fold, resolve, withoutPurged, type State } from '../protocol/merge.ts'
import { Problem } from '../protocol/problems.ts'
import { PURGE } from '../protocol/purges.ts'
import type { Storage } from '../platform/storage.ts'
import type { Device } from '../vault/device.ts'
import { readMembers } from '../vault/members.ts'
import type { Keys } from '../vault/vault.ts'
import { laterOf, type DeviceHead } from './head.ts'
import { allChanges, contentOf, type StoredChange } from './stored.ts'

/** What was sealed, and where the new chain then stands. */
export interface Resealed {
  readonly envelopes: readonly Envelope[]
  readonly head: DeviceHead
}

/** What belongs to the account it was written in: names of its devices, and orders to its server. */
const STAYS_BEHIND = ['device', PURGE]

/** Every change stored here that can be read, in the order they came in. */
export async function openStored(
  storage: Storage,
  keys: Keys,
  owner: Device,
  wanted: (stored: StoredChange) => boolean = () => true,
): Promise<readonly Opened[]> {
  const members = await readMembers(storage)
  const publicKeys = new Map([
    ...members.map(({ id, publicKey }) => [id, publicKey] as const),
    [owner.device, owner.publicKey] as const,
  ])
  const devices = await Promise.all(
    [...publicKeys].map(async ([id, key]) => [id, await readDevicePublicKey(key)] as const),
  )
  const known = { account: owner.account, devices: new Map(devices) }
  const stored = (await allChanges(storage)).filter(wanted)
  const believed = await Promise.all(stored.map((one) => believe(known, one)))
  const opened = await openAll(
    believed.filter((one) => one !== null),
    keys.pairs,
  )
  return opened.filter((one): one is Opened => !('problem' in one))
}

async function believe(
  known: Parameters<typeof authenticate>[0],
  stored: StoredChange,
): Promise<Believed | null> {
  try {
    const found: Believed | Stub = await authenticate(known, contentOf(stored))
    return 'envelope' in found ? found : null
  } catch (problem) {
    if (problem instanceof Problem) return null
    throw problem
  }
}

/**
 * What one device would have written to say all of this: in the order of its writing, purged changes left out.
 *
 * Where two phones had written at once, one writer's order could say something else; a last change then says what
 * the journal showed.
 */
export function asOneWriter(opened: readonly Opened[], device: string, nowMs: number): readonly Change[] {
  const shown = fold(emptyState(), opened)
  const changes = [...opened]
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map(({ at, ops, header }) => ({ at, seen: {}, ops: ops.filter((op) => isIn(shown, op, header)) }))
    .filter(({ ops }) => ops.length > 0)
  const last = changes.at(-1)?.at ?? null
  const corrections = [...correctionsOf(shown, asWritten(changes, device))]
  if (corrections.length === 0) return changes
  let at = last
  return [
    ...changes,
    ...corrections.map((op) => {
      at = tick(at, nowMs)
      return { at, seen: {}, ops: [op] }
    }),
  ]
}

function isIn({ objects }: State, { kind, id }: Op, header: Opened['header']): boolean {
  if (STAYS_BEHIND.includes(kind)) return false
  const writes = objects.get(kind)?.get(id) ?? []
  return writes.some(({ device, counter }) => device === header.device && counter === header.counter)
}

function asWritten(changes: readonly Change[], device: string): State {
  const opened = changes.map((change, at) => ({
    ...change,
    header: { account: '', device, epoch: 1, counter: at + 1, previous: '' },
    id: bytesToHex(new Uint8Array(32)),
  }))
  return fold(emptyState(), opened)
}

function* correctionsOf(shown: State, written: State): Generator<Op> {
  for (const [kind, byId] of withoutPurged(shown).objects) {
    if (STAYS_BEHIND.includes(kind)) continue
    for (const [id, writes] of byId) {
      const [before, after] = [resolve(writes), resolve(written.objects.get(kind)?.get(id) ?? [])]
      const set = valuesOf(before.fields)
      if (before.gone && after.gone) continue
      if (before.gone) yield { kind, id, delete: true }
      else if (after.gone || canonicalJson(set) !== canonicalJson(valuesOf(after.fields)))
        yield { kind, id, set }
    }
  }
}

function valuesOf(fields: ReadonlyMap<string, { readonly value: Value }>): Record<string, Value> {
  return Object.fromEntries([...fields].map(([name, { value }]) => [name, value]))
}

/** These changes sealed as the device's own, one after the other from `start`. */
export async function resealAs(
  device: Device,
  start: DeviceHead,
  changes: readonly Change[],
): Promise<Resealed> {
  const vaultKey = await readVaultPublicKey(device.vaultKey)
  const envelopes: Envelope[] = []
  let head = start
  for (const { at, seen, ops } of changes) {
    const header = nextHeader(device, { counter: head.counter, id: head.previous })
    const envelope = await seal({ at, seen: withoutSelf(seen, device), ops }, header, vaultKey, device.sign)
    envelopes.push(envelope)
    const [counter, previous] = [header.counter, await changeId(envelope)]
    head = { ...head, counter, previous, at: laterOf(head.at, at) }
  }
  return { envelopes, head }
}

function withoutSelf(seen: Seen, { device }: Device): Seen {
  return Object.fromEntries(Object.entries(seen).filter(([id]) => id !== device))
}
