/** Signals as they stand at a moment of the fold: open ones by rule, closed ones, plans. Cheap to copy. */
import type { Hlc } from '../protocol/hlc.ts'
import type { Subject } from './conditions.ts'
import type { DayNumber } from './dayNumbers.ts'
import type { Answered, Checked } from './events.ts'
import type { Given } from './history.ts'
import type { Level, Rule } from './rule.ts'
import type { ClosedBy } from './signal.ts'
import { cutTo } from './spent.ts'

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
  /** The changes that those checks came with: who has not read them all cannot have answered to this. */
  readonly news: readonly News[]
  /** What the person last said to it, while that still holds. */
  readonly said: Answered | null
  /** Since the last longer look. */
  readonly snoozes: number
  readonly closed: { readonly by: ClosedBy; readonly day: DayNumber; readonly at: Hlc } | null
}

export type News = Pick<Checked, 'device' | 'counter'>

const RANK: Record<Level, number> = { note: 0, consult: 1, 'act-now': 2 }

export class Ledger {
  readonly #open = new Map<string, Raised>()
  #openOnes: readonly Raised[] | null = null
  #past: Raised[] = []
  /** Of the past ones, those that "I have reached someone" closed. */
  #reached: Raised[] = []
  /** By rule: the latest day on which one of its signals closed. */
  readonly #closedOn = new Map<string, DayNumber>()
  readonly #told = new Map<string, ReadonlySet<string>>()
  readonly #notApplying = new Map<string, readonly DayNumber[]>()
  readonly #plans = new Map<string, Plan>()
  /** How many answers belonged to each open one when this was copied. */
  readonly #belonging = new Map<Set<Given>, number>()

  /** Another that goes on from here by itself. */
  copy(): Ledger {
    const copy = new Ledger()
    for (const raised of this.#open.values()) copy.#belonging.set(raised.belongs, raised.belongs.size)
    for (const [rule, raised] of this.#open) copy.#open.set(rule, raised)
    copy.#past = this.#past.slice()
    copy.#reached = this.#reached.slice()
    for (const [rule, day] of this.#closedOn) copy.#closedOn.set(rule, day)
    for (const [rule, subjects] of this.#told) copy.#told.set(rule, subjects)
    for (const [rule, days] of this.#notApplying) copy.#notApplying.set(rule, days)
    for (const [id, plan] of this.#plans) copy.#plans.set(id, plan)
    return copy
  }

  /** As `copy`, when all that happened since this was copied is undone. */
  goBack(): Ledger {
    for (const [belongs, count] of this.#belonging) cutTo(belongs, count)
    return this.copy()
  }

  /** As they are now; what is opened or closed later leaves this list as it is. */
  get open(): readonly Raised[] {
    this.#openOnes ??= [...this.#open.values()]
    return this.#openOnes
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
    this.#openOnes = null
    if (raised.subjects.length === 0) return
    const told = this.#told.get(raised.rule.id) ?? []
    this.#told.set(raised.rule.id, new Set([...told, ...raised.subjects]))
  }

  close(raised: Raised, by: ClosedBy, day: DayNumber, at: Hlc): void {
    const { id } = raised.rule
    const on = Math.max(day, raised.opened)
    const closed = { ...raised, closed: { by, day: on, at } }
    this.#open.delete(id)
    this.#openOnes = null
    this.#past.push(closed)
    if (by === 'reached') this.#reached.push(closed)
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
    return this.open.filter((one) => isBesides(one, rule, level, by))
  }

  hasOpenBesides(rule: string, level: Level, by: DayNumber): boolean {
    return this.open.some((one) => isBesides(one, rule, level, by))
  }

  reachedBy(level: Level, by: DayNumber): readonly Subject[] {
    return this.#reached.filter(
      ({ rule, closed }) => RANK[rule.level] >= RANK[level] && closed !== null && closed.day <= by,
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

  /** The next consultation that is planned for these days and was arranged before `at`. */
  planBefore(at: Hlc, from: DayNumber, to: DayNumber): string | null {
    const coming = [...this.#plans].filter(([, plan]) => plan.when >= from && plan.when <= to && plan.at < at)
    const [first] = coming.sort(([, one], [, other]) => one.when - other.when)
    return first?.[0] ?? null
  }
}

export interface Plan {
  readonly when: DayNumber
  readonly at: Hlc
}

function isBesides({ rule, opened }: Raised, other: string, level: Level, by: DayNumber): boolean {
  return rule.id !== other && RANK[rule.level] >= RANK[level] && opened <= by
}
