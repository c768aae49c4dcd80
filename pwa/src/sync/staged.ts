/** The device that this phone is about to become: kept until it is, so that a second attempt needs no second one. */
import type { Storage, Transaction } from '../platform/storage.ts'
import { asDevice, type Device } from '../vault/device.ts'

const STAGED = 'staged'

/** The one staged for this account and epoch, or a new one from `make`; the same for two tabs that ask at once. */
export async function staged(
  storage: Storage,
  wanted: Pick<Device, 'account' | 'epoch'>,
  make: () => Promise<Device>,
): Promise<Device> {
  const before = await storage.transaction(['sync'], 'readonly', (transaction) =>
    stagedIn(transaction, wanted),
  )
  if (before !== null) return before
  const made = await make()
  return storage.transaction(['sync'], 'readwrite', async (transaction) => {
    const first = await stagedIn(transaction, wanted)
    if (first !== null) return first
    await transaction.objectStore('sync').put(made, STAGED)
    return made
  })
}

async function stagedIn(
  transaction: Transaction<'readonly' | 'readwrite'>,
  { account, epoch }: Pick<Device, 'account' | 'epoch'>,
): Promise<Device | null> {
  const kept = asDevice(await transaction.objectStore('sync').get(STAGED))
  return kept?.account === account && kept.epoch === epoch ? kept : null
}
