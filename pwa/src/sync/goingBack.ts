/**
 * What a server that lied has left behind, mended without a loss: the log is taken again (PROTOCOL 7, "Trying again").
 */
import type { Storage, Transaction } from '../platform/storage.ts'
import type { Head } from '../protocol/chain.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { knownDevice } from '../vault/device.ts'
import { backIn, LOCAL, moveBack } from './back.ts'
import { movePlace, placeIn, readAccount, readPlace, type KeptPlace } from './place.ts'
import { isStubRecord } from './stored.ts'

/**
 * Lets go of the place in the log: all that it has shown, it is to show again.
 *
 * What the server only said, of its head and of what it took, is let go of as well. Nothing is dropped but stubs that
 * no change vouches for, and they hold nothing; and this phone's own snapshot, which may hold them.
 */
export async function goBack(storage: Storage): Promise<void> {
  const owner = await knownDevice(storage)
  if (owner === undefined || (await readAccount(storage)) === null) return
  const { device } = owner
  await storage.transaction(['envelopes', 'snapshots', 'sync'], 'readwrite', async (transaction) => {
    const [place, back] = [await placeIn(transaction), await backIn(transaction)]
    const start = back === null ? { seq: 0, heads: {} } : { seq: back.floor, heads: back.floorHeads }
    if (back === null) await transaction.objectStore('snapshots').delete(LOCAL)
    else await moveBack(transaction, { ...back, seq: 0, heads: {} })
    const owed = await owedIn(transaction, place, device)
    const told = start.seq + countBeyond(start.heads, owed)
    const taken = owed[device] ?? 0
    await movePlace(transaction, { ...place, ...start, owed, told, taken, version: 0, shown: [] })
  })
}

/** At the log's head: it has shown all again. Whether there was anything to show. Throws log-shortened. */
export async function endWalk(storage: Storage): Promise<boolean> {
  const { heads, owed } = await readPlace(storage)
  for (const [device, counter] of Object.entries(owed ?? {}))
    if ((heads[device]?.counter ?? 0) < counter)
      throw new Problem('log-shortened', `change ${counter} of ${device}`)
  if (owed === null) return false
  await storage.transaction(['sync'], 'readwrite', async (transaction) => {
    const place = await placeIn(transaction)
    if (place.owed !== null) await movePlace(transaction, { ...place, owed: null, walks: place.walks + 1 })
  })
  return true
}

async function owedIn(
  transaction: Transaction<'readwrite'>,
  { heads, owed }: KeptPlace,
  own: DeviceId,
): Promise<Record<DeviceId, number>> {
  const shown: Record<DeviceId, number> = { ...owed }
  for (const [device, { counter }] of Object.entries(heads)) {
    const last = Math.max(shown[device] ?? 0, counter)
    shown[device] = device === own ? last : await withoutLooseStubs(transaction, device, last)
  }
  return shown
}

/** The counter before the stubs that a device's chain ends with here: these go, nothing vouches for them. */
async function withoutLooseStubs(
  transaction: Transaction<'readwrite'>,
  device: DeviceId,
  last: number,
): Promise<number> {
  const envelopes = transaction.objectStore('envelopes')
  let counter = last
  while (counter > 0 && isStubRecord(await envelopes.get([device, counter]))) {
    await envelopes.delete([device, counter])
    counter -= 1
  }
  return counter
}

function countBeyond(
  heads: Readonly<Record<DeviceId, Head>>,
  owed: Readonly<Record<DeviceId, number>>,
): number {
  return Object.entries(owed).reduce(
    (sum, [device, counter]) => sum + Math.max(0, counter - (heads[device]?.counter ?? 0)),
    0,
  )
}
