/** What `GET /api/vault` told, stored where locks, devices and histories are looked for (PROTOCOL 3.3, 7). */
import type { Storage, Transaction } from '../platform/storage.ts'
import { mustNotRollBack } from '../protocol/checks.ts'
import { Problem } from '../protocol/problems.ts'
import type { Device } from '../vault/device.ts'
import { locksIn, type KeptLock } from '../vault/locks.ts'
import { asMember, membersIn, type Member } from '../vault/members.ts'
import type { VaultTold } from './answers.ts'
import { movePlace, placeIn, type KeptPlace } from './place.ts'

/**
 * Stores it: devices and newer histories as they are, locks that are not here as offered ones.
 *
 * Throws wrong-account, epoch-rolled-back, device-withheld, and has then changed nothing.
 */
export async function keepTold(storage: Storage, told: VaultTold, owner: Device): Promise<KeptPlace> {
  if (told.account !== owner.account) throw new Problem('wrong-account', told.account)
  return storage.transaction(TOLD_STORES, 'readwrite', async (transaction) => {
    const place = await placeIn(transaction)
    const known = await membersIn(transaction)
    mustNotRollBack(
      { epoch: place.epoch, devices: keysOf(known) },
      { epoch: told.epoch, devices: keysOf(told.devices) },
    )
    const next = { ...place, version: told.version, epoch: told.epoch, snapshot: told.snapshot?.seq ?? 0 }
    await putMembers(transaction, told.devices, known, owner)
    await putHistories(transaction, told, owner)
    await offer(transaction, told.locks)
    await movePlace(transaction, next)
    return next
  })
}

const TOLD_STORES = ['devices', 'histories', 'offered', 'locks', 'sync'] as const

function keysOf(members: readonly Pick<Member, 'id' | 'publicKey'>[]): Map<string, Member['publicKey']> {
  return new Map(members.map(({ id, publicKey }) => [id, publicKey]))
}

async function putMembers(
  transaction: Transaction<'readwrite'>,
  told: VaultTold['devices'],
  known: readonly Member[],
  owner: Device,
): Promise<void> {
  for (const device of told) {
    const { id, epoch } = device
    const before = known.find((one) => one.id === id)
    const member: Member = { ...asMember(device), isVouched: before?.isVouched === true }
    const kept =
      before && epoch > owner.epoch ? (certificateOf(before, owner.epoch) ?? before.before) : undefined
    await transaction.objectStore('devices').put(kept ? { ...member, before: kept } : member, id)
  }
}

function certificateOf({ epoch, certificate }: Member, wanted: number): Member['before'] {
  return epoch === wanted ? { epoch, certificate } : undefined
}

// Those up to this phone's own epoch were proven when it took it over: they are not told a second time.
async function putHistories(
  transaction: Transaction<'readwrite'>,
  { histories }: VaultTold,
  owner: Device,
): Promise<void> {
  const kept = await transaction.objectStore('histories').getAllKeys()
  for (const { epoch, wrapped } of histories) {
    if (epoch > owner.epoch || !kept.includes(epoch))
      await transaction.objectStore('histories').put({ epoch, wrapped }, epoch)
  }
}

/** The server's locks that this phone does not have wait beside its own; what it no longer names is not offered. */
async function offer(transaction: Transaction<'readwrite'>, told: readonly KeptLock[]): Promise<void> {
  const own = new Set((await locksIn(transaction, 'locks')).map(({ id }) => id))
  const offered = transaction.objectStore('offered')
  await offered.clear()
  for (const lock of told) if (!own.has(lock.id)) await offered.put(lock, lock.id)
}
