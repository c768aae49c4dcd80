/**
 * What was noticed, while the journal is open: ten years are folded once in idle time, then each change is added.
 * Everything is forgotten when the vault locks.
 */
import type { Response } from '../checklists/answering.ts'
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { shipped } from '../checklists/shipped.ts'
import { checklists as theChecklists, type Checklists } from '../journal/checklists.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import { clock as thisClock, type Clock } from '../platform/clock.ts'
import { whenIdle } from '../platform/idle.ts'
import { tick } from '../protocol/hlc.ts'
import type { State } from '../protocol/merge.ts'
import { PURGE } from '../protocol/purges.ts'
import { eventsOf, KINDS, type Kind, type ObjectEvents } from './events.ts'
import { questionsOf } from './questions.ts'
import { todayOf } from './responses.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'
import { Signals } from './signals.ts'

export type NoticedState =
  | { readonly kind: 'closed' }
  /** `done` from 0 to 1. */
  | { readonly kind: 'reading'; readonly done: number }
  | {
      readonly kind: 'ready'
      /** Open, planned, snoozed and quiet ones, the newest first. */
      readonly open: readonly Signal[]
      /** Closed ones, the last closed first. */
      readonly past: readonly Signal[]
      /** Those that a check raised, or raised anew (an act-now that is still open): what its panel shows. */
      readonly raisedBy: (entry: string) => readonly Signal[]
    }

export interface NoticedParts {
  readonly journal: Pick<Journal, 'current' | 'objects' | 'state' | 'subscribe' | 'touched'>
  readonly checklists: Pick<Checklists, 'own'>
  readonly clock: Clock
  /** Calls once when there is time. */
  readonly whenIdle: (act: () => void) => unknown
}

interface Session {
  readonly state: State
  readonly signals: Signals
  /** How many of the journal's changed objects were looked at; null before all were, and after a purge. */
  touched: number | null
  /** Of each kind: what was there when it was last looked through. */
  readonly ids: Map<Kind, ReadonlySet<string>>
  isReady: boolean
}

type Steps = Generator<number>

const SLICE_MS = 8
const AT_ONCE = 100
const CLOSED: NoticedState = { kind: 'closed' }

export class Noticed {
  readonly #parts: NoticedParts
  readonly #watchers = new Set<() => void>()
  #session: Session | null = null
  #current: NoticedState = CLOSED
  #toldAt: { readonly day: PracticeDay; readonly hour: number } | null = null
  #turn: Promise<void> = Promise.resolve()

  constructor(parts: NoticedParts) {
    this.#parts = parts
    parts.journal.subscribe(() => this.#obey())
    this.#obey()
  }

  /** Told anew when an hour has passed: what was a day old then is older now. */
  get current(): NoticedState {
    const { day, hour } = this.#now()
    const isOld = this.#toldAt !== null && (this.#toldAt.day !== day || this.#toldAt.hour !== hour)
    if (isOld && this.#session?.isReady) this.#current = this.#tell(this.#session)
    return this.#current
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** Once all that the journal holds so far is looked at. */
  async settled(): Promise<void> {
    await this.#turn
  }

  #obey(): void {
    const { journal } = this.#parts
    if (journal.current.kind !== 'open' || journal.state === null) {
      this.#session = null
      if (this.#current.kind !== 'closed') this.#show(CLOSED)
      return
    }
    // A phone that begins anew from a snapshot has another state: nothing of the old one is kept.
    if (this.#session?.state !== journal.state) this.#session = this.#begin(journal.state)
    const session = this.#session
    this.#turn = this.#turn.then(() => this.#follow(session))
  }

  #begin(state: State): Session {
    const questions = questionsOf([...shipped, ...this.#parts.checklists.own])
    return {
      state,
      signals: new Signals(shippedRules, questions),
      touched: null,
      ids: new Map(),
      isReady: false,
    }
  }

  async #follow(session: Session): Promise<void> {
    if (this.#session !== session) return
    const steps = this.#reading(session)
    for (let isFirst = true; ; isFirst = false) {
      // What one check adds is done at once; ten years wait for idle time.
      if (!isFirst || !session.isReady) await this.#idle()
      if (this.#session !== session) return
      const done = this.#slice(steps)
      if (done === null) break
      if (!session.isReady) this.#show({ kind: 'reading', done })
    }
    session.isReady = true
    this.#show(this.#tell(session))
  }

  /** How far a slice came; null once all is done. */
  #slice(steps: Steps): number | null {
    const began = this.#parts.clock.now()
    let step = steps.next()
    while (!step.done && this.#parts.clock.now() - began < SLICE_MS) step = steps.next()
    return step.done ? null : step.value
  }

  async #idle(): Promise<void> {
    await new Promise<void>((go) => void this.#parts.whenIdle(go))
  }

  /** Reading the writes is one half of the work, folding them the other. */
  *#reading(session: Session): Steps {
    const { journal } = this.#parts
    const until = journal.touched.length
    const fresh = session.touched === null ? null : journal.touched.slice(session.touched)
    const changed: ObjectEvents[] = []
    if (fresh === null || fresh.some(({ kind }) => kind === PURGE)) {
      for (const kind of KINDS) yield* this.#readAll(kind, session, changed)
    } else {
      for (const { kind, id } of fresh) {
        const known = KINDS.find((one) => one === kind)
        if (known) changed.push(eventsOf(known, id, journal.objects(known).get(id) ?? []))
      }
    }
    for (const [done, all] of session.signals.following(changed)) yield 0.5 + done / all / 2
    session.touched = until
  }

  *#readAll(kind: Kind, { ids }: Session, changed: ObjectEvents[]): Steps {
    const objects = this.#parts.journal.objects(kind)
    let looked = 0
    for (const [id, writes] of objects) {
      changed.push(eventsOf(kind, id, writes))
      if ((looked += 1) % AT_ONCE === 0) yield looked / objects.size / 2
    }
    // What was there before and is gone had all its writes purged.
    for (const id of ids.get(kind) ?? []) if (!objects.has(id)) changed.push({ kind, id, events: [] })
    ids.set(kind, new Set(objects.keys()))
  }

  #now(): { day: PracticeDay; hour: number } {
    const { clock } = this.#parts
    return { day: todayOf(clock), hour: Math.floor(clock.now() / 3_600_000) }
  }

  #tell({ signals }: Session): NoticedState {
    this.#toldAt = this.#now()
    const all = signals.on(this.#toldAt.day, this.#parts.clock.now())
    return {
      kind: 'ready',
      open: all.filter(({ state }) => state !== 'closed'),
      past: all.filter(({ state }) => state === 'closed'),
      raisedBy: (entry) => all.filter((signal) => isRaisedBy(signal, entry)),
    }
  }

  #show(state: NoticedState): void {
    this.#current = state
    for (const changed of this.#watchers) changed()
  }
}

/** An act-now that fires again is shown again; any other asks once. */
function isRaisedBy({ rule, state, raisedIn }: Signal, entry: string): boolean {
  if (state === 'closed') return false
  return rule.level === 'act-now' ? raisedIn.includes(entry) : raisedIn[0] === entry
}

/**
 * What the answers of one check tell by themselves, for a locked phone: nothing before them can be read.
 *
 * `offRules`: ids of the rules that the person switched off.
 */
export function raisedByAlone(response: Response, offRules: readonly string[] = []): readonly Signal[] {
  const { day, authored, checklist } = response
  const aboutMs = Date.parse(authored)
  const placed = { at: tick(null, aboutMs), device: '', object: 'this', day }
  const answers = Object.entries(response.answers)
  const signals = new Signals(
    shippedRules.filter(({ id, level }) => level === 'act-now' || !offRules.includes(id)),
    questionsOf(shipped),
  )
  const event = { what: 'checked', ...placed, checklist, aboutMs, isAmendment: false, answers } as const
  signals.follow([{ kind: 'entry', id: 'this', events: [event] }])
  return signals.on(day, aboutMs)
}

export const noticed = new Noticed({
  journal: thisJournal,
  checklists: theChecklists,
  clock: thisClock,
  whenIdle,
})
