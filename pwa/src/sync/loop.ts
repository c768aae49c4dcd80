/**
 * When to sync: on opening, when the page is shown again, when the network is back, a moment after a save, and after
 * a while when it did not work. What it is at is told to progress.ts, in every tab from what is stored.
 */
import { alone } from '../platform/mutex.ts'
import { onOnline, onVisible, type Stop } from '../platform/lifecycle.ts'
import { bytes } from '../platform/random.ts'
import { askBackgroundSync } from '../platform/registration.ts'
import { openLine } from '../platform/tabs.ts'
import { ALARMS, letGoOfAlarm, readAlarm } from '../vault/alarm.ts'
import { beginFromSnapshot } from './beginning.ts'
import { fillBack } from './filling.ts'
import { goBack } from './goingBack.ts'
import { mendCopied } from './mending.ts'
import { retryAfterMs, syncOnce } from './once.ts'
import { NEWS } from './outbox.ts'
import { HERE, type SyncParts } from './parts.ts'
import { readAccount, readPlace } from './place.ts'
import { tellSync, type Syncing } from './progress.ts'
import { countWaiting } from './send.ts'
import { tellSynced } from './synced.ts'

const AFTER_SAVE_MS = 1500
/** A journal that has just come is opened first: both at once take far longer than one after the other. */
const FILL_AFTER_MS = 5000
const BASE_MS = 2000
const WAIT_MS_MAX = 300_000
/** Types that say nothing new: what waits says it better. */
const UNTOLD = ['offline', 'server-unreachable', 'server-busy', 'too-many-requests']
/** A fault of our own: told, and not tried again by itself. */
const UNFORESEEN = 'unknown'

export class SyncLoop {
  readonly #parts: SyncParts
  readonly #background: () => Promise<void>
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #running: Promise<void> | null = null
  #again = false
  #stopping = new AbortController()
  #filling = new AbortController()
  #fill: Promise<void> | null = null
  #passing: string | null = null
  /** Once at once: a server that says so each time gets no new device each time. */
  #isMended = false
  #done: number | null = null
  #stops: readonly Stop[] = []

  /** `background`: asks the browser to sync once there is a network, with the page closed. */
  constructor(parts: SyncParts, background: () => Promise<void> = askBackgroundSync) {
    this.#parts = parts
    this.#background = background
  }

  /** Watches from now on, and begins with a sync. */
  start(): Stop {
    const lines = [openLine(NEWS, () => void this.#hear()), openLine(ALARMS, () => void this.#heed())]
    this.#stops = [
      onVisible(() => void this.now()),
      onOnline(() => void this.now()),
      this.#parts.vault.subscribe(() => void this.#followVault()),
      ...lines.map(({ close }) => close),
    ]
    void this.now()
    return () => {
      clearTimeout(this.#timer)
      this.stop()
      for (const stop of this.#stops) stop()
    }
  }

  /** Syncs now; one that is under way is followed by another, and both are waited for. Never rejects: progress tells. */
  async now(): Promise<void> {
    clearTimeout(this.#timer)
    this.#again = true
    this.#running ??= this.#runWhileAsked()
      .catch((failure: unknown) => tellSync(unread(failure)))
      .finally(() => (this.#running = null))
    await this.#running
  }

  /** Breaks a sync off: what was read stays, and it goes on from there at the next occasion. */
  stop(): void {
    this.#again = false
    this.#stopping.abort()
    this.#filling.abort()
    this.#filling = new AbortController()
  }

  /** The person lets the alarm go: the server is asked once more, for all that it has. */
  async tryAgain(): Promise<void> {
    const { storage } = this.#parts
    if ((await readAlarm(storage)) !== null) await alone('sync', () => goBack(storage))
    await letGoOfAlarm(storage)
    await this.now()
  }

  /** Tells what is true now, from what is stored. */
  async show(): Promise<void> {
    tellSync(await this.#state().catch(unread))
  }

  async #runWhileAsked(): Promise<void> {
    while (this.#again) {
      this.#again = false
      this.#stopping = new AbortController()
      await this.#run()
    }
  }

  async #run(): Promise<void> {
    try {
      await this.show()
      await this.#mend()
      await beginFromSnapshot(this.#parts, this.#stopping.signal)
      await syncOnce(this.#parts, {
        signal: this.#stopping.signal,
        onProgress: (done) => {
          this.#done = done < 1 ? done : null
          void this.show()
        },
      })
      this.#failures = 0
      this.#passing = null
      this.#fillSoon()
      void tellSynced()
    } catch (failure) {
      await this.#take(failure)
    } finally {
      this.#done = null
      await this.show()
    }
  }

  /** Older changes come in beside everything else; what stands in their way passes, or is an alarm that tells itself. */
  #fillSoon(): void {
    const { signal } = this.#filling
    this.#fill ??= this.#parts
      .wait(FILL_AFTER_MS, signal)
      .then(() => fillBack(this.#parts, signal))
      .catch((failure: unknown) => {
        if (!signal.aborted && !hasType(failure)) this.#passing = UNFORESEEN
      })
      .finally(async () => {
        this.#fill = null
        await this.show()
      })
  }

  async #mend(): Promise<void> {
    const keys = this.#parts.vault.keys()
    if (keys === undefined || !(await this.#canMend())) return
    if (await mendCopied(keys, this.#parts)) this.#isMended = true
  }

  async #canMend(): Promise<boolean> {
    const { storage, vault } = this.#parts
    return vault.keys() !== undefined && (await readAlarm(storage)) === 'device-copied'
  }

  async #take(failure: unknown): Promise<void> {
    if (this.#stopping.signal.aborted) return
    const after = retryAfterMs(failure)
    const type = typeOf(failure)
    this.#failures += 1
    this.#passing = UNTOLD.includes(type) ? null : type
    if (!this.#isMended && (await this.#canMend())) this.#again = true
    if (after === undefined) return
    this.#soon(Math.max(after ?? 0, this.#pause()))
    void this.#background()
  }

  /** Somewhere up to a limit that doubles with each failure: phones that fail together do not come back together. */
  #pause(): number {
    const [high = 0, low = 0] = bytes(2)
    return ((high * 256 + low) / 65_536) * Math.min(WAIT_MS_MAX, BASE_MS * 2 ** this.#failures)
  }

  #soon(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.now(), ms)
    void this.show()
  }

  async #hear(): Promise<void> {
    await this.show()
    const { storage } = this.#parts
    // What a sync has just stored is news too, and asks for no other.
    if ((await readAccount(storage)) === null || (await countWaiting(storage)) === 0) return
    this.#soon(AFTER_SAVE_MS)
    // The tab may be closed before that: the browser is asked as soon as something waits.
    await this.#background()
  }

  async #heed(): Promise<void> {
    await this.show()
    if (!this.#isMended && (await this.#canMend())) await this.now()
  }

  async #followVault(): Promise<void> {
    await this.show()
    if (await this.#canMend()) await this.now()
  }

  async #state(): Promise<Syncing | null> {
    const { storage, vault } = this.#parts
    if ((await readAccount(storage)) === null) return null
    const [place, waiting, alarm] = [
      await readPlace(storage),
      await countWaiting(storage),
      await readAlarm(storage),
    ]
    const type = alarm ?? this.#passing
    const count = vault.keys() === undefined ? null : waiting
    return { waits: waiting > 0, count, at: place.syncedAt, type, done: this.#done }
  }
}

/** Not even the state can be read: the phone's storage has failed. */
function unread(failure: unknown): Syncing {
  return { waits: false, count: null, at: null, type: typeOf(failure), done: null }
}

function typeOf(failure: unknown): string {
  return hasType(failure) ? failure.type : UNFORESEEN
}

function hasType(failure: unknown): failure is Error & { readonly type: string } {
  return failure instanceof Error && 'type' in failure && typeof failure.type === 'string'
}

export const loop = new SyncLoop(HERE)
