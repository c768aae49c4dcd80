/** The cast of the journal's tests: Alma's phone with its real storage, outbox and vault, and tabs that read it. */
import { clockAt } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import type { Op } from '../protocol/change.ts'
import { put } from '../sync/outbox.ts'
import { thisDevice, type Device } from '../vault/device.ts'
import { withDevice } from '../vault/unlocking.ts'
import { Vault, type Keys } from '../vault/vault.ts'
import { Journal } from './journal.ts'

const NOON = Date.parse('2026-11-23T12:00:00Z')
let phones = 0

export class Phone {
  readonly storage: Storage
  readonly vault: Vault
  readonly device: Device
  #minutes = 0

  private constructor(storage: Storage, vault: Vault, device: Device) {
    this.storage = storage
    this.vault = vault
    this.device = device
  }

  /** An unlocked phone on which nothing was written yet. */
  static async begin(): Promise<Phone> {
    const storage = new Storage(`alma-${(phones += 1)}`)
    const device = await thisDevice(storage)
    const vault = new Vault(storage)
    await withDevice(vault)
    return new Phone(storage, vault, device)
  }

  get keys(): Keys {
    const keys = this.vault.keys()
    if (keys === undefined) throw new Error('the vault is locked')
    return keys
  }

  /** A tab that has opened the journal as far as it can. */
  async tab(): Promise<Journal> {
    const journal = this.openingTab()
    await journal.settled()
    return journal
  }

  openingTab(storage = this.storage): Journal {
    return new Journal({ storage, vault: this.vault })
  }

  /** One minute after the last. */
  async put(ops: readonly Op[]): Promise<void> {
    this.#minutes += 1
    const clock = clockAt(NOON + 60_000 * this.#minutes, 'Europe/Lisbon')
    await put(ops, undefined, { storage: this.storage, clock })
  }

  async envelope(counter: number): Promise<Uint8Array<ArrayBuffer>> {
    const record: unknown = await this.storage.transaction(['envelopes'], 'readonly', (transaction) =>
      transaction.objectStore('envelopes').get([this.device.device, counter]),
    )
    if (typeof record !== 'object' || record === null || !('envelope' in record))
      throw new Error('nothing there')
    if (!(record.envelope instanceof Uint8Array)) throw new Error('no envelope')
    return new Uint8Array(record.envelope)
  }

  async store(counter: number, envelope: Uint8Array): Promise<void> {
    const { device } = this.device
    await this.storage.transaction(['envelopes'], 'readwrite', (transaction) =>
      transaction.objectStore('envelopes').put({ device, counter, order: counter, envelope }),
    )
  }

  async flipBit(counter: number): Promise<void> {
    const envelope = await this.envelope(counter)
    envelope[200] = (envelope[200] ?? 0) ^ 1
    await this.store(counter, envelope)
  }
}

export function anEntry(id: string, { day = '2026-11-23', note = '', steady = 'mostly' } = {}): Op {
  const authored = `${day}T12:00:00.000Z`
  const set = {
    checklist: 'daily',
    version: 1,
    day,
    zone: 'Europe/Lisbon',
    authored,
    'answer.daily-steady': steady,
  }
  return { kind: 'entry', id, set: note === '' ? set : { ...set, note: { text: note } } }
}
