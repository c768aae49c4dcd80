/**
 * What this phone has ordered gone, until its server was told: kept in the same transaction as the change that says
 * so, and told once that change is in the log (PROTOCOL 6.3). Works locked.
 */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'
import type { ChangeId } from '../protocol/chain.ts'
import { PURGE_CHANGES_MAX } from '../protocol/sizes.ts'
import type { Also } from './outbox.ts'
import { accountIn, movePlace, placeIn } from './place.ts'
import type { Server } from './server.ts'

const NAME = 'order-'
const idsShape = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(PURGE_CHANGES_MAX))

/** Kept with the change of kind `purge` whose id this is. */
export function keepingOrder(purge: string, ids: readonly ChangeId[]): Also {
  return (transaction) => transaction.objectStore('kept').put([...ids], NAME + purge)
}

/** Whether the server still has to be told of some. */
export async function hasOrders(storage: Storage): Promise<boolean> {
  return (await namesOf(storage)).length > 0
}

/**
 * Tells all that waits, each once more if this phone was switched off before it heard the answer. Call it when nothing
 * waits to be sent: a stub whose order is not in the log is taken for a lie.
 */
export async function tellOrders(server: Server, storage: Storage): Promise<void> {
  for (const name of await namesOf(storage)) {
    const ids: unknown = await storage.transaction(['kept'], 'readonly', (transaction) =>
      transaction.objectStore('kept').get(name),
    )
    const read = v.safeParse(idsShape, ids)
    if (read.success) await server.purge(read.output)
    await storage.transaction(['kept', 'sync'], 'readwrite', async (transaction) => {
      await transaction.objectStore('kept').delete(name)
      // The server has no snapshot any more: another one is due as soon as the log is long enough for one.
      if ((await accountIn(transaction)) !== null)
        await movePlace(transaction, { ...(await placeIn(transaction)), snapshot: 0 })
    })
  }
}

async function namesOf(storage: Storage): Promise<readonly string[]> {
  return storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').getAllKeys(IDBKeyRange.bound(NAME, `${NAME}\uffff`)),
  )
}
