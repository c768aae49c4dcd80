/**
 * The lines of a journal file after its first, each change trusted and opened on its own (PROTOCOL 14).
 *
 * A line that fails is named and passed over, and never hides the others.
 */
import { b64ToBytes, bytesToHex, bytesToText, concat, hexToBytes, sha256, type Bytes } from './bytes.ts'
import { authenticate, changeId, mustFollow, NO_HEAD, readStub } from './chain.ts'
import type { Believed, ChangeId, Head, Item, Stub, Trusted } from './chain.ts'
import { isMembers } from './change.ts'
import { mustNotBeClosed, type Closings } from './checks.ts'
import { openAll, type Opened, type VaultKeys } from './envelope.ts'
import { checkClosing, openHistory } from './epochs.ts'
import { closingsOf, type JournalDevice, type JournalHeader } from './journalHeader.ts'
import {
  certificateKey,
  checkCertificate,
  holdRoot,
  readDevicePublicKey,
  vaultKeyPair,
  type VaultKey,
} from './keys.ts'
import type { DeviceId, RootKey } from './keys.ts'
import { Problem, type ProblemType } from './problems.ts'
import { FILE_CHANGES_MAX, HEADER_BYTES, INTEGER_MAX } from './sizes.ts'

const PAGE_LINES = 256

/** What is wrong with one line; the first line of a file is 1. */
export interface LineProblem {
  readonly line: number
  readonly type: ProblemType
}

/** A change of the file, as it was sealed and as it reads. */
export interface JournalChange {
  readonly believed: Believed
  readonly opened: Opened
}

/** What some of the lines gave, in the file's order. */
export interface JournalPage {
  readonly changes: readonly JournalChange[]
  readonly problems: readonly LineProblem[]
}

type Line = { readonly at: number; readonly content: Record<string, unknown> }
type Sound = { readonly line: number; readonly id: ChangeId; readonly change: Believed | Stub }
type Found = Sound | { readonly line: number; readonly id: ChangeId | null; readonly problem: Problem }

export class JournalReader {
  readonly #trusted: Omit<Trusted, 'heads'>
  readonly #vault: ReadonlyMap<number, VaultKey>
  readonly #closings: Closings
  readonly #heads = new Map<DeviceId, Head>()
  readonly #ids: ChangeId[] = []
  readonly #lines = new Map<DeviceId, number>()
  #lastFailure = 0
  readonly #problems: LineProblem[] = []

  private constructor(trusted: Omit<Trusted, 'heads'>, vault: VaultKeys, closings: Closings) {
    this.#trusted = trusted
    this.#vault = vault
    this.#closings = closings
  }

  /** A reader that trusts the devices of the header which `root`, of `epoch`, or a root before it certified. */
  static async start(header: JournalHeader, root: RootKey, epoch: number): Promise<JournalReader> {
    const devices = new Map<DeviceId, CryptoKey>()
    const vault = new Map<number, VaultKey>()
    const reader = new JournalReader({ account: header.account, devices }, vault, closingsOf(header))
    const roots = await reader.#rootsBefore(header, root, epoch)
    for (const [of, held] of roots) vault.set(of, await vaultKeyPair(held))
    for (const device of header.devices) {
      try {
        await checkDevice(device, roots, root)
        devices.set(device.id, await readDevicePublicKey(device.publicKey))
      } catch (failure) {
        reader.#note(1, asProblem(failure))
      }
    }
    return reader
  }

  // Back from the one that a lock opened; what lies before one that is missing stays closed.
  async #rootsBefore(header: JournalHeader, root: RootKey, epoch: number): Promise<Map<number, RootKey>> {
    const roots = new Map([[epoch, root]])
    let newest = root
    for (let newer = epoch; ; newer--) {
      const history = header.histories?.get(newer)
      if (history === undefined) break
      try {
        const before = await openHistory(newest, history, header.account, newer)
        newest = await holdRoot(before)
        before.fill(0)
        roots.set(newer - 1, newest)
      } catch (failure) {
        this.#note(1, asProblem(failure))
        break
      }
    }
    return roots
  }

  /** `lines` without their ends, from the second of the file; null for one that is too long. */
  async *read(lines: AsyncIterable<Uint8Array | null>): AsyncGenerator<JournalPage> {
    const batch: Line[] = []
    let content: Record<string, unknown> = {}
    let at = 1
    for await (const bytes of lines) {
      at += 1
      if (isEnd(content)) this.#note(at, new Problem('malformed-envelope', 'after the end'))
      content = membersOf(bytes)
      if (!isEnd(content)) batch.push({ at, content })
      if (batch.length === PAGE_LINES) yield await this.#page(batch.splice(0))
      if (at > FILE_CHANGES_MAX + 1) break
    }
    const page = await this.#page(batch)
    if (!(await this.#agrees(content['end']))) this.#note(at, new Problem('file-cut-short'))
    yield { changes: page.changes, problems: [...page.problems, ...this.#problems] }
  }

  async #page(lines: readonly Line[]): Promise<JournalPage> {
    const found = await Promise.all(lines.map((line) => this.#find(line)))
    const sound = found.flatMap((one) => this.#place(one))
    const sealed = sound.flatMap(({ line, change }) =>
      'envelope' in change ? [{ line, believed: change }] : [],
    )
    const opened = await openAll(
      sealed.map(({ believed }) => believed),
      this.#vault,
    )
    const changes = opened.flatMap((one, place) => {
      const { line, believed } = sealed[place] ?? {}
      if (line === undefined || believed === undefined) return []
      if (!('problem' in one)) return [{ believed, opened: one }]
      this.#note(line, one.problem)
      return []
    })
    return { changes, problems: this.#problems.splice(0).sort((one, other) => one.line - other.line) }
  }

  async #find({ at: line, content }: Line): Promise<Found> {
    let id: ChangeId | null = null
    try {
      const item = itemOf(content)
      id = item instanceof Uint8Array ? await changeId(item) : item.id
      return { line, id, change: await authenticate(this.#trusted, item) }
    } catch (failure) {
      return { line, id, problem: asProblem(failure) }
    }
  }

  #place(found: Found): Sound[] {
    if (found.id !== null) this.#ids.push(found.id)
    if ('problem' in found) {
      this.#lastFailure = found.line
      this.#note(found.line, found.problem)
      return []
    }
    const { header, id } = found.change
    if (this.#isBeyondClosing(found)) return []
    const head = this.#heads.get(header.device) ?? NO_HEAD
    this.#noteGap(found, head)
    if (header.counter <= head.counter || header.counter > INTEGER_MAX) return []
    this.#heads.set(header.device, { counter: header.counter, id })
    this.#lines.set(header.device, found.line)
    return [found]
  }

  #isBeyondClosing({ line, change }: Sound): boolean {
    try {
      mustNotBeClosed(this.#closings, change)
      return false
    } catch (failure) {
      this.#note(line, asProblem(failure))
      return true
    }
  }

  // A change after a gap is read all the same: it is authentic, and what is missing is another one. Whose a line
  // was that failed cannot be told, so it explains a gap in the chain of any device.
  #noteGap({ line, change: { header } }: Sound, head: Head): void {
    const isExplained = this.#lastFailure > (this.#lines.get(header.device) ?? 0)
    if (isExplained && header.counter > head.counter && header.counter <= INTEGER_MAX) return
    try {
      mustFollow(head, header)
    } catch (failure) {
      this.#note(line, asProblem(failure))
    }
  }

  #note(line: number, problem: Problem): void {
    this.#problems.push({ line, type: problem.type })
  }

  async #agrees(end: unknown): Promise<boolean> {
    if (!isMembers(end) || end['changes'] !== this.#ids.length) return false
    return end['sha256'] === bytesToHex(await sha256(concat(...this.#ids.map(hexToBytes))))
  }
}

function isEnd(content: Record<string, unknown>): boolean {
  return Object.hasOwn(content, 'end')
}

/** What a line holds; nothing when it is no object, and then it holds no change. */
function membersOf(bytes: Uint8Array | null): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(bytesToText(bytes ?? new Uint8Array()))
    return isMembers(read) ? read : {}
  } catch (failure) {
    if (failure instanceof SyntaxError || failure instanceof TypeError) return {}
    throw failure
  }
}

/** The envelope of a line, or the stub that a purge has left. */
function itemOf(content: Record<string, unknown>): Item {
  if (!Object.hasOwn(content, 'stub')) return decoded(content['change'])
  const stub = decoded(content['stub'])
  return readStub(stub.slice(0, HEADER_BYTES), stub.slice(HEADER_BYTES))
}

function decoded(text: unknown): Bytes {
  if (typeof text !== 'string') throw new Problem('malformed-envelope', 'a line without a change')
  try {
    return b64ToBytes(text)
  } catch (cause) {
    throw new Problem('malformed-envelope', 'not base64url', { cause })
  }
}

async function checkDevice(
  device: JournalDevice,
  roots: ReadonlyMap<number, RootKey>,
  newest: RootKey,
): Promise<void> {
  const { id, epoch, publicKey, certificate, closed } = device
  if (closed === undefined) {
    const claim = { device: hexToBytes(id), publicKey, epoch }
    await checkCertificate(roots.get(epoch) ?? newest, claim, certificate)
  } else {
    const key = await certificateKey(roots.get(closed.epoch) ?? newest)
    await checkClosing(key, { device: id, head: closed.head, epoch: closed.epoch }, closed.certificate)
  }
}

function asProblem(failure: unknown): Problem {
  if (failure instanceof Problem) return failure
  throw failure
}
