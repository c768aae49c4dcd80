/**
 * The journal as one encrypted file: the sealed changes as they lie here, and the locks that open them (PROTOCOL 14).
 *
 * Nothing is opened for it, so it works while locked.
 */
import { gatherFile } from '../platform/files.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import type { Item } from '../protocol/chain.ts'
import { writeJournalFile } from '../protocol/formats.ts'
import type { JournalDevice, JournalHeader } from '../protocol/journalHeader.ts'
import type { Lock } from '../protocol/locks.ts'
import { readBack } from '../sync/back.ts'
import { changesAfter, contentOf, extentsOf, type Extent } from '../sync/stored.ts'
import { knownDevice, type Device } from '../vault/device.ts'
import { readLocks, readOffered } from '../vault/locks.ts'
import { readHistories, readMembers } from '../vault/members.ts'
import { LeaveProblem } from './problems.ts'

export interface Watch {
  /** From 0 to 1. */
  readonly onProgress?: (done: number) => void
  readonly signal?: AbortSignal
}

const AT_ONCE = 256
const MEDIA_TYPE = 'application/x-plumbline-journal'

/**
 * The file; `day` is in its name, and nothing else that tells whose it is.
 *
 * Throws nothing-to-export, nothing-opens-it, not-whole-yet, `storage-…` problems, and the signal's reason once it is
 * stopped.
 */
export async function exportJournal(
  day: string,
  { onProgress, signal }: Watch = {},
  storage: Storage = thisPhone,
): Promise<File> {
  if ((await readBack(storage)) !== null) throw new LeaveProblem('not-whole-yet')
  const extents = await extentsOf(storage)
  const header = await readHeader(storage, extents)
  let written = 0
  async function* watched(): AsyncGenerator<string> {
    for await (const line of writeJournalFile(header, items(storage, extents))) {
      signal?.throwIfAborted()
      yield line
      onProgress?.(Math.min(1, (written += 1) / (header.changes + 2)))
    }
  }
  return gatherFile(`journal-${day}.plumbline`, MEDIA_TYPE, watched())
}

async function readHeader(storage: Storage, extents: readonly Extent[]): Promise<JournalHeader> {
  const owner = await knownDevice(storage)
  if (owner === undefined) throw new LeaveProblem('nothing-to-export')
  const { account, epoch } = owner
  const locks = [...(await readLocks(storage)), ...(await readOffered(storage))].filter(
    (lock): lock is typeof lock & Lock =>
      (lock.kind === 'passphrase' || lock.kind === 'recovery') && lock.epoch === epoch,
  )
  if (locks.length === 0) throw new LeaveProblem('nothing-opens-it')
  const histories = (await readHistories(storage)).filter((history) => history.epoch <= epoch)
  return {
    account,
    epoch,
    changes: extents.reduce((sum, { count }) => sum + count, 0),
    locks,
    devices: [asOwn(owner), ...(await othersIn(storage, owner))],
    histories: new Map(histories.map(({ epoch: of, wrapped }) => [of, wrapped])),
  }
}

function asOwn({ device, epoch, publicKey, certificate }: Device): JournalDevice {
  return { id: device, epoch, publicKey, certificate }
}

/** The other devices as the root of this phone's epoch knows them: what a newer one says cannot be told from here. */
async function othersIn(storage: Storage, owner: Device): Promise<readonly JournalDevice[]> {
  const others = (await readMembers(storage)).filter(({ id }) => id !== owner.device)
  return others.map(({ id, publicKey, epoch, certificate, closed, before }) => {
    const certified = epoch > owner.epoch && before ? before : { epoch, certificate }
    const device = { id, publicKey, epoch: certified.epoch, certificate: certified.certificate }
    if (closed === null || closed.epoch > owner.epoch) return device
    const head = { counter: closed.counter, id: closed.head }
    return { ...device, closed: { epoch: closed.epoch, head, certificate: closed.certificate } }
  })
}

/** Each device's, in the order of its writing; what is saved meanwhile waits for the next file. */
async function* items(storage: Storage, extents: readonly Extent[]): AsyncGenerator<Item> {
  for (const { device, last } of extents) {
    for (let after = 0; after < last;) {
      const page = await changesAfter(storage, device, after, AT_ONCE)
      if (page.length === 0) break
      for (const stored of page) {
        after = stored.counter
        if (after <= last) yield contentOf(stored)
      }
    }
  }
}
