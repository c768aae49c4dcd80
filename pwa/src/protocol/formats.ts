/**
 * The journal file: what leaves the phone, the sealed changes and the locks that open them (PROTOCOL 14).
 *
 * Lines, so that half a file is half a journal and not none. One bad line never hides the others.
 */
import { bytesToB64, bytesToHex, bytesToText, concat, hexToBytes, sha256, type Bytes } from './bytes.ts'
import { packHeader, type Item } from './chain.ts'
import type { Opened } from './envelope.ts'
import { readJournalHeader, writeJournalHeader, type JournalHeader } from './journalHeader.ts'
import { JournalReader, type JournalPage, type LineProblem } from './journalReader.ts'
import { holdRoot } from './keys.ts'
import { openRoot, type Secret } from './locks.ts'
import { Problem } from './problems.ts'
import { FILE_LINE_BYTES_MAX } from './sizes.ts'

const NEWLINE = 0x0a

export interface JournalFile {
  readonly header: JournalHeader
  /** The root that the secret opened, of epoch `epoch`; the caller holds it as a key and wipes it. */
  readonly root: Bytes
  readonly epoch: number
  /** To be read to its end once. */
  readonly pages: AsyncGenerator<JournalPage>
}

export interface JournalReading {
  readonly header: JournalHeader
  readonly changes: readonly Opened[]
  readonly problems: readonly LineProblem[]
}

/** The lines of a journal file, each with its end. `header.changes` is how many follow; of purged ones their stubs. */
export async function* writeJournalFile(
  header: JournalHeader,
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<string> {
  yield `${writeJournalHeader(header)}\n`
  const ids: Bytes[] = []
  for await (const item of items) {
    const isStub = !(item instanceof Uint8Array)
    ids.push(isStub ? hexToBytes(item.id) : await sha256(item))
    const line = isStub
      ? { stub: bytesToB64(concat(packHeader(item.header), hexToBytes(item.id))) }
      : { change: bytesToB64(item) }
    yield `${JSON.stringify(line)}\n`
  }
  if (ids.length !== header.changes) throw new RangeError(`${ids.length} changes, and not ${header.changes}`)
  const sum = await sha256(concat(...ids))
  yield `${JSON.stringify({ end: { changes: ids.length, sha256: bytesToHex(sum) } })}\n`
}

/** All that a file gives and all that is wrong with it. Throws what openJournalFile throws. */
export async function readJournalFile(
  pieces: AsyncIterable<Uint8Array>,
  secret: Secret,
): Promise<JournalReading> {
  const { header, pages, root } = await openJournalFile(pieces, secret)
  root.fill(0)
  const changes: Opened[] = []
  const problems: LineProblem[] = []
  for await (const page of pages) {
    changes.push(...page.changes.map(({ opened }) => opened))
    problems.push(...page.problems)
  }
  return { header, changes, problems }
}

/**
 * A journal file, opened, to be read page by page; `pieces` are its bytes, cut anywhere.
 *
 * Throws not-a-journal-file, newer-journal-file, no-such-lock, and what opening a lock throws. Nothing after
 * the first line throws.
 */
export async function openJournalFile(
  pieces: AsyncIterable<Uint8Array>,
  secret: Secret,
): Promise<JournalFile> {
  const lines = splitLines(pieces)
  const first = await lines.next()
  if (first.done === true || first.value === null) throw new Problem('not-a-journal-file')
  const header = readJournalHeader(textOf(first.value))
  const { root, epoch } = await openFirst(header, secret)
  const reader = await JournalReader.start(header, await holdRoot(root), epoch)
  return { header, root, epoch, pages: reader.read(lines) }
}

function textOf(line: Uint8Array): string {
  try {
    return bytesToText(line)
  } catch (cause) {
    throw new Problem('not-a-journal-file', 'not UTF-8', { cause })
  }
}

async function openFirst(
  { account, locks }: JournalHeader,
  secret: Secret,
): Promise<{ root: Bytes; epoch: number }> {
  const ofKind = locks.filter(({ kind }) => kind === secret.kind)
  let problem = new Problem('no-such-lock', secret.kind)
  for (const lock of ofKind) {
    try {
      return { root: await openRoot(lock, account, secret), epoch: lock.epoch }
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure
      problem = failure
    }
  }
  throw problem
}

/** The bytes of each line without its end; null for a line longer than a journal file may have. */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  let parts: Uint8Array[] = []
  let size = 0
  const line = (): Uint8Array | null => (size > FILE_LINE_BYTES_MAX ? null : concat(...parts))
  const take = (part: Uint8Array): void => {
    size += part.length
    if (size <= FILE_LINE_BYTES_MAX) parts.push(part)
    else parts = []
  }
  for await (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      take(piece.subarray(from, end))
      yield line()
      parts = []
      size = 0
      from = end + 1
    }
    take(piece.subarray(from))
  }
  if (size > 0) yield line()
}
