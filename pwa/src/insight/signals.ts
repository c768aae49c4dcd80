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
import { tell } from './telling.ts'

const AT_ONCE = 20

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

  /** The same, piece by piece: gives how many events are done of how many that have to be. */
  *following(objects: Iterable<ObjectEvents>): Generator<readonly [done: number, all: number]> {
    this.#learn(objects)
    const from = this.#fold.count
    const all = this.#events.length - from
    while (this.#fold.count < this.#events.length) {
      this.#fold.take(this.#events[this.#fold.count] as JournalEvent, this.#horizon)
      const done = this.#fold.count - from
      if (done % AT_ONCE === 0) yield [done, all]
    }
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

  /** Puts what is new of these objects in its place, and takes out what is so no more. */
  #learn(objects: Iterable<ObjectEvents>): void {
    const fresh: JournalEvent[] = []
    const gone = new Set<JournalEvent>()
    for (const { kind, id, events } of objects) {
      const key = `${kind} ${id}`
      const before = this.#objects.get(key) ?? []
      // What stays as it is keeps its place, and is not folded again.
      const now = events.map((event, at) => sameAs(before[at], event) ?? event)
      this.#objects.set(key, now)
      for (const event of before) if (!now.includes(event)) gone.add(event)
      for (const event of now) if (!before.includes(event)) fresh.push(event)
    }
    for (const { day } of fresh) this.#latest = Math.max(this.#latest, numberOf(day))
    this.#place(fresh.sort(inOrder), gone)
  }

  #place(fresh: readonly JournalEvent[], gone: ReadonlySet<JournalEvent>): void {
    const [first] = fresh
    const places = [...gone, ...(first ? [first] : [])].map((event) => placeOf(this.#events, event))
    const from = Math.min(this.#events.length, ...places)
    if (from < this.#fold.count) this.#fold.goBack(from)
    const rest = this.#events.splice(from).filter((event) => !gone.has(event))
    const isAfter = rest.length === 0
    for (const event of isAfter ? fresh : [...rest, ...fresh].sort(inOrder)) this.#events.push(event)
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

/** The first place that is not before an event. */
function placeOf(events: readonly JournalEvent[], event: JournalEvent): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = events[middle]
    if (one && inOrder(one, event) < 0) low = middle + 1
    else high = middle
  }
  return low
}
