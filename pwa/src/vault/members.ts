/**
 * What a server told of the account besides its log: its devices, and older roots under newer ones.
 *
 * Stored as it came. While locked nobody can check a certificate, a closing or a history: who is unlocked does.
 */
import * as v from 'valibot'

import type { Storage, Transaction } from '../platform/storage.ts'
import type { Bytes } from '../protocol/bytes.ts'
import type { DeviceId } from '../protocol/keys.ts'

/** Where the chain of a removed device ends, and the HMAC that says so, by the root of `epoch` (PROTOCOL 3.4). */
export interface Closed {
  readonly epoch: number
  readonly counter: number
  /** The change id of its head, in hex. */
  readonly head: string
  readonly certificate: Bytes
}

/** A device as its account knows it: whose key, certified in which epoch; closed once it was removed. */
export interface Member {
  readonly id: DeviceId
  readonly epoch: number
  readonly publicKey: Bytes
  readonly certificate: Bytes
  readonly closed: Closed | null
  /** Its certificate of the epoch this phone stands on, while the newer one waits for the next unlocking. */
  readonly before?: { readonly epoch: number; readonly certificate: Bytes }
  /** Whether an open phone has found that a root certified it; of a device named to a locked one nobody knows yet. */
  readonly isVouched?: boolean
}

/** The root of `epoch` - 1 under that of `epoch`. */
export interface History {
  readonly epoch: number
  readonly wrapped: Bytes
}

/** A device as its server told of it, with nothing that only this phone knows, and nothing that it does not keep. */
export function asMember({ id, epoch, publicKey, certificate, closed }: Member): Member {
  return { id, epoch, publicKey, certificate, closed }
}

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer)
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const deviceShape = v.object({
  id: v.string(),
  epoch: count,
  publicKey: bytes,
  certificate: bytes,
  closed: v.nullable(
    v.object({
      epoch: count,
      counter: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      head: v.string(),
      certificate: bytes,
    }),
  ),
  before: v.exactOptional(v.object({ epoch: count, certificate: bytes })),
  isVouched: v.exactOptional(v.boolean()),
})
const historyShape = v.object({ epoch: count, wrapped: bytes })

/** All devices of the account as its server names them, this one and closed ones too; none before sync was on. */
export async function readMembers(storage: Storage): Promise<readonly Member[]> {
  return storage.transaction(['devices'], 'readonly', (transaction) => membersIn(transaction))
}

export async function membersIn(
  transaction: Transaction<'readonly' | 'readwrite'>,
): Promise<readonly Member[]> {
  const stored: unknown[] = await transaction.objectStore('devices').getAll()
  return stored.map((record) => v.parse(deviceShape, record))
}

export async function readHistories(storage: Storage): Promise<readonly History[]> {
  return storage.transaction(['histories'], 'readonly', async (transaction) => {
    const stored: unknown[] = await transaction.objectStore('histories').getAll()
    return stored.map((record) => v.parse(historyShape, record))
  })
}
