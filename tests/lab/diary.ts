/** A simulated person's journal: each deed is the write that the app would make, and goes to the app's own fold. */
import { dayOf, numberOf } from '../../pwa/src/insight/dayNumbers.ts'
import { eventsOf, type Kind } from '../../pwa/src/insight/events.ts'
import type { Rule } from '../../pwa/src/insight/rule.ts'
import type { Answer, Signal } from '../../pwa/src/insight/signal.ts'
import { Signals } from '../../pwa/src/insight/signals.ts'
import type { Members } from '../../pwa/src/protocol/change.ts'
import type { Write } from '../../pwa/src/protocol/merge.ts'

/** A Monday. */
const FIRST_DAY = numberOf('2026-01-05')
const DAY_MS = 86_400_000
const MORNING_MS = 8 * 3_600_000
const MINUTE_MS = 60_000
const DEVICE = 'a'.repeat(32)

/** The practice day that the laboratory calls `day`; the first is 0. */
export function practiceDay(day: number): string {
  return dayOf(FIRST_DAY + day)
}

export function labDay(day: string): number {
  return numberOf(day) - FIRST_DAY
}

export class Diary {
  readonly #signals: Signals
  readonly #writes = new Map<string, Write[]>()
  #today = 0
  #minutes = 0
  #count = 0
  /** As they stood after the last write of today. */
  #told: readonly Signal[] | null = null
  /** Milliseconds that the fold has taken, and nothing else. */
  foldMs = 0

  constructor(rules: readonly Rule[]) {
    this.#signals = new Signals(rules)
  }

  begin(today: number): void {
    this.#today = today
    this.#minutes = 0
    this.#told = null
  }

  /** Gives the id of the entry. */
  check(checklist: string, answers: Readonly<Record<string, string>>): string {
    const given = Object.entries(answers).map(([linkId, code]) => [`answer.${linkId}`, code])
    const authored = new Date(this.#nowMs()).toISOString()
    const day = practiceDay(this.#today)
    return this.#write('entry', { checklist, version: 1, day, zone: 'UTC', authored, ...Object.fromEntries(given) })
  }

  say(signal: Signal, answer: Answer, more: Members = {}): void {
    this.#write('signal', { rule: signal.rule.id, answer, day: practiceDay(this.#today), ...more })
  }

  /** Gives the id of the planned consultation. */
  plan(day: number): string {
    return this.#write('consultation', { when: `${practiceDay(day)}T13:00`, zone: 'UTC', length: 50 })
  }

  /** Logs one that was planned under this id, or one that was not. */
  log(domains: readonly string[], plan?: string): void {
    const themes = Object.fromEntries(domains.map((domain) => [`domain.${domain}`, true]))
    this.#write('consultation', { date: practiceDay(this.#today), minutes: 50, ...themes }, plan)
  }

  /** All signals as the app would show them now. */
  signals(): readonly Signal[] {
    this.#told ??= this.#timed(() => this.#signals.on(practiceDay(this.#today), this.#nowMs()))
    return this.#told
  }

  #write(kind: Kind, set: Members, known?: string): string {
    this.#minutes += 1
    this.#told = null
    const id = known ?? `${kind}-${(this.#count += 1)}`
    const before = this.#writes.get(id) ?? []
    const at = `${new Date(this.#nowMs()).toISOString()}-0000`
    const writes = [...before, { set, device: DEVICE, counter: before.length + 1, at, seen: {} }]
    if (kind === 'consultation') this.#writes.set(id, writes)
    this.#timed(() => this.#signals.follow([eventsOf(kind, id, writes)]))
    return id
  }

  #nowMs(): number {
    return (FIRST_DAY + this.#today) * DAY_MS + MORNING_MS + this.#minutes * MINUTE_MS
  }

  #timed<Result>(work: () => Result): Result {
    const from = performance.now()
    const result = work()
    this.foldMs += performance.now() - from
    return result
  }
}
