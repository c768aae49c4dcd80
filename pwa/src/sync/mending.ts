/**
 * This phone was restored or copied: another one goes on with its key. It becomes a new device, and seals again all
 * that the server has not taken (PROTOCOL 7, `device-copied`). Needs an open vault, and asks nobody.
 */
import { alone } from '../platform/mutex.ts'
import { letGoOfAlarm, readAlarm } from '../vault/alarm.ts'
import { certifiedDevice, knownDevice, type Device } from '../vault/device.ts'
import { asMember, readHistories } from '../vault/members.ts'
import { readLocks } from '../vault/locks.ts'
import type { Keys } from '../vault/vault.ts'
import type { VaultTold } from './answers.ts'
import { FIRST, headIn } from './head.ts'
import { unsentOf } from './joining.ts'
import { sentUpTo } from './ownInLog.ts'
import type { SyncParts } from './parts.ts'
import { readAccount, readPlace } from './place.ts'
import { resealAs } from './resealing.ts'
import type { Server } from './server.ts'
import { asThisDevice, signInByKey } from './session.ts'
import { staged } from './staged.ts'
import { switchTo } from './switching.ts'

/**
 * Whether it is done, and its alarm let go of: false if another tab was first, something was saved meanwhile, or a newer
 * root has to be taken over before.
 *
 * One at a time with all syncing: two tabs would each register a device, and a pull would read on as the retired one.
 */
export async function mendCopied(keys: Keys, parts: SyncParts): Promise<boolean> {
  const { storage } = parts
  return alone('sync', async () => {
    if ((await readAlarm(storage)) !== 'device-copied' || !(await becomeAnother(keys, parts))) return false
    await letGoOfAlarm(storage)
    return true
  })
}

async function becomeAnother(keys: Keys, parts: SyncParts): Promise<boolean> {
  const { storage, http } = parts
  const [owner, account, place] = [
    await knownDevice(storage),
    await readAccount(storage),
    await readPlace(storage),
  ]
  const certificates = owner && keys.certificates.get(owner.epoch)
  if (owner === undefined || account === null || certificates === undefined) return false
  const server = asThisDevice(http, storage)
  const from = await storage.transaction(['device'], 'readonly', (transaction) => headIn(transaction))
  const after = await sentUpTo(server, storage, owner, place)
  const device = await staged(storage, owner, () => certifiedDevice(certificates, owner))
  const told = await registered(server, device)
  if (told.epoch !== owner.epoch) return false
  const seen = after === 0 ? from.seen : { ...from.seen, [owner.device]: after }
  const changes = await unsentOf(owner, after, keys, storage)
  const sealed = await resealAs(device, { ...FIRST, at: from.at, seen }, changes)
  return switchTo(storage, {
    from,
    device,
    ...sealed,
    drop: { device: owner.device, after },
    locks: await readLocks(storage),
    offered: told.locks.filter((lock) => lock.epoch > owner.epoch),
    members: told.devices.map(asMember),
    histories: await readHistories(storage),
    account,
    // What was read of the retired device's chain may be another's in the log: the journal is read anew.
    place: {
      ...place,
      walks: place.walks + 1,
      taken: 0,
      version: told.version,
      epoch: told.epoch,
      syncedAt: null,
    },
  })
}

async function registered(server: Server, device: Device): Promise<VaultTold> {
  const told = await server.vault()
  if (told.epoch !== device.epoch) return told
  if (!told.devices.some(({ id }) => id === device.device)) return server.addDevice(device)
  await signInByKey(server, device)
  return told
}
