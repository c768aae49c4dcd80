/**
 * The journal as one encrypted file: the sealed changes as they lie here, and the locks that open them (PROTOCOL 14).
 *
 * Nothing is opened for it, so it works while locked.
 */
import * as v from 'valibot'

import { gatherFile } from '../platform/files.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import type { Envelope } from '../protocol/chain.ts'
import { writeJournalFile } from '../protocol/formats.ts'
import type { JournalHeader } from '../protocol/journalHeader.ts'
import type { Lock } from '../protocol/locks.ts'
import { knownDevice } from '../vault/device.ts'
import { readLocks } from '../vault/locks.ts'
import { LeaveProblem } from './problems.ts'

export interface Watch {
  /** From 0 to 1. */
  readonly onProgress?: (done: number) => void
  readonly signal?: AbortSignal
}

const AT_ONCE = 256
const MEDIA_TYPE = 'application/x-plumbline-journal'
const RECORD = v.object({ order: v.number(), envelope: v.instance(Uint8Array) })

/**
 * The file; `day` is in its name, and nothing else that tells whose it is.
 *
 * Throws nothing-to-export, nothing-opens-it, `storage-…` problems, and the signal's reason once it is stopped.
 */
export async function exportJournal(
  day: string,
  { onProgress, signal }: Watch = {},
  storage: Storage = thisPhone,
): Promise<File> {
  const header = await readHeader(storage)
  let written = 0
  async function* watched(): AsyncGenerator<string> {
    for await (const line of writeJournalFile(header, envelopes(storage, header.changes))) {
      signal?.throwIfAborted()
      yield line
      onProgress?.(Math.min(1, (written += 1) / (header.changes + 2)))
    }
  }
  return gatherFile(`journal-${day}.plumbline`, MEDIA_TYPE, watched())
}

async function readHeader(storage: Storage): Promise<JournalHeader> {
  const device = await knownDevice(storage)
  if (device === undefined) throw new LeaveProblem('nothing-to-export')
  const { account, epoch, publicKey, certificate } = device
  const locks = (await readLocks(storage)).filter(
    (lock): lock is typeof lock & Lock => lock.kind === 'passphrase' || lock.kind === 'recovery',
  )
  if (locks.length === 0) throw new LeaveProblem('nothing-opens-it')
  const changes = await storage.transaction(['envelopes'], 'readonly', (transaction) =>
    transaction.objectStore('envelopes').count(),
  )
  return { account, epoch, changes, locks, devices: [{ id: device.device, epoch, publicKey, certificate }] }
}

/** The first `count` in the order they came in; what is saved meanwhile waits for the next file. */
async function* envelopes(storage: Storage, count: number): AsyncGenerator<Envelope> {
  let after = -1
  for (let given = 0; given < count;) {
    const records = await pageAfter(storage, after, Math.min(AT_ONCE, count - given))
    if (records.length === 0) return
    for (const { order, envelope } of records) {
      yield envelope
      after = order
    }
    given += records.length
  }
}

async function pageAfter(
  storage: Storage,
  after: number,
  limit: number,
): Promise<{ order: number; envelope: Envelope }[]> {
  return storage.transaction(['envelopes'], 'readonly', async (transaction) => {
    const index = transaction.objectStore('envelopes').index('order')
    const records: unknown[] = await index.getAll(IDBKeyRange.lowerBound(after, true), limit)
    return records.map((record) => {
      const { order, envelope } = v.parse(RECORD, record)
      return { order, envelope: new Uint8Array(envelope) }
    })
  })
}
