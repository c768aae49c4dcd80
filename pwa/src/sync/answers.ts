/** What our server answers, read strictly: anything of another form is `malformed-answer` (PROTOCOL 6 and 9). */
import * as v from 'valibot'

import { b64ToBytes, isHex, type Bytes } from '../protocol/bytes.ts'
import { Problem } from '../protocol/problems.ts'
import {
  CHANGE_ID_BYTES,
  DEVICE_BYTES,
  EPOCH_MAX,
  HEADER_BYTES,
  PAGE_BYTES_MAX,
  PAGE_CHANGES_MAX,
  PUSH_POINT_BYTES,
} from '../protocol/sizes.ts'
import type { KeptLock } from '../vault/locks.ts'

/** What `shape` makes of an answer. Throws malformed-answer. */
export function readAs<T>(shape: v.GenericSchema<unknown, T>, answer: unknown): T {
  const read = v.safeParse(shape, answer)
  if (!read.success) throw new Problem('malformed-answer', read.issues[0].message)
  return read.output
}

const hexOf = (size: number): v.GenericSchema<unknown, string> =>
  v.custom<string>((value) => isHex(value, size))
const id = hexOf(DEVICE_BYTES)
const bytes = v.pipe(
  v.string(),
  v.rawTransform<string, Bytes>(({ dataset, addIssue, NEVER }) => {
    try {
      return b64ToBytes(dataset.value)
    } catch {
      addIssue({ message: 'not base64url' })
      return NEVER
    }
  }),
)
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const epoch = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(EPOCH_MAX))
const time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.safeInteger(),
)

const lock = v.variant('kind', [
  v.pipe(
    v.object({
      id,
      kind: v.literal('passphrase'),
      epoch,
      wrapped: bytes,
      salt: bytes,
      memory_kib: count,
      passes: count,
      lanes: count,
    }),
    v.transform(({ memory_kib: memoryKib, ...rest }) => ({ ...rest, memoryKib })),
  ),
  v.object({ id, kind: v.literal('recovery'), epoch, wrapped: bytes }),
  v.pipe(
    v.object({
      id,
      kind: v.literal('passkey'),
      epoch,
      wrapped: bytes,
      salt: bytes,
      credential_id: bytes,
      public_key: v.optional(v.nullable(bytes)),
    }),
    v.transform(({ credential_id: credentialId, public_key: publicKey, ...rest }) => ({
      ...rest,
      credentialId,
      ...(publicKey ? { publicKey } : {}),
    })),
  ),
])

const closed = v.object({ epoch, counter: count, head: hexOf(CHANGE_ID_BYTES), certificate: bytes })
const device = v.pipe(
  v.object({
    id,
    epoch,
    public_key: bytes,
    certificate: bytes,
    closed: v.optional(v.nullable(closed)),
    added_at: time,
    last_seen_at: v.optional(v.nullable(time)),
  }),
  v.transform((read) => ({
    id: read.id,
    epoch: read.epoch,
    publicKey: read.public_key,
    certificate: read.certificate,
    closed: read.closed ?? null,
    addedAt: read.added_at,
    lastSeenAt: read.last_seen_at ?? null,
  })),
)

export const vaultShape = v.pipe(
  v.object({
    account: id,
    handle: v.string(),
    epoch,
    version: count,
    seq: count,
    snapshot: v.nullable(v.object({ seq: count, bytes: count })),
    locks: v.array(lock),
    devices: v.array(device),
    histories: v.array(v.object({ epoch, wrapped: bytes })),
    bytes: count,
    bytes_max: count,
  }),
  v.transform(({ bytes_max: bytesMax, locks, ...rest }) => ({
    ...rest,
    bytesMax,
    locks: asLocks(locks),
  })),
)

// Named once: what the schema gives is what this phone keeps.
function asLocks(locks: readonly KeptLock[]): readonly KeptLock[] {
  return locks
}

/** The account as `GET /api/vault` tells it: nothing of it is secret, nothing of it is believed yet. */
export type VaultTold = v.InferOutput<typeof vaultShape>

export const sessionShape = v.object({ account: id, handle: v.string(), device: v.nullable(id), epoch })
export const registeredShape = v.object({ account: id, handle: v.string(), device: id, epoch })
export const challengeShape = v.object({ challenge: bytes })
export const stretchingShape = v.pipe(
  v.object({ salt: bytes, memory_kib: count, passes: count, lanes: count }),
  v.transform(({ salt, memory_kib: memoryKib, passes, lanes }) => ({ salt, memoryKib, passes, lanes })),
)

export const headShape = v.object({ counter: count, id: hexOf(CHANGE_ID_BYTES) })
export const takenShape = v.object({ seq: count, head: headShape })

const raw = (size?: number): v.GenericSchema<unknown, Bytes> =>
  v.custom<Bytes>((value) => value instanceof Uint8Array && (size === undefined || value.length === size))
export const sealedShape = raw()
const item = v.union([
  v.strictTuple([count, raw()]),
  v.strictTuple([count, raw(HEADER_BYTES), raw(CHANGE_ID_BYTES)]),
])
const page = v.pipe(
  v.array(item),
  v.maxLength(PAGE_CHANGES_MAX),
  v.check((items) => items.reduce((sum, [, content]) => sum + content.length, 0) <= PAGE_BYTES_MAX),
)
export const pageShape = v.object({ head: count, vault: count, changes: page })

/** One page of the log as it came; an item is `[seq, envelope]` or `[seq, header, change id]`. */
export type PageTold = v.InferOutput<typeof pageShape>

export const pairingMadeShape = v.pipe(
  v.object({ expires_at: time }),
  v.transform(({ expires_at: expiresAt }) => ({ expiresAt })),
)
export const pairingShape = v.object({
  state: v.picklist(['waiting', 'sealed', 'opened', 'confirmed']),
  account: v.optional(v.nullable(id)),
  epoch: v.optional(v.nullable(epoch)),
  box: v.optional(v.nullable(bytes)),
  opening: v.optional(v.nullable(bytes)),
})
export type PairingTold = v.InferOutput<typeof pairingShape>

const moment = v.nullable(time)
const point = v.pipe(
  bytes,
  v.check((key) => key.length === PUSH_POINT_BYTES),
)
export const nudgesShape = v.pipe(
  v.object({
    keys: v.pipe(v.array(point), v.minLength(1)),
    subscription: v.nullable(
      v.object({ endpoint_hash: bytes, key: point, state: v.picklist(['good', 'renew']) }),
    ),
    slots: v.object({ waiting: count, next_at: moment, last_at: moment }),
    worker: v.object({ beat_at: moment, is_late: v.boolean() }),
  }),
  v.transform(({ keys, subscription, slots, worker }) => ({
    keys,
    subscription: subscription && {
      endpointHash: subscription.endpoint_hash,
      key: subscription.key,
      mustRenew: subscription.state === 'renew',
    },
    waiting: slots.waiting,
    nextAt: slots.next_at,
    lastAt: slots.last_at,
    isLate: worker.is_late,
  })),
)

/** How nudges stand for this phone. `keys`: application server keys, the one to subscribe with first. */
export type NudgesTold = v.InferOutput<typeof nudgesShape>
