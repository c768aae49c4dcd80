/**
 * Who this phone is: made once, at the first call ever, and enough to write without unlocking (PROTOCOL 3).
 *
 * At the beginning a root is made, everything a locked phone needs is derived from it, the root is wrapped under
 * a key that never leaves the phone, and its bytes are wiped. No X25519 private key is ever stored.
 */
import * as v from 'valibot'

import { alone } from '../platform/mutex.ts'
import { storage, type Storage, type Transaction } from '../platform/storage.ts'
import { bytesToHex, isHex, randomBytes, type Bytes } from '../protocol/bytes.ts'
import {
  certificateKey,
  certifyBy,
  holdRoot,
  newDeviceKeyPair,
  newRoot,
  publicKeyToBytes,
  vaultKeyPair,
  type AccountId,
  type DeviceId,
} from '../protocol/keys.ts'
import { newDeviceLockKey, newLockId, wrap } from '../protocol/wrapping.ts'
import { Problem } from '../protocol/problems.ts'
import { ACCOUNT_BYTES, CERTIFICATE_BYTES, DEVICE_BYTES, PUBLIC_KEY_BYTES } from '../protocol/sizes.ts'

export interface Device {
  readonly account: AccountId
  readonly device: DeviceId
  readonly epoch: number
  /** pk_r, 32 bytes: enough to write. Raw, because WebKit gives null for a stored X25519 key. */
  readonly vaultKey: Bytes
  /** Signs, and cannot be read. */
  readonly sign: CryptoKey
  readonly publicKey: Bytes
  readonly certificate: Bytes
}

/** The phone's own lock on the root, until a lock of the person's is set and confirmed. */
export interface DeviceLock {
  readonly id: string
  readonly kind: 'device'
  readonly epoch: number
  readonly kek: CryptoKey
  readonly wrapped: Bytes
}

const FIRST_EPOCH = 1
const ROOT_ATTEMPTS = 3

const bytesOf = (size: number): v.GenericSchema<unknown, Bytes> =>
  v.custom<Bytes>((value) => value instanceof Uint8Array && value.length === size)
const hexOf = (size: number): v.GenericSchema<unknown, string> =>
  v.custom<string>((value) => isHex(value, size))
const recordSchema = v.object({
  account: hexOf(ACCOUNT_BYTES),
  device: hexOf(DEVICE_BYTES),
  epoch: v.pipe(v.number(), v.integer(), v.minValue(1)),
  vaultKey: bytesOf(PUBLIC_KEY_BYTES),
  sign: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  publicKey: bytesOf(PUBLIC_KEY_BYTES),
  certificate: bytesOf(CERTIFICATE_BYTES),
})

/**
 * This phone; made if it was never asked before. Two tabs that ask at once get the same one.
 *
 * Throws `storage-…` problems; a record that is damaged throws and is never written over.
 */
export async function thisDevice(from: Storage = storage): Promise<Device> {
  return (await knownDevice(from)) ?? alone('begin', async () => (await knownDevice(from)) ?? begin(from))
}

/** This phone, or undefined if nothing was ever begun here; makes nothing. */
export async function knownDevice(from: Storage = storage): Promise<Device | undefined> {
  return from.transaction(['device'], 'readonly', (transaction) => deviceIn(transaction))
}

/** The same within a transaction over the store `device`. */
export async function deviceIn(
  transaction: Transaction<'readonly' | 'readwrite'>,
): Promise<Device | undefined> {
  return asDevice(await transaction.objectStore('device').get('this'))
}

/** Whether this phone is still who it was, within a transaction over the store `device`: joining makes it another. */
export async function isStill(
  { account, device, epoch }: Pick<Device, 'account' | 'device' | 'epoch'>,
  transaction: Transaction<'readwrite'>,
): Promise<boolean> {
  const now: unknown = await transaction.objectStore('device').get('this')
  const same = v.object({ account: v.literal(account), device: v.literal(device), epoch: v.literal(epoch) })
  return v.is(same, now)
}

async function begin(into: Storage): Promise<Device> {
  const { device, lock } = await newJournal(ROOT_ATTEMPTS)
  return into.transaction(['device', 'locks'], 'readwrite', async (transaction) => {
    const records = transaction.objectStore('device')
    // Without Web Locks another tab may have begun meanwhile: the first one stays.
    const first: unknown = await records.get('this')
    if (first !== undefined) return v.parse(recordSchema, first)
    const requests = [
      () => records.put(device, 'this'),
      () => transaction.objectStore('locks').put(lock, lock.id),
    ]
    await Promise.all(requests.map(async (place) => place()))
    return device
  })
}

// WebKitGTK refuses the vault key of about one root in 256; nothing depends on this root yet.
async function newJournal(attempts: number): Promise<{ device: Device; lock: DeviceLock }> {
  const root = newRoot()
  try {
    return await fromRoot(root)
  } catch (failure) {
    if (attempts > 1 && failure instanceof Problem && failure.type === 'unusable-vault-key') {
      return await newJournal(attempts - 1)
    }
    throw failure
  } finally {
    root.fill(0)
  }
}

async function fromRoot(root: Bytes): Promise<{ device: Device; lock: DeviceLock }> {
  const account = bytesToHex(randomBytes(ACCOUNT_BYTES))
  const device = await newDevice(root, account, FIRST_EPOCH)
  return { device, lock: await deviceLock(root, account, FIRST_EPOCH) }
}

/** This phone as a device that an account has never seen, certified by its root. Throws unusable-vault-key. */
export async function newDevice(root: Bytes, account: AccountId, epoch: number): Promise<Device> {
  const held = await holdRoot(root)
  const vaultKey = await publicKeyToBytes((await vaultKeyPair(held)).publicKey)
  return certifiedDevice(await certificateKey(held), { account, epoch, vaultKey })
}

/** The same with the key of device certificates, which is what an open vault holds. */
export async function certifiedDevice(
  certificates: CryptoKey,
  of: Pick<Device, 'account' | 'epoch' | 'vaultKey'>,
): Promise<Device> {
  const { account, epoch, vaultKey } = of
  const id = randomBytes(DEVICE_BYTES)
  const { privateKey, publicKey } = await newDeviceKeyPair()
  const publicBytes = await publicKeyToBytes(publicKey)
  const certificate = await certifyBy(certificates, { device: id, publicKey: publicBytes, epoch })
  return {
    account,
    device: bytesToHex(id),
    epoch,
    vaultKey,
    sign: privateKey,
    publicKey: publicBytes,
    certificate,
  }
}

/** The record of a device as it was stored; undefined for nothing. */
export function asDevice(record: unknown): Device | undefined {
  return record === undefined ? undefined : v.parse(recordSchema, record)
}

async function deviceLock(root: Bytes, account: AccountId, epoch: number): Promise<DeviceLock> {
  const [id, kek, kind] = [newLockId(), await newDeviceLockKey(), 'device' as const]
  return { id, kind, epoch, kek, wrapped: await wrap(root, kek, { account, id, epoch, kind }) }
}
