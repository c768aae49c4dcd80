/**
 * When to drop the keys by itself: after two minutes hidden, or as soon as hidden, and after five minutes untouched.
 *
 * Timers sleep while a phone sleeps, so the time is looked at again whenever the page is shown.
 */
import * as v from 'valibot'

import { clock as phoneClock, type Clock } from '../platform/clock.ts'
import { onHidden, onPageHide, onTouched, onVisible, type Stop } from '../platform/lifecycle.ts'
import { keep, readKept } from './kept.ts'
import { vault as thisVault, type Vault } from './vault.ts'

const choices = ['usual', 'at-once'] as const
export type AutolockChoice = (typeof choices)[number]

export interface Seen {
  readonly touchedAt: number
  /** Undefined while the page is visible. */
  readonly hiddenAt: number | undefined
}

const NAME = 'autolock'
const MINUTE_MS = 60_000
const UNTOUCHED_MS_MAX = 5 * MINUTE_MS
const HIDDEN_MS_MAX: Readonly<Record<AutolockChoice, number>> = { usual: 2 * MINUTE_MS, 'at-once': 0 }

export async function readChoice({ storage } = thisVault): Promise<AutolockChoice> {
  return readKept(storage, NAME, v.picklist(choices), 'usual')
}

/** Milliseconds until the keys are dropped; 0 or less: now. */
export function leftMs({ touchedAt, hiddenAt }: Seen, choice: AutolockChoice, now: number): number {
  // A clock that was set back cannot be believed: lock.
  if (now < touchedAt || (hiddenAt !== undefined && now < hiddenAt)) return 0
  const untouched = UNTOUCHED_MS_MAX - (now - touchedAt)
  return hiddenAt === undefined ? untouched : Math.min(untouched, HIDDEN_MS_MAX[choice] - (now - hiddenAt))
}

export class Autolock {
  readonly #vault: Vault
  readonly #clock: Clock
  #choice: AutolockChoice = 'usual'
  #seen: Seen
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(vault: Vault, clock: Clock) {
    this.#vault = vault
    this.#clock = clock
    this.#seen = { touchedAt: clock.now(), hiddenAt: undefined }
  }

  /** Watches from now on, with the choice kept on this phone. */
  async start(): Promise<Stop> {
    const stops = [
      onTouched(() => this.#see({ touchedAt: this.#clock.now() })),
      onHidden(() => this.#see({ hiddenAt: this.#clock.now() })),
      onPageHide(() => this.#see({ hiddenAt: this.#clock.now() })),
      onVisible(() => this.#show()),
      this.#vault.subscribe(() => this.#obeyVault()),
    ]
    // Where storage fails the usual times hold.
    this.#choice = await readChoice(this.#vault).catch(() => this.#choice)
    return () => {
      clearTimeout(this.#timer)
      for (const stop of stops) stop()
    }
  }

  async choose(choice: AutolockChoice): Promise<void> {
    await keep(this.#vault.storage, NAME, choice)
    this.#choice = choice
    this.#look()
  }

  #see(seen: Partial<Seen>): void {
    const isHiding = seen.hiddenAt !== undefined
    this.#seen = { ...this.#seen, ...seen }
    if (isHiding) this.#look()
  }

  #show(): void {
    this.#look()
    this.#seen = { touchedAt: this.#clock.now(), hiddenAt: undefined }
    this.#look()
  }

  #obeyVault(): void {
    if (this.#vault.current !== 'open') clearTimeout(this.#timer)
    else if (this.#timer === undefined) {
      this.#seen = { ...this.#seen, touchedAt: this.#clock.now() }
      this.#look()
    }
  }

  #look(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#vault.current !== 'open') return
    const left = leftMs(this.#seen, this.#choice, this.#clock.now())
    if (left <= 0) this.#vault.forget()
    else this.#timer = setTimeout(() => this.#look(), left)
  }
}

export const autolock = new Autolock(thisVault, phoneClock)
