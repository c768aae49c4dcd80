/**
 * Whom a server names, looked at by an open phone: those that a root certified are marked, and the others go with all
 * that they are said to have written (PROTOCOL 7, "Trying again"). None of it was ever this journal's.
 */
import type { Storage, Transaction } from '../platform/storage.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { certifiedDevices, type Believable } from '../vault/certified.ts'
import { knownDevice } from '../vault/device.ts'
import { membersIn, readMembers, type Closed } from '../vault/members.ts'
import type { Keys } from '../vault/vault.ts'
import { movePlace, placeIn, type KeptPlace } from './place.ts'

/** Throws bad-certificate, and has then let go of whom no root ever certified. Nothing without the keys of this journal. */
export async function vouch(storage: Storage, keys: Keys | undefined): Promise<void> {
  const owner = await knownDevice(storage)
  if (keys === undefined || owner?.account !== keys.account || owner.epoch !== keys.epoch) return
  const believable = await certifiedDevices(storage, keys)
  await sortMembers(storage, believable)
  for (const stranger of believable.strangers) throw new Problem('bad-certificate', stranger)
}

/** Marks, and lets go. A device that was certified once stays, whatever is said of it now. */
export async function sortMembers(storage: Storage, { devices, strangers }: Believable): Promise<void> {
  const isSorted = (await readMembers(storage)).every(
    ({ id, closed, isVouched }) => isVouched === true && closed === null && devices.has(id),
  )
  if (isSorted) return
  await storage.transaction(['devices', 'envelopes', 'sync'], 'readwrite', async (transaction) => {
    for (const member of await membersIn(transaction)) {
      if (devices.has(member.id)) {
        if (member.isVouched !== true)
          await transaction.objectStore('devices').put({ ...member, isVouched: true }, member.id)
        if (member.closed !== null) await cutAt(transaction, member.id, member.closed)
      } else if (strangers.has(member.id) && member.isVouched !== true) {
        await transaction.objectStore('devices').delete(member.id)
        await dropAfter(transaction, member.id, 0)
        const place = await placeIn(transaction)
        await movePlace(transaction, without(place, member.id))
      }
    }
  })
}

// What a removed device wrote after its end is nobody's, whatever a server had shown of it to a locked phone.
async function cutAt(
  transaction: Transaction<'readwrite'>,
  device: DeviceId,
  { counter, head }: Closed,
): Promise<void> {
  const place = await placeIn(transaction)
  if ((place.heads[device]?.counter ?? 0) <= counter && (place.owed?.[device] ?? 0) <= counter) return
  await dropAfter(transaction, device, counter)
  const { heads, owed, told } = place
  const shown = owed?.[device] ?? 0
  await movePlace(transaction, {
    ...place,
    heads: device in heads ? { ...heads, [device]: { counter, id: head } } : heads,
    owed: owed && { ...owed, [device]: Math.min(shown, counter) },
    told: told - Math.max(0, shown - counter),
  })
}

async function dropAfter(
  transaction: Transaction<'readwrite'>,
  device: DeviceId,
  counter: number,
): Promise<void> {
  const range = IDBKeyRange.bound([device, counter], [device, Infinity], true)
  await transaction.objectStore('envelopes').delete(range)
}

function without(place: KeptPlace, device: DeviceId): KeptPlace {
  const { heads, owed, told } = place
  return {
    ...place,
    heads: lacking(heads, device),
    owed: owed && lacking(owed, device),
    // While the log is taken again it need not be as long as what is let go of had made it.
    told: told - (owed?.[device] ?? 0),
  }
}

function lacking<T>(record: Readonly<Record<DeviceId, T>>, device: DeviceId): Record<DeviceId, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => id !== device))
}
