/** Signals as they stand at a moment of the fold: open ones by rule, closed ones, plans. Cheap to copy. */
import type { Hlc } from '../protocol/hlc.ts'
import type { Subject } from './conditions.ts'
import type { DayNumber } from './dayNumbers.ts'
import type { Answered } from './events.ts'
import type { Given } from './history.ts'
import type { Level, Rule } from './rule.ts'
import type { ClosedBy } from './signal.ts'

export interface Raised {
  readonly rule: Rule
  readonly key: string
  readonly opened: DayNumber
  readonly openedAt: Hlc
  /** The instant that the newest answer which fired it is about; null if no answer did. */
  readonly latestMs: number | null
  /** Answers that opened it. */
  readonly causes: readonly Given[]
  /** The last of those that came while it was open. */
  readonly joined: readonly Given[]
  /** All of both: once it is closed, its rule counts none of them again. Grows in place. */
  readonly belongs: Set<Given>
  readonly subjects: readonly string[]
  readonly raisedIn: readonly string[]
  /** What the person last said to it, while that still holds. */
  readonly said: Answered | null
  /** Since the last longer look. */
  readonly snoozes: number
  readonly closed: { readonly by: ClosedBy; readonly day: DayNumber; readonly at: Hlc } | null
}

const RANK: Record<Level, number> = { note: 0, consult: 1, 'act-now': 2 }

export class Ledger {
  readonly #open = new Map<string, Raised>()
  readonly #past: Raised[] = []
  /** By rule: the latest day on which one of its signals closed. */
  readonly #closedOn = new Map<string, DayNumber>()
  readonly #told = new Map<string, ReadonlySet<string>>()
  readonly #notApplying = new Map<string, readonly DayNumber[]>()
  readonly #plans = new Map<string, Plan>()

  /** Another that goes on from here by itself. */
  copy(): Ledger {
    const copy = new Ledger()
    for (const [rule, raised] of this.#open) copy.#open.set(rule, raised)
    for (const raised of this.#past) copy.#past.push(raised)
    for (const [rule, day] of this.#closedOn) copy.#closedOn.set(rule, day)
    for (const [rule, subjects] of this.#told) copy.#told.set(rule, subjects)
    for (const [rule, days] of this.#notApplying) copy.#notApplying.set(rule, days)
    for (const [id, plan] of this.#plans) copy.#plans.set(id, plan)
    return copy
  }

  get open(): readonly Raised[] {
    return [...this.#open.values()]
  }

  /** In the order in which they closed. */
  get past(): readonly Raised[] {
    return this.#past
  }

  openOf(rule: string): Raised | undefined {
    return this.#open.get(rule)
  }

  closedOn(rule: string): DayNumber | undefined {
    return this.#closedOn.get(rule)
  }

  /** Opens it, or puts what it is now in the place of what it was. */
  keep(raised: Raised): void {
    this.#open.set(raised.rule.id, raised)
    if (raised.subjects.length === 0) return
    const told = this.#told.get(raised.rule.id) ?? []
    this.#told.set(raised.rule.id, new Set([...told, ...raised.subjects]))
  }

  close(raised: Raised, by: ClosedBy, day: DayNumber, at: Hlc): void {
    const { id } = raised.rule
    const on = Math.max(day, raised.opened)
    this.#open.delete(id)
    this.#past.push({ ...raised, closed: { by, day: on, at } })
    this.#closedOn.set(id, Math.max(on, this.#closedOn.get(id) ?? on))
    if (by === 'does-not-apply') this.#notApplying.set(id, [...this.notApplying(id), on])
  }

  isTold(rule: string, subject: string): boolean {
    return this.#told.get(rule)?.has(subject) ?? false
  }

  /** Days on which the person said "does not apply" to a rule, since it was last set. */
  notApplying(rule: string): readonly DayNumber[] {
    return this.#notApplying.get(rule) ?? []
  }

  forgetNotApplying(rule: string): void {
    this.#notApplying.delete(rule)
  }

  /** Of other rules, of at least this level, opened by that day. */
  openBesides(rule: string, level: Level, by: DayNumber): readonly Subject[] {
    return this.open.filter(
      (one) => one.rule.id !== rule && RANK[one.rule.level] >= RANK[level] && one.opened <= by,
    )
  }

  reachedBy(level: Level, by: DayNumber): readonly Subject[] {
    return this.#past.filter(
      ({ rule, closed }) => RANK[rule.level] >= RANK[level] && closed?.by === 'reached' && closed.day <= by,
    )
  }

  plan(id: string, plan: Plan): void {
    this.#plans.set(id, plan)
  }

  planDone(id: string): void {
    this.#plans.delete(id)
  }

  planOf(id: string): Plan | undefined {
    return this.#plans.get(id)
  }

  /** The next planned consultation from a day on that was arranged before `at`. */
  planBefore(at: Hlc, from: DayNumber): string | null {
    const coming = [...this.#plans].filter(([, plan]) => plan.when >= from && plan.at < at)
    const [first] = coming.sort(([, one], [, other]) => one.when - other.when)
    return first?.[0] ?? null
  }
}

export interface Plan {
  readonly when: DayNumber
  readonly at: Hlc
}
