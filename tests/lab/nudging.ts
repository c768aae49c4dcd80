/**
 * When a phone nudges, day by day, as the app's `nudges/wishes.ts` has it by the hour: for consultations once a week at
 * most, of all that is open together, of one signal at growing distance; for what is planned, snoozed or quiet never,
 * and never for act-now.
 */
import type { Signal } from '../../pwa/src/insight/signal.ts'

const WEEK = 7
/** Days from one nudge of a signal to its next. */
const DISTANCES = [7, 14, 28]

export class Nudging {
  readonly nudges: [day: number, rules: readonly string[]][] = []
  readonly #told = new Map<string, { last: number; times: number }>()

  /** The signals that a nudge of this day tells of; none if there is no nudge. */
  on(day: number, signals: readonly Signal[], isOld: (signal: Signal) => boolean): readonly Signal[] {
    const last = this.nudges.at(-1)?.[0]
    if (last !== undefined && day - last < WEEK) return []
    const open = signals.filter((signal) => signal.level === 'consult' && signal.state === 'open' && isOld(signal))
    if (!open.some(({ key }) => this.#isDue(key, day))) return []
    for (const { key } of open) this.#told.set(key, { last: day, times: (this.#told.get(key)?.times ?? 0) + 1 })
    this.nudges.push([day, open.map(({ rule }) => rule.id)])
    return open
  }

  #isDue(key: string, day: number): boolean {
    const told = this.#told.get(key)
    if (!told) return true
    return day - told.last >= (DISTANCES[told.times - 1] ?? DISTANCES.at(-1) ?? 0)
  }
}
