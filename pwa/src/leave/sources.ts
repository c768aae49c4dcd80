/** Any file that holds a journal, read as what it is and never by its name (PROTOCOL 14, 15). */
import { PlatformProblem } from '../platform/problems.ts'
import { concat, type Bytes } from '../protocol/bytes.ts'
import { BEGINNING_BYTES, kindOf, type FileKind } from '../protocol/fileKinds.ts'
import { mustBeOfSize, readJournalJson } from '../protocol/journalJson.ts'
import type { Secret } from '../protocol/locks.ts'
import { Problem } from '../protocol/problems.ts'
import type { Watch } from './bundle.ts'
import { bundleOf, readBundle, watched, type Bundle } from './restore.ts'
import { readSpreadsheet } from './spreadsheetReader.ts'

export type { FileKind } from '../protocol/fileKinds.ts'

/** What opens an age backup: its own passphrase, as typed. */
export interface BackupSecret {
  readonly kind: 'age'
  readonly passphrase: string
}

/**
 * By its beginning alone. Throws compressed-file, not-a-journal-file, and file-too-large for what is read as one: nobody
 * is asked for a secret first. A journal file is read line by line, however long it is.
 */
export async function fileKindOf(file: Blob): Promise<FileKind> {
  const kind = kindOf(new Uint8Array(await file.slice(0, BEGINNING_BYTES).arrayBuffer()))
  if (kind !== 'journal') mustBeOfSize(file.size)
  return kind
}

/**
 * All that a file gives; nothing here is changed. `secret`: for a journal file and an age backup.
 *
 * Throws what reading the kind throws, file-too-large before anything is read, and the signal's reason.
 */
export async function readSource(
  file: Blob,
  secret: Secret | BackupSecret | null,
  watch: Watch = {},
): Promise<Bundle> {
  const kind = await fileKindOf(file)
  if (kind === 'journal') {
    if (secret === null || secret.kind === 'age') throw new Problem('no-such-lock')
    return readBundle(file, secret, watch)
  }
  if (kind === 'json') return bundleOf(readJournalJson(await contentOf(file, watch)))
  if (kind === 'table') return bundleOf(readSpreadsheet(await contentOf(file, watch)))
  if (secret?.kind !== 'age') throw new Problem('no-such-lock')
  return bundleOf(readJournalJson(await opened(file, secret.passphrase, watch)))
}

async function contentOf(file: Blob, watch: Watch): Promise<Bytes> {
  const pieces: Uint8Array[] = []
  for await (const piece of watched(file, watch)) pieces.push(piece)
  return concat(...pieces)
}

async function opened(file: Blob, passphrase: string, { onProgress, signal }: Watch): Promise<Bytes> {
  const { openBackup } = await import('../protocol/ageFile.ts')
  const content = await remembering(
    openBackup(await contentOf(file, signal ? { signal } : {}), passphrase, (done) => {
      signal?.throwIfAborted()
      onProgress?.(done)
    }),
  )
  if (kindOf(content.subarray(0, BEGINNING_BYTES)) !== 'json') throw new Problem('not-for-restoring')
  return content
}

/** A phone that has no room for the stretching says so by a RangeError. */
export async function remembering<Made>(work: Promise<Made>): Promise<Made> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof RangeError) throw new PlatformProblem('stretching-failed', { cause })
    throw cause
  }
}
