/** The cast of the tests: Alma with two phones, Cleo a stranger, and what they write. */
import { bytesToHex, hexToBytes, randomBytes, type Bytes } from './bytes.ts'
import type { Change, Members } from './change.ts'
import {
  changeId,
  nextHeader,
  NO_HEAD,
  trust,
  type Believed,
  type Envelope,
  type Head,
  type Trusted,
} from './chain.ts'
import { open, seal, type Opened, type VaultKeys } from './envelope.ts'
import type { JournalDevice } from './journalHeader.ts'
import * as keys from './keys.ts'

const NOON_MS = Date.UTC(2026, 10, 23, 12)

/** One journal: its account, root and vault. */
export interface Journal {
  readonly account: string
  readonly root: Uint8Array<ArrayBuffer>
  readonly rootKey: CryptoKey
  readonly vaultKeyPair: keys.VaultKey
  readonly vault: VaultKeys
}

export async function aJournal(): Promise<Journal> {
  const root = keys.newRoot()
  const rootKey = await keys.holdRoot(root)
  const vaultKeyPair = await keys.vaultKeyPair(rootKey)
  const vault = new Map([[1, vaultKeyPair]])
  return { account: bytesToHex(randomBytes(16)), root, rootKey, vaultKeyPair, vault }
}

/** A phone of a journal: it writes one change after the other. */
export class Phone {
  readonly journal: Journal
  readonly device = bytesToHex(randomBytes(16))
  readonly pair: CryptoKeyPair
  head: Head = NO_HEAD

  private constructor(journal: Journal, pair: CryptoKeyPair) {
    this.journal = journal
    this.pair = pair
  }

  static async of(journal: Journal): Promise<Phone> {
    return new Phone(journal, await keys.newDeviceKeyPair())
  }

  /** What somebody knows who has read this phone's changes up to `head`. */
  knownAt(head: Head): Trusted {
    const devices = new Map([[this.device, this.pair.publicKey]])
    return { account: this.journal.account, devices, heads: new Map([[this.device, head]]) }
  }

  async write(change: Change): Promise<Envelope> {
    const header = nextHeader({ account: this.journal.account, device: this.device, epoch: 1 }, this.head)
    const envelope = await seal(change, header, this.journal.vaultKeyPair.publicKey, this.pair.privateKey)
    this.head = { counter: header.counter, id: await changeId(envelope) }
    return envelope
  }

  async writeBelieved(change: Change): Promise<Believed> {
    const before = this.head
    return trust(this.knownAt(before), await this.write(change))
  }

  async writeOpened(change: Change): Promise<Opened> {
    return open(await this.writeBelieved(change), this.journal.vault)
  }

  async asJournalDevice(): Promise<JournalDevice> {
    const publicKey = await keys.publicKeyToBytes(this.pair.publicKey)
    const claim = { device: hexToBytes(this.device), publicKey, epoch: 1 }
    return {
      id: this.device,
      epoch: 1,
      publicKey,
      certificate: await keys.certify(this.journal.rootKey, claim),
    }
  }
}

/** What a test knows to be there. */
export function there<T>(found: T | undefined): T {
  if (found === undefined) throw new RangeError('not there')
  return found
}

/** `bytes` with one bit turned. */
export function flipped(bytes: Uint8Array, bit: number): Bytes {
  return Uint8Array.from(bytes, (byte, place) => (place === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}

/** A time some minutes after noon. */
export function at(minutes: number): string {
  return `${new Date(NOON_MS + 60_000 * minutes).toISOString()}-0000`
}

/** A change that sets fields of one entry. */
export function anEntry(set: Members, { id = 'monday', minutes = 0, seen = {} } = {}): Change {
  return { at: at(minutes), seen, ops: [{ kind: 'entry', id, set }] }
}
