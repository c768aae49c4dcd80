/**
 * A journal in which something was purged gets an account of its own: no new log takes a chain with a gap, so this
 * phone becomes another device first, and says once more all that is left (PROTOCOL 6.3, 9). Needs an open vault.
 */
import { certifiedDevice, type Device } from '../vault/device.ts'
import { readLocks, readOffered } from '../vault/locks.ts'
import { readHistories } from '../vault/members.ts'
import { VaultProblem } from '../vault/problems.ts'
import { FIRST, headIn } from './head.ts'
import type { SyncParts } from './parts.ts'
import { START } from './place.ts'
import { asOneWriter, openStored, resealAs } from './resealing.ts'
import { staged } from './staged.ts'
import { switchTo } from './switching.ts'

/** The device that this phone is from then on; the journal as it was, if something was saved meanwhile. */
export async function renewed(
  owner: Device,
  certificates: CryptoKey,
  { storage, vault, clock }: SyncParts,
): Promise<Device> {
  const keys = vault.keys()
  if (keys === undefined) throw new VaultProblem('must-be-open')
  const from = await storage.transaction(['device'], 'readonly', (transaction) => headIn(transaction))
  const device = await staged(storage, owner, () => certifiedDevice(certificates, owner))
  const left = asOneWriter(await openStored(storage, keys, owner), device.device, clock.now())
  const isDone = await switchTo(storage, {
    from,
    device,
    ...(await resealAs(device, { ...FIRST, at: from.at }, left)),
    drop: 'all',
    locks: await readLocks(storage),
    offered: await readOffered(storage),
    // What others of an account that is no more wrote is said by this one device now.
    members: [],
    histories: await readHistories(storage),
    account: null,
    place: START,
  })
  if (!isDone) throw new VaultProblem('locked-meanwhile')
  return device
}
