/** What a purge named goes from this phone too: of the envelope only its header and id are left (PROTOCOL 6.3). */
import * as v from 'valibot'

import type { Storage } from '../platform/storage.ts'
import { hexToBytes, type Bytes } from '../protocol/bytes.ts'
import { changeId } from '../protocol/chain.ts'
import type { Purged } from '../protocol/checks.ts'
import type { Opened } from '../protocol/envelope.ts'
import { PURGE, purgedBy } from '../protocol/purges.ts'
import { HEADER_BYTES } from '../protocol/sizes.ts'
import { backIn, LOCAL } from '../sync/back.ts'

const RECORD = v.looseObject({
  device: v.string(),
  counter: v.number(),
  order: v.number(),
  envelope: v.instance(Uint8Array),
})

/** Replaces what the purges among these changes name, wherever it is stored here under the same id. */
export async function dropPurged(storage: Storage, changes: readonly Opened[]): Promise<void> {
  const purges = changes.flatMap(({ ops }) => ops.filter(({ kind }) => kind === PURGE))
  if (purges.length === 0) return
  for (const purged of purges.flatMap(purgedBy)) await dropOne(storage, purged)
  await dropSnapshot(storage)
}

/** The snapshot that was kept before holds it too. One that stands for changes that are still to come goes with them. */
async function dropSnapshot(storage: Storage): Promise<void> {
  await storage.transaction(['snapshots', 'sync'], 'readwrite', async (transaction) => {
    if ((await backIn(transaction)) === null) await transaction.objectStore('snapshots').delete(LOCAL)
  })
}

async function dropOne(storage: Storage, [device, counter, id]: Purged): Promise<void> {
  const stored = await storage.transaction(['envelopes'], 'readonly', (transaction) =>
    transaction.objectStore('envelopes').get([device, counter]),
  )
  const record = v.safeParse(RECORD, stored)
  if (!record.success) return
  const envelope: Bytes = new Uint8Array(record.output.envelope)
  if ((await changeId(envelope)) !== id) return
  const { order } = record.output
  const stub = { device, counter, order, header: envelope.slice(0, HEADER_BYTES), id: hexToBytes(id) }
  await storage.transaction(['envelopes'], 'readwrite', (transaction) =>
    transaction.objectStore('envelopes').put(stub),
  )
}
