/**
 * The state, folded once after unlocking and kept up to date; everything is forgotten when the vault locks.
 *
 * One task at a time: opening, following, keeping a snapshot. Each belongs to a session, the time between unlocking
 * and locking, and a task of a session that is over changes nothing.
 */
import { clock } from '../platform/clock.ts'
import { whenIdle } from '../platform/idle.ts'
import { PlatformProblem } from '../platform/problems.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import type { Bytes } from '../protocol/bytes.ts'
import type { Head } from '../protocol/chain.ts'
import type { DeviceId } from '../protocol/keys.ts'
import { emptyState, fold, type State, type Write } from '../protocol/merge.ts'
import { Problem } from '../protocol/problems.ts'
import { PURGE } from '../protocol/purges.ts'
import { sealSnapshot } from '../protocol/snapshot.ts'
import { isSameHeads } from '../sync/back.ts'
import { NEWS } from '../sync/outbox.ts'
import { readPlace } from '../sync/place.ts'
import { vault as thisVault, type Keys, type Vault } from '../vault/vault.ts'
import { Days, type Day } from './days.ts'
import { blame, knownTo, nameOf, readNew } from './following.ts'
import { carries, groundOf } from './ground.ts'
import { countAfter, readAgain, storedAt, type Damage } from './reading.ts'
import { newSession, type Named, type Session } from './session.ts'
import { keepSnapshot, loadSnapshot } from './snapshots.ts'

export type { Damage } from './reading.ts'
export type { Day } from './days.ts'

export type JournalState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening'; /** From 0 to 1. */ readonly done: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: string }
  | {
      readonly kind: 'open'
      readonly days: readonly Day[]
      /** By id, when: the writer's clock. */
      readonly removed: ReadonlyMap<string, string>
      readonly damaged: readonly Damage[]
    }

export interface JournalParts {
  readonly storage: Storage
  readonly vault: Pick<Vault, 'keys' | 'subscribe'>
}

const UNKEPT_MAX = 100
const SLOW_MS = 300
const CLOSED: JournalState = { kind: 'closed' }

export class Journal {
  readonly #parts: JournalParts
  readonly #watchers = new Set<() => void>()
  #session: Session | null = null
  #current: JournalState = CLOSED
  #turn: Promise<void> = Promise.resolve()

  constructor(parts: JournalParts) {
    this.#parts = parts
    parts.vault.subscribe(() => this.#obeyVault())
    openLine(NEWS, () => void this.follow())
    this.#obeyVault()
  }

  get current(): JournalState {
    return this.#current
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** The writes of all objects of a kind, by id; empty while closed. */
  objects(kind: string): ReadonlyMap<string, readonly Write[]> {
    return this.#session?.state.objects.get(kind) ?? new Map()
  }

  /** The folded state while open: for what compares whole journals. */
  get state(): State | null {
    return this.#current.kind === 'open' ? (this.#session?.state ?? null) : null
  }

  /** What changed since the journal was opened, in order; the same list while the state is the same. */
  get touched(): readonly Named[] {
    return this.#session?.touched ?? []
  }

  /** The state sealed for others at a place in the log; null unless it covers exactly that, and all of it was read. */
  async sealedAt(seq: number, heads: ReadonlyMap<DeviceId, Head>): Promise<Bytes | null> {
    const session = this.#session
    let sealed: Bytes | null = null
    if (session?.days)
      await this.#inTurn(session, async () => {
        const { state, damaged, keys } = session
        if (damaged.size === 0 && isSameHeads(state.heads, heads))
          sealed = await sealSnapshot(
            state,
            { account: keys.account, epoch: keys.epoch, seq },
            keys.snapshots,
          )
      })
    return sealed
  }

  /** Something was stored, here or in another tab: read what is new. Done once it shows; while opening, soon after. */
  async follow(): Promise<void> {
    const session = this.#session
    if (session?.days) await this.#inTurn(session, () => this.#follow(session))
    else if (session) session.isBehind = true
  }

  /** Opening takes too long just now. What was read stays ready, `resume` goes on from there. */
  stop(): void {
    if (this.#session?.days === null) this.#session.stopping.abort()
  }

  async resume(): Promise<void> {
    const session = this.#session
    if (session === null || session.days !== null) return
    session.stopping = new AbortController()
    await this.#inTurn(session, () => this.#open(session))
  }

  /** Once everything asked for so far is done. */
  async settled(): Promise<void> {
    await this.#turn
  }

  #obeyVault(): void {
    const keys = this.#parts.vault.keys()
    if (keys === undefined) this.#forget()
    else if (this.#session === null) this.#begin(keys)
  }

  #forget(): void {
    this.#session?.stopping.abort()
    this.#session = null
    this.#show(CLOSED, null)
  }

  #begin(keys: Keys): void {
    const session = newSession(keys)
    this.#session = session
    void this.#inTurn(session, async () => {
      await this.#load(session)
      await this.#open(session)
    })
  }

  async #inTurn(session: Session, task: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(async () => {
      if (this.#session !== session) return
      try {
        await task()
      } catch (failure) {
        this.#fail(session, failure)
      }
    })
    // The next task has its turn also after one that failed; who asked for this one is told.
    this.#turn = done.then(ended, ended)
    return done
  }

  #fail(session: Session, failure: unknown): void {
    if (session.stopping.signal.aborted) this.#show({ kind: 'stopped' }, session)
    else if (failure instanceof Problem || failure instanceof PlatformProblem) {
      this.#show({ kind: 'failed', problem: failure.type }, session)
    } else throw failure
  }

  async #load(session: Session): Promise<void> {
    this.#show({ kind: 'opening', done: 0 }, session)
    session.ground = await groundOf(this.#parts.storage)
    const snapshot = await loadSnapshot(this.#parts.storage, session.keys)
    if (snapshot === null) return
    session.state = snapshot.state
    session.places = new Map(snapshot.state.heads)
    const again = await storedAt(this.#parts.storage, snapshot.damaged)
    const known = await knownTo(this.#parts.storage, session.keys)
    for (const stored of again) {
      const result = await readAgain(stored, known, session.keys.pairs)
      if ('problem' in result) blame(session, [result])
      else fold(session.state, [result])
    }
    for (const damage of snapshot.damaged) {
      if (!again.some((stored) => nameOf(stored) === nameOf(damage))) blame(session, [damage])
    }
  }

  async #open(session: Session): Promise<void> {
    const began = clock.now()
    const known = await knownTo(this.#parts.storage, session.keys)
    const all = await countAfter(this.#parts.storage, known.devices.keys(), session.places)
    let done = 0
    await readNew(this.#parts.storage, session, (count) => {
      done += count
      this.#show({ kind: 'opening', done: all === 0 ? 1 : Math.min(1, done / all) }, session)
    })
    if (this.#session !== session) return
    if (!carries(session.ground, await groundOf(this.#parts.storage))) {
      await this.#openAnew(session)
      return
    }
    session.days = new Days(session.state)
    this.#showDays(session)
    if (session.isBehind) {
      session.isBehind = false
      await this.#follow(session)
    }
    if (session.unkept > UNKEPT_MAX || (session.unkept > 0 && clock.now() - began > SLOW_MS))
      this.#keepSoon(session)
  }

  async #follow(session: Session): Promise<void> {
    if (!carries(session.ground, await groundOf(this.#parts.storage))) {
      await this.#openAnew(session)
      return
    }
    const opened = await readNew(this.#parts.storage, session)
    if (this.#session !== session || session.days === null) return
    const ops = opened.flatMap((change) => change.ops)
    for (const { kind, id } of ops) session.touched.push({ kind, id })
    // What a purge took away can be anywhere: the days are put together anew, which is seldom.
    if (ops.some(({ kind }) => kind === PURGE)) session.days = new Days(session.state)
    for (const id of new Set(ops.filter(({ kind }) => kind === 'entry').map(({ id }) => id)))
      session.days.follow(id, session.state.objects.get('entry')?.get(id) ?? [])
    this.#showDays(session)
    if (session.unkept > UNKEPT_MAX) this.#keepSoon(session)
  }

  /** This phone began from a snapshot, has taken the log again, or became another device since the journal was opened. */
  async #openAnew(session: Session): Promise<void> {
    Object.assign(session, { state: emptyState(), places: new Map(), days: null, unkept: 0 })
    session.damaged.clear()
    session.stubs.length = session.touched.length = 0
    session.unshown.clear()
    await this.#load(session)
    await this.#open(session)
  }

  #keepSoon(session: Session): void {
    session.unkept = 0
    const { device, isBorrowed } = session.ground
    if (isBorrowed || device === null) return
    whenIdle(() => {
      void this.#inTurn(session, async () => {
        // While the log is taken again, a stub that was passed over may still become a change.
        const { owed, walks } = await readPlace(this.#parts.storage)
        if (owed !== null || walks !== session.ground.walks) return
        await keepSnapshot(this.#parts.storage, session.keys, device, {
          state: session.state,
          damaged: [...session.damaged.values()],
        })
      })
    })
  }

  #showDays(session: Session): void {
    if (session.days === null) return
    const { list, removedAtById } = session.days
    const damaged = [...session.damaged.values()]
    this.#show({ kind: 'open', days: list, removed: new Map(removedAtById), damaged }, session)
  }

  #show(state: JournalState, session: Session | null): void {
    if (this.#session !== session) return
    this.#current = state
    for (const changed of this.#watchers) changed()
  }
}

function ended(): void {
  // Alike whether the task was done or failed.
}

export const journal = new Journal({ storage: thisPhone, vault: thisVault })
