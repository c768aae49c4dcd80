/** Whether this phone was restored or copied: what the log has to show before it is believed (PROTOCOL 7). */
import type { Storage } from '../platform/storage.ts'
import type { Believed, Stub } from '../protocol/chain.ts'
import { wrote, type Own } from '../protocol/checks.ts'
import { openAll } from '../protocol/envelope.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { PURGE, purgedBy } from '../protocol/purges.ts'
import { certifiedDevices } from '../vault/certified.ts'
import type { Keys } from '../vault/vault.ts'
import { checkPage, headsOf, mustBegun, ownOf, tellVault } from './page.ts'
import { readPlace } from './place.ts'
import type { Server } from './server.ts'

/** Whose fault it is that the server tells of own changes that were never written here. */
export async function proven(
  server: Server,
  storage: Storage,
  keys: Keys | undefined,
  otherwise: Problem,
): Promise<Problem> {
  await tellVault(server, storage, await mustBegun(storage), keys)
  if (!(await wasCopied(server, storage, keys))) return otherwise
  return new Problem('device-copied', 'its changes are in the log', { cause: otherwise })
}

/**
 * Whether a copy of this phone has written to the log beyond the place. Looks, and stores nothing.
 *
 * Proof is a signed change of this device that it never wrote or, for an open phone, another's purge of one.
 */
async function wasCopied(server: Server, storage: Storage, keys: Keys | undefined): Promise<boolean> {
  const owner = await mustBegun(storage)
  const own = await ownOf(storage, owner)
  const certified = keys && (await certifiedDevices(storage, keys)).devices
  const purges = (change: Believed): Promise<boolean> => purgesStrangeOne(own, change, certified, keys)
  let kept = await readPlace(storage)
  for (;;) {
    const page = await server.pull(kept.seq)
    const { place, found } = await checkPage(storage, owner, kept, page, null)
    for (const change of found) if (await proves(own, change, purges)) return true
    kept = { ...kept, seq: place.seq, told: place.told, heads: headsOf(place) }
    if (place.seq >= page.head) return false
  }
}

async function proves(
  own: Own,
  change: Believed | Stub,
  purges: (change: Believed) => Promise<boolean>,
): Promise<boolean> {
  if (!('envelope' in change)) return false
  if (change.header.device !== own.device) return purges(change)
  return !(await wrote(own, change.header.counter, change.id))
}

async function purgesStrangeOne(
  own: Own,
  change: Believed,
  certified: ReadonlyMap<DeviceId, unknown> | undefined,
  keys: Keys | undefined,
): Promise<boolean> {
  if (keys === undefined || certified?.has(change.header.device) !== true) return false
  for (const opened of await openAll([change], keys.pairs)) {
    if ('problem' in opened) continue
    const named = opened.ops.filter(({ kind }) => kind === PURGE).flatMap(purgedBy)
    for (const [device, counter, id] of named)
      if (device === own.device && !(await wrote(own, counter, id))) return true
  }
  return false
}
