/** A gentle word that the phone alone protects the journal: after the first entry, then 3, 10, 30 days apart. */
import * as v from 'valibot'

import { clock as phoneClock, type Clock } from '../platform/clock.ts'
import { mustBeOfPlatform } from '../platform/problems.ts'
import { keep, readKept } from './kept.ts'
import { isTrulyLocked, readKinds } from './locks.ts'
import { vault as thisVault, type Vault } from './vault.ts'

const NAME = 'lock-reminder'
const DAY_MS = 86_400_000
const DISTANCES_DAYS = [3, 10, 30]
const NEVER = { put: 0, at: 0 }
const shape = v.object({ put: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), at: v.number() })

export class LockReminder {
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #watchers = new Set<() => void>()
  #isDue = false

  constructor(vault: Vault, clock: Clock) {
    this.#vault = vault
    this.#clock = clock
    // What cannot be read, as while everything is being erased, is read at the next occasion.
    vault.subscribe(() => void this.look().catch(mustBeOfPlatform))
  }

  /** Whether to ask now; false until looked at first. */
  get current(): boolean {
    return this.#isDue
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** Looks whether it is time; by itself whenever something was saved, opened, locked, or a lock was set. */
  async look(): Promise<void> {
    const isDue = this.#vault.current !== 'new' && (await this.#isUnlocked()) && (await this.#isTime())
    if (isDue === this.#isDue) return
    this.#isDue = isDue
    for (const changed of this.#watchers) changed()
  }

  /** The person put it off: ask again, later than the last time. */
  async putOff(): Promise<void> {
    const { put } = await readKept(this.#vault.storage, NAME, shape, NEVER)
    await keep(this.#vault.storage, NAME, { put: put + 1, at: this.#clock.now() })
    await this.look()
  }

  async #isUnlocked(): Promise<boolean> {
    return !isTrulyLocked((await readKinds(this.#vault.storage)).map((kind) => ({ kind })))
  }

  async #isTime(): Promise<boolean> {
    const { put, at } = await readKept(this.#vault.storage, NAME, shape, NEVER)
    const days = put === 0 ? 0 : (DISTANCES_DAYS[Math.min(put, DISTANCES_DAYS.length) - 1] ?? 0)
    return this.#clock.now() - at >= days * DAY_MS
  }
}

export const lockReminder = new LockReminder(thisVault, phoneClock)
