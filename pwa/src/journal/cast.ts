/** The cast of the journal's tests: Alma's phone, with its storage, its keys, and tabs that read it. */
import { Storage } from '../platform/storage.ts'
import { bytesToHex, randomBytes } from '../protocol/bytes.ts'
import { changeId, nextHeader, NO_HEAD, type Head } from '../protocol/chain.ts'
import type { Op } from '../protocol/change.ts'
import { seal } from '../protocol/envelope.ts'
import { tick, type Hlc } from '../protocol/hlc.ts'
import { holdRoot, newDeviceKeyPair, newRoot, snapshotKey, vaultKeyPair } from '../protocol/keys.ts'
import { Journal, type JournalKeys } from './journal.ts'

let phones = 0

/** A phone that seals into its own storage, and can be locked and unlocked. */
export class Phone {
  readonly account = bytesToHex(randomBytes(16))
  readonly device = bytesToHex(randomBytes(16))
  readonly storage = new Storage(`alma-${(phones += 1)}`)
  readonly #pair: CryptoKeyPair
  readonly #keys: JournalKeys
  readonly #watchers = new Set<() => void>()
  #isOpen = true
  #head: Head = NO_HEAD
  #at: Hlc | null = null
  #writing: Promise<void> = Promise.resolve()

  private constructor(pair: CryptoKeyPair, keys: Omit<JournalKeys, 'account'>) {
    this.#pair = pair
    this.#keys = { ...keys, account: this.account }
  }

  static async begin(): Promise<Phone> {
    const root = await holdRoot(newRoot())
    const keys = { epoch: 1, pair: await vaultKeyPair(root), snapshots: await snapshotKey(root) }
    return new Phone(await newDeviceKeyPair(), keys)
  }

  get keys(): JournalKeys {
    return this.#keys
  }

  tab(): Journal {
    return new Journal({
      storage: this.storage,
      vault: { keys: () => (this.#isOpen ? this.#keys : undefined), subscribe: (changed) => this.#watch(changed) },
      devices: () => this.devices(),
    })
  }

  devices(): Promise<ReadonlyMap<string, CryptoKey>> {
    return Promise.resolve(new Map([[this.device, this.#pair.publicKey]]))
  }

  lock(): void {
    this.#isOpen = false
    for (const changed of this.#watchers) changed()
  }

  unlock(): void {
    this.#isOpen = true
    for (const changed of this.#watchers) changed()
  }

  /** One change after the other, whoever asks. */
  async put(ops: readonly Op[]): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(ops))
    return this.#writing
  }

  async envelope(counter: number): Promise<Uint8Array<ArrayBuffer>> {
    const record = await this.storage.transaction(['envelopes'], 'readonly', (transaction) =>
      transaction.objectStore('envelopes').get([this.device, counter]),
    )
    if (typeof record !== 'object' || record === null || !('envelope' in record)) throw new Error('nothing there')
    if (!(record.envelope instanceof Uint8Array)) throw new Error('no envelope')
    return new Uint8Array(record.envelope)
  }

  async store(counter: number, envelope: Uint8Array): Promise<void> {
    await this.storage.transaction(['envelopes'], 'readwrite', (transaction) =>
      transaction.objectStore('envelopes').put({ device: this.device, counter, order: counter, envelope }),
    )
  }

  async flipBit(counter: number): Promise<void> {
    const envelope = await this.envelope(counter)
    envelope[200] = (envelope[200] ?? 0) ^ 1
    await this.store(counter, envelope)
  }

  async #write(ops: readonly Op[]): Promise<void> {
    this.#at = tick(this.#at, Date.UTC(2026, 10, 23, 12))
    const author = { account: this.account, device: this.device, epoch: 1 }
    const header = nextHeader(author, this.#head)
    const change = { at: this.#at, seen: {}, ops }
    const envelope = await seal(change, header, this.#keys.pair.publicKey, this.#pair.privateKey)
    await this.store(header.counter, envelope)
    this.#head = { counter: header.counter, id: await changeId(envelope) }
  }

  #watch(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }
}

export function anEntry(id: string, { day = '2026-11-23', note = '', steady = 'mostly' } = {}): Op {
  const authored = `${day}T12:00:00.000Z`
  const set = { checklist: 'daily', version: 1, day, zone: 'Europe/Lisbon', authored, 'answer.daily-steady': steady }
  return { kind: 'entry', id, set: note === '' ? set : { ...set, note: { text: note } } }
}
