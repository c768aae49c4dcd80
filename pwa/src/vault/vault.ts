/**
 * What can be read now. While open it holds keys that WebCrypto uses and does not give out; the root is never here.
 */
import { mustBeOfPlatform } from '../platform/problems.ts'
import { openLine, type Line } from '../platform/tabs.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import {
  certificateKey,
  holdRoot,
  nudgesKey,
  snapshotKey,
  vaultKeyPair,
  type AccountId,
} from '../protocol/keys.ts'
import type { Bytes } from '../protocol/bytes.ts'
import type { VaultKeys } from '../protocol/envelope.ts'
import type { LockKind } from '../protocol/wrapping.ts'
import { knownDevice, type Device } from './device.ts'
import { readKinds } from './locks.ts'
import { VaultProblem } from './problems.ts'

export type { LockKind }

/** new: nothing was ever saved on this phone. */
export type VaultState = 'new' | 'locked' | 'open'

/** None of them can be exported. */
export interface Keys {
  readonly account: AccountId
  /** The newest. */
  readonly epoch: number
  /** By epoch, what opens changes, and what purges are ordered with. */
  readonly pairs: VaultKeys
  /** By epoch, the HMAC of device certificates and closings. */
  readonly certificates: ReadonlyMap<number, CryptoKey>
  /** Of the newest epoch. */
  readonly snapshots: CryptoKey
  /** Of the newest epoch: seals what nudges say. */
  readonly nudges: CryptoKey
}

const CHANNEL = 'vault'
// What the outbox says when something was saved: the first of it makes a new vault a locked one.
const SAVED_CHANNEL = 'journal'

export class Vault {
  readonly storage: Storage
  readonly #watchers = new Set<() => void>()
  readonly #tabs: Line
  #hasJournal = false
  #keys: Keys | undefined
  #turn = 0

  constructor(storage: Storage) {
    this.storage = storage
    this.#tabs = openLine(CHANNEL, (word) => {
      if (word === 'lock') this.forget()
      else this.#follow()
    })
    openLine(SAVED_CHANNEL, () => {
      if (!this.#hasJournal) this.#follow()
    })
  }

  get current(): VaultState {
    if (this.#keys) return 'open'
    return this.#hasJournal ? 'locked' : 'new'
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** The keys while open. Never keep them longer than one piece of work. */
  keys(): Keys | undefined {
    return this.#keys
  }

  /** The kinds of lock that open this journal now. */
  async locks(): Promise<readonly LockKind[]> {
    return readKinds(this.storage)
  }

  /** Reads whether anything was ever saved here, and tells who watches; at start and after locks changed. */
  async look(): Promise<void> {
    this.#hasJournal = (await knownDevice(this.storage)) !== undefined
    this.#tell()
  }

  /** Counts the locking: opening that began in an earlier turn must not end in this one. */
  get turn(): number {
    return this.#turn
  }

  /** Makes the keys of these roots by epoch, whose bytes the caller wipes. Throws locked-meanwhile if `turn` is over. */
  async open(
    roots: ReadonlyMap<number, Bytes>,
    owner: Pick<Device, 'account' | 'epoch'>,
    turn: number,
  ): Promise<void> {
    const keys = await keysOf(roots, owner)
    if (turn !== this.#turn) throw new VaultProblem('locked-meanwhile')
    this.#hasJournal = true
    this.#keys = keys
    this.#tell()
  }

  /** Drops the keys at once, in this tab and in every other. */
  lock(): void {
    this.forget()
    this.#tabs.tell('lock')
  }

  /** Drops the keys in this tab: its own time was up, another tab may be in use. */
  forget(): void {
    this.#turn += 1
    this.#keys = undefined
    this.#tell()
  }

  /** After locks were set or taken away: screens here and in other tabs read them again. */
  async tellLocksChanged(): Promise<void> {
    await this.look()
    this.#tabs.tell('look')
  }

  /** Another tab tells of a change; one that has just erased everything has closed the storage of this one too. */
  #follow(): void {
    this.look().catch(mustBeOfPlatform)
  }

  #tell(): void {
    for (const changed of this.#watchers) changed()
  }
}

async function keysOf(
  roots: ReadonlyMap<number, Bytes>,
  { account, epoch }: Pick<Device, 'account' | 'epoch'>,
): Promise<Keys> {
  const held = await Promise.all(
    [...roots].map(async ([of, root]) => {
      const key = await holdRoot(root)
      const [pair, certificates] = await Promise.all([vaultKeyPair(key), certificateKey(key)])
      return { of, key, pair, certificates }
    }),
  )
  const newest = held.find(({ of }) => of === epoch)
  if (newest === undefined) throw new RangeError('no root of the newest epoch')
  return {
    account,
    epoch,
    pairs: new Map(held.map(({ of, pair }) => [of, pair])),
    certificates: new Map(held.map(({ of, certificates }) => [of, certificates])),
    snapshots: await snapshotKey(newest.key),
    nudges: await nudgesKey(newest.key),
  }
}

export const vault = new Vault(thisPhone)
