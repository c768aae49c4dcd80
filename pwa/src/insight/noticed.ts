/**
 * What was noticed, while the journal is open: ten years are folded once in idle time, then each change is added.
 * Everything is forgotten when the vault locks.
 */
import type { Response } from '../checklists/answering.ts'
import { shipped } from '../checklists/shipped.ts'
import type { Checklist } from '../checklists/definition.ts'
import { checklists as theChecklists, type Checklists } from '../journal/checklists.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import { practiceClock, todayOf, type PracticeClock } from '../journal/practiceClock.ts'
import { whenIdle } from '../platform/idle.ts'
import { tick } from '../protocol/hlc.ts'
import type { State } from '../protocol/merge.ts'
import { PURGE } from '../protocol/purges.ts'
import { eventsOf, KINDS, type Kind, type ObjectEvents } from './events.ts'
import { questionsOf } from './questions.ts'
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
  readonly checklists: Pick<Checklists, 'own'> & Partial<Pick<Checklists, 'subscribe'>>
  readonly clock: PracticeClock
  /** Calls once when there is time, and after so long in any case. */
  readonly whenIdle: (act: () => void, withinMs?: number) => unknown
}

interface Session {
  readonly state: State
  readonly signals: Signals
  /** The checklists whose items it knows. */
  readonly own: readonly Checklist[]
  /** How many of the journal's changed objects were looked at; null before all were, and after a purge. */
  touched: number | null
  /** Of each kind: what was there when it was last looked through. */
  readonly ids: Map<Kind, ReadonlySet<string>>
  isReady: boolean
}

type Steps = Generator<number>

/** When what is told was told. */
interface Told {
  readonly minute: number
  readonly dayEndsAt: string | undefined
}

const SLICE_MS = 8
/** Once it has begun, it goes on between two drawings, also where no browser says that it is idle. */
const NEXT_SLICE_MS = 50
const MINUTE_MS = 60_000
const AT_ONCE = 100
const CLOSED: NoticedState = { kind: 'closed' }

export class Noticed {
  readonly #parts: NoticedParts
  readonly #watchers = new Set<() => void>()
  #session: Session | null = null
  #current: NoticedState = CLOSED
  #toldAt: Told | null = null
  #turn: Promise<void> = Promise.resolve()

  constructor(parts: NoticedParts) {
    this.#parts = parts
    parts.journal.subscribe(() => this.#obey())
    parts.checklists.subscribe?.(() => this.#obey())
    this.#obey()
  }

  /** Told anew as time goes on: what was a day old then is older now. */
  get current(): NoticedState {
    if (this.#session?.isReady && !this.#isTold()) this.#current = this.#tell(this.#session)
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
      this.#toldAt = null
      if (this.#current.kind !== 'closed') this.#show(CLOSED)
      return
    }
    if (!this.#session || !this.#isStill(this.#session, journal.state))
      this.#session = this.#begin(journal.state)
    const session = this.#session
    const follow = (): Promise<void> => this.#follow(session)
    this.#turn = this.#turn.then(follow, follow)
  }

  /** A phone that begins anew from a snapshot has another state, and another checklist other items to ask for. */
  #isStill({ state, own }: Session, now: State): boolean {
    const asked = this.#parts.checklists.own
    return state === now && (own === asked || own.length + asked.length === 0)
  }

  #begin(state: State): Session {
    this.#toldAt = null
    const { own } = this.#parts.checklists
    const signals = new Signals(shippedRules, questionsOf([...shipped, ...own]))
    return { state, own, signals, touched: null, ids: new Map(), isReady: false }
  }

  async #follow(session: Session): Promise<void> {
    if (this.#session !== session) return
    const steps = this.#reading(session)
    for (let isFirst = true; ; isFirst = false) {
      // What one check adds is done at once; ten years wait for idle time.
      if (!isFirst || !session.isReady) await this.#idle(isFirst ? undefined : NEXT_SLICE_MS)
      if (this.#session !== session) return
      const done = this.#slice(steps)
      if (done === null) break
      if (!session.isReady) this.#show({ kind: 'reading', done })
    }
    session.isReady = true
    if (this.#toldAt === null) this.#show(this.#tell(session))
  }

  /** How far a slice came; null once all is done. */
  #slice(steps: Steps): number | null {
    const began = this.#parts.clock.now()
    let step = steps.next()
    while (!step.done && this.#parts.clock.now() - began < SLICE_MS) step = steps.next()
    return step.done ? null : step.value
  }

  async #idle(withinMs?: number): Promise<void> {
    await new Promise<void>((go) => void this.#parts.whenIdle(go, withinMs))
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
    for (const done of session.signals.following(changed)) yield 0.5 + done / 2
    session.touched = until
    if (changed.length > 0) this.#toldAt = null
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

  /** Whether nothing but a minute can have changed: the day is asked of zone and calendar, not each time somebody looks. */
  #isTold(): boolean {
    const told = this.#toldAt
    const { clock } = this.#parts
    return told === null || (told.minute === minuteOf(clock) && told.dayEndsAt === clock.dayEndsAt?.())
  }

  #tell({ signals }: Session): NoticedState {
    const { clock } = this.#parts
    const day = todayOf(clock)
    this.#toldAt = { minute: minuteOf(clock), dayEndsAt: clock.dayEndsAt?.() }
    const all = signals.on(day, clock.now())
    // Those that are closed come last.
    const first = all.findIndex(({ state }) => state === 'closed')
    const past = first < 0 ? all.length : first
    return {
      kind: 'ready',
      open: all.slice(0, past),
      past: all.slice(past),
      raisedBy: (entry) => all.slice(0, past).filter((signal) => isRaisedBy(signal, entry)),
    }
  }

  #show(state: NoticedState): void {
    this.#current = state
    for (const changed of this.#watchers) changed()
  }
}

function minuteOf({ now }: PracticeClock): number {
  return Math.floor(now() / MINUTE_MS)
}

/** An act-now that fires again is shown again; any other asks once. */
function isRaisedBy({ rule, raisedIn }: Signal, entry: string): boolean {
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
  const placed = { at: tick(null, aboutMs), device: '', counter: 0, object: 'this', day }
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
  clock: practiceClock,
  whenIdle,
})
