/** The device that this phone is about to become: kept until it is, so that a second attempt needs no second one. */
import type { Storage } from '../platform/storage.ts'
import { asDevice, type Device } from '../vault/device.ts'

const STAGED = 'staged'

/** The one staged for this account and epoch, or a new one from `make`, on the disk when it resolves. */
export async function staged(
  storage: Storage,
  { account, epoch }: Pick<Device, 'account' | 'epoch'>,
  make: () => Promise<Device>,
): Promise<Device> {
  const before = asDevice(
    await storage.transaction(['sync'], 'readonly', (transaction) =>
      transaction.objectStore('sync').get(STAGED),
    ),
  )
  if (before?.account === account && before.epoch === epoch) return before
  const device = await make()
  await storage.transaction(['sync'], 'readwrite', (transaction) =>
    transaction.objectStore('sync').put(device, STAGED),
  )
  return device
}
