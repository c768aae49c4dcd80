/** The phones of this journal with the names that only they read; a server knows them as numbers. */
import { resolve, type Write } from '../protocol/merge.ts'
import { devices as devicesHere, type Listed } from '../sync/account.ts'
import { noteIn } from './entry.ts'
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
  const named = journal.objects('device')
  return (await devices()).map((device) => ({ ...device, name: nameIn(named.get(device.id)) }))
}

function nameIn(writes: readonly Write[] | undefined): string | null {
  if (writes === undefined) return null
  const { fields } = resolve(writes)
  return noteIn(fields.get('name')?.value ?? null) || null
}
