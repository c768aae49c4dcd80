/** The phones of this journal with the names that only they read; a server knows them as numbers. */
import { DEVICE, deviceName } from '../protocol/deviceNames.ts'
import { devices as devicesHere, type Listed } from '../sync/account.ts'
import { journal as thisJournal, type Journal } from './journal.ts'

export interface Phone extends Listed {
  /** Null for one that was never named, and while the journal is closed. */
  readonly name: string | null
}

/** Every phone of the account, removed ones too. Throws what asking a server throws. */
export async function phones(
  journal: Pick<Journal, 'objects'> = thisJournal,
  devices: () => Promise<readonly Listed[]> = devicesHere,
): Promise<readonly Phone[]> {
  const named = journal.objects(DEVICE)
  return (await devices()).map((device) => ({
    ...device,
    name: deviceName(named.get(device.id) ?? []) || null,
  }))
}
