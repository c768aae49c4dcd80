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

const AT_ONCE = 100

export class Signals {
  readonly #rules: readonly Rule[]
  readonly #questions: Questions
  readonly #objects = new Map<string, readonly JournalEvent[]>()
  readonly #told = new WeakMap<Raised, Signal>()
  #fold: Fold
  #last: JournalEvent | null = null

  constructor(rules: readonly Rule[] = shippedRules, questions: Questions = shippedQuestions) {
    this.#rules = rules
    this.#questions = questions
    this.#fold = new Fold(rules, questions)
  }

  /** The events of these objects as they now stand, in place of what was known of them. */
  follow(objects: Iterable<ObjectEvents>): void {
    for (const steps = this.following(objects); !steps.next().done;);
  }

  /** The same, piece by piece: gives how many events are done of how many that have to be. */
  *following(objects: Iterable<ObjectEvents>): Generator<readonly [done: number, all: number]> {
    const { fresh, isAppended } = this.#learn(objects)
    let next = fresh.sort(inOrder)
    if (!isAppended || (this.#last && next[0] && inOrder(next[0], this.#last) < 0)) {
      next = [...this.#objects.values()].flat().sort(inOrder)
      this.#fold = new Fold(this.#rules, this.#questions)
      this.#last = null
    }
    for (const [at, event] of next.entries()) {
      this.#fold.take(event)
      this.#last = event
      if (at % AT_ONCE === AT_ONCE - 1) yield [at + 1, next.length]
    }
  }

  /**
   * All signals up to a day: those not closed first, the newest first; then closed ones, the last closed first.
   *
   * `nowMs`, milliseconds since 1970, decides which act-now is over a day old; noon of that day, UTC, unless given.
   */
  on(today: PracticeDay, nowMs = Date.parse(`${today}T12:00:00Z`)): readonly Signal[] {
    const day = numberOf(today)
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

  /** What is new of these objects, and whether all of it only adds to what was known. */
  #learn(objects: Iterable<ObjectEvents>): { fresh: JournalEvent[]; isAppended: boolean } {
    const fresh: JournalEvent[] = []
    let isAppended = true
    for (const { kind, id, events } of objects) {
      const key = `${kind} ${id}`
      const before = this.#objects.get(key) ?? []
      this.#objects.set(key, events)
      if (before.some((event, at) => !isSame(event, events[at]))) isAppended = false
      fresh.push(...events.slice(before.length))
    }
    return { fresh, isAppended }
  }
}

function openOnes(ledger: Ledger): readonly Raised[] {
  return ledger.open.toSorted(
    (one, other) =>
      other.opened - one.opened ||
      (one.openedAt === other.openedAt ? 0 : one.openedAt < other.openedAt ? 1 : -1),
  )
}

function isSame(one: JournalEvent, other: JournalEvent | undefined): boolean {
  return other !== undefined && (one === other || JSON.stringify(one) === JSON.stringify(other))
}
