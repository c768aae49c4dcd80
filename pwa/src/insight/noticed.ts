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
import type { State, Write } from '../protocol/merge.ts'
import { tick } from '../protocol/hlc.ts'
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
  readonly journal: Pick<Journal, 'current' | 'objects' | 'state' | 'subscribe'>
  readonly checklists: Pick<Checklists, 'own'>
  readonly clock: Clock
  /** Calls once when there is time. */
  readonly whenIdle: (act: () => void) => unknown
}

interface Session {
  readonly state: State
  readonly signals: Signals
  /** How many writes of each object were read, by kind and id. */
  readonly read: Map<Kind, Map<string, number>>
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
    const read = new Map(KINDS.map((kind) => [kind, new Map<string, number>()]))
    return { state, signals: new Signals(shippedRules, questions), read, isReady: false }
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
  *#reading({ signals, read }: Session): Steps {
    const changed: ObjectEvents[] = []
    for (const kind of KINDS) {
      const objects = this.#parts.journal.objects(kind)
      const seen = read.get(kind) ?? new Map<string, number>()
      let looked = 0
      for (const [id, writes] of objects) {
        if (seen.get(id) === writes.length) continue
        seen.set(id, writes.length)
        changed.push(eventsOf(kind, id, writes))
        if ((looked += 1) % AT_ONCE === 0) yield looked / objects.size / 2
      }
      changed.push(...gone(kind, seen, objects))
    }
    for (const [done, all] of signals.following(changed)) yield 0.5 + done / all / 2
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

/** What was read before and is there no more: all its writes were purged. */
function gone(
  kind: Kind,
  seen: Map<string, number>,
  objects: ReadonlyMap<string, readonly Write[]>,
): ObjectEvents[] {
  if (seen.size === objects.size) return []
  const ids = [...seen.keys()].filter((id) => !objects.has(id))
  for (const id of ids) seen.delete(id)
  return ids.map((id) => ({ kind, id, events: [] }))
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
