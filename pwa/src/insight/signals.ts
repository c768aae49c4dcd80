/**
 * Signals: a pure function of the journal. The same changes give the same signals on every phone, in whatever order
 * they came, so raising one writes nothing and sends nothing.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { numberOf, type DayNumber } from './dayNumbers.ts'
import { inOrder, type JournalEvent, type ObjectEvents } from './events.ts'
import { Fold } from './fold.ts'
import type { Ledger, Raised } from './ledger.ts'
import type { Questions } from './questions.ts'
import { shippedQuestions } from './shippedQuestions.ts'
import type { Rule } from './rule.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'
import { firstPlace } from './sorted.ts'
import { tell } from './telling.ts'

/** In a millisecond or two, on a slow phone. */
const LEARNT_AT_ONCE = 200
const FOLDED_AT_ONCE = 20
const NONE: readonly JournalEvent[] = []

interface News {
  readonly fresh: JournalEvent[]
  readonly gone: Set<JournalEvent>
}

export class Signals {
  readonly #objects = new Map<string, readonly JournalEvent[]>()
  readonly #told = new WeakMap<Raised, Signal>()
  readonly #fold: Fold
  /** All events, in order; the fold has taken the first of them, and may wait for the rest. */
  #events: JournalEvent[] = []
  /** The latest day that any of them ever named. */
  #latest: DayNumber = -Infinity
  #horizon: DayNumber = Infinity

  constructor(rules: readonly Rule[] = shippedRules, questions: Questions = shippedQuestions) {
    this.#fold = new Fold(rules, questions)
  }

  /** The events of these objects as they now stand, in place of what was known of them. */
  follow(objects: Iterable<ObjectEvents>): void {
    for (const steps = this.following(objects); !steps.next().done;);
  }

  /** The same, piece by piece: gives how much is done, from 0 to 1. Led to its end before anything else is asked. */
  *following(objects: Iterable<ObjectEvents>): Generator<number> {
    const news: News = { fresh: [], gone: new Set() }
    let looked = 0
    for (const one of objects) {
      this.#learn(one, news)
      if ((looked += 1) % LEARNT_AT_ONCE === 0) yield 0
    }
    news.fresh.sort(inOrder)
    yield 0
    this.#place(news)
    yield 0
    const left = this.#events.length - this.#fold.count
    // Asked each time how far it is: somebody may look in between, on another day.
    for (let event = this.#next(); event; event = this.#next()) {
      this.#fold.take(event, this.#horizon)
      const done = this.#fold.count + left - this.#events.length
      if (done % FOLDED_AT_ONCE === 0) yield Math.max(0, done / left)
    }
  }

  #next(): JournalEvent | undefined {
    return this.#events[this.#fold.count]
  }

  /**
   * All signals up to a day: those not closed first, the newest first; then closed ones, the last closed first.
   *
   * `nowMs`, milliseconds since 1970, decides which act-now is over a day old; noon of that day, UTC, unless given.
   */
  on(today: PracticeDay, nowMs = Date.parse(`${today}T12:00:00Z`)): readonly Signal[] {
    const day = numberOf(today)
    this.#lookAsFarAs(day + 1)
    const ledger = this.#fold.upTo(day)
    const open = openOnes(ledger).map((raised) => tell(raised, ledger, day, nowMs))
    return [...open, ...ledger.past.map((raised) => this.#tellClosed(raised, ledger, day)).reverse()]
  }

  /** Told once, as nothing of it changes any more; but for what "does not apply" asks for a while. */
  #tellClosed(raised: Raised, ledger: Ledger, day: DayNumber): Signal {
    const known = this.#told.get(raised)
    if (known) return known
    const signal = tell(raised, ledger, day, 0)
    if (raised.closed?.by !== 'does-not-apply') this.#told.set(raised, signal)
    return signal
  }

  /** Notes what is new of an object, and what is so no more. */
  #learn({ kind, id, events }: ObjectEvents, { fresh, gone }: News): void {
    const key = `${kind} ${id}`
    const before = this.#objects.get(key) ?? NONE
    // What stays as it is keeps its place, and is not folded again.
    const now = before.length === 0 ? events : events.map((event, at) => sameAs(before[at], event) ?? event)
    this.#objects.set(key, now)
    for (const event of before) if (!now.includes(event)) gone.add(event)
    for (const event of now) {
      if (before.includes(event)) continue
      fresh.push(event)
      this.#latest = Math.max(this.#latest, numberOf(event.day))
    }
  }

  #place({ fresh, gone }: News): void {
    const [first] = fresh
    const places = [...gone, ...(first ? [first] : [])].map((event) =>
      firstPlace(this.#events, (one) => inOrder(one, event) < 0),
    )
    const from = places.reduce((one, other) => Math.min(one, other), this.#events.length)
    if (from < this.#fold.count) this.#fold.goBack(from)
    const rest = this.#events.splice(from).filter((event) => !gone.has(event))
    for (const event of rest.length === 0 ? fresh : [...rest, ...fresh].sort(inOrder))
      this.#events.push(event)
  }

  /** What names a day after this one comes from a phone whose clock was wrong: until then it is of no day of its own. */
  #lookAsFarAs(horizon: DayNumber): void {
    const [from, to] = [Math.min(horizon, this.#horizon), Math.max(horizon, this.#horizon)]
    this.#horizon = horizon
    if (this.#latest <= from) return
    const place = this.#events.findIndex(({ day }) => numberOf(day) > from && numberOf(day) <= to)
    if (place < 0 || place >= this.#fold.count) return
    this.#fold.goBack(place)
    this.follow([])
  }
}

function openOnes(ledger: Ledger): readonly Raised[] {
  return ledger.open.toSorted(
    (one, other) =>
      other.opened - one.opened ||
      (one.openedAt === other.openedAt ? 0 : one.openedAt < other.openedAt ? 1 : -1),
  )
}

function sameAs(known: JournalEvent | undefined, event: JournalEvent): JournalEvent | undefined {
  return known && (known === event || JSON.stringify(known) === JSON.stringify(event)) ? known : undefined
}
