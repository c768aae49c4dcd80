/** For tests: what a phone has stored, as its owner could read it, and as a thief would. */
import { Storage } from '../platform/storage.ts'
import { NO_HEAD, trust, type Head } from '../protocol/chain.ts'
import type { Op } from '../protocol/change.ts'
import { open } from '../protocol/envelope.ts'
import { holdRoot, readDevicePublicKey, vaultKeyPair, type VaultKey } from '../protocol/keys.ts'
import { unwrap } from '../protocol/wrapping.ts'
import type { StoredEnvelope } from '../sync/outbox.ts'
import { knownDevice, type DeviceLock } from '../vault/device.ts'

/** Every op on this phone, in order; throws the first lie in the chain. */
export async function entriesOf(name: string): Promise<Op[]> {
  const storage = new Storage(name)
  const device = await knownDevice(storage)
  if (!device) return []
  const devices = new Map([[device.device, await readDevicePublicKey(device.publicKey)]])
  const vault = new Map([[device.epoch, await pairOf(storage)]])
  let head: Head = NO_HEAD
  const ops: Op[] = []
  for (const { envelope } of await envelopesOf(storage)) {
    const known = { account: device.account, devices, heads: new Map([[device.device, head]]) }
    const believed = await trust(known, new Uint8Array(envelope))
    head = { counter: believed.header.counter, id: believed.id }
    ops.push(...(await open(believed, vault)).ops)
  }
  return ops
}

/** All bytes of a store as text, each byte one sign; keys that cannot be read are left out. */
export async function rawBytesOf(name: string, store: 'drafts' | 'envelopes'): Promise<string> {
  return new Storage(name).transaction([store], 'readonly', async (transaction) => {
    const [keys, records] = await Promise.all([
      transaction.objectStore(store).getAllKeys(),
      transaction.objectStore(store).getAll(),
    ])
    return JSON.stringify([keys, records], (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ).replaceAll(/\\u[0-9a-f]{4}|\\./g, '?')
  })
}

async function envelopesOf(storage: Storage): Promise<StoredEnvelope[]> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const all: unknown[] = await transaction.objectStore('envelopes').index('order').getAll()
    return all as StoredEnvelope[]
  })
}

async function pairOf(storage: Storage): Promise<VaultKey> {
  const device = await knownDevice(storage)
  const locks = await storage.transaction(['locks'], 'readonly', async (transaction) => {
    const all: unknown[] = await transaction.objectStore('locks').getAll()
    return all as DeviceLock[]
  })
  const [lock] = locks
  if (!device || !lock) throw new Error('a phone that has begun has a lock')
  const { account, epoch } = device
  return vaultKeyPair(
    await holdRoot(await unwrap(lock.wrapped, lock.kek, { account, id: lock.id, epoch, kind: 'device' })),
  )
}
