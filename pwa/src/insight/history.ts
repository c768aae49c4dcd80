/** What conditions look at: answers by item and day, days with a check, consultations. Grown in order of events. */
import type { Hlc } from '../protocol/hlc.ts'
import type { DeviceId } from '../protocol/keys.ts'
import type { DayNumber } from './dayNumbers.ts'

/** One answer as it now stands. */
export interface Given {
  readonly entry: string
  readonly linkId: string
  readonly code: string
  /** Null where it stays out of means and streaks. */
  readonly ordinal: number | null
  readonly day: DayNumber
  readonly at: Hlc
  readonly device: DeviceId
}

export interface Consultation {
  readonly id: string
  readonly day: DayNumber
  readonly actionBy: DayNumber | null
  readonly hasOutcome: boolean
}

export class History {
  readonly #byItem = new Map<string, Given[]>()
  readonly #byEntry = new Map<string, Given[]>()
  readonly #checkDays: DayNumber[] = []
  readonly #consultations = new Map<string, Consultation>()
  #first: DayNumber | null = null

  /** The first day that anything is known of; null while nothing is. */
  get first(): DayNumber | null {
    return this.#first
  }

  addCheck(day: DayNumber, given: readonly Given[]): void {
    this.#begin(day)
    const at = placeAfter(this.#checkDays, (one) => one > day)
    if (this.#checkDays[at - 1] !== day) this.#checkDays.splice(at, 0, day)
    for (const answer of given) {
      const ofItem = this.#byItem.get(answer.linkId) ?? []
      ofItem.splice(
        placeAfter(ofItem, (one) => isLater(one, answer)),
        0,
        answer,
      )
      this.#byItem.set(answer.linkId, ofItem)
      const ofEntry = this.#byEntry.get(answer.entry) ?? []
      ofEntry.push(answer)
      this.#byEntry.set(answer.entry, ofEntry)
    }
  }

  addConsultation(consultation: Consultation): void {
    this.#begin(consultation.day)
    this.#consultations.set(consultation.id, consultation)
  }

  turnedOut(id: string): void {
    const known = this.#consultations.get(id)
    if (known) this.#consultations.set(id, { ...known, hasOutcome: true })
  }

  /** Answers to an item on these days, both with them; by day, then clock. */
  answers(linkId: string, from: DayNumber, to: DayNumber): readonly Given[] {
    const all = this.#byItem.get(linkId) ?? []
    return all.slice(
      placeAfter(all, ({ day }) => day >= from),
      placeAfter(all, ({ day }) => day > to),
    )
  }

  /** The same from the last one back, without copying. */
  *answersBack(linkId: string, to: DayNumber): Generator<Given> {
    const all = this.#byItem.get(linkId) ?? []
    for (let at = placeAfter(all, ({ day }) => day > to) - 1; at >= 0; at--) {
      const answer = all[at]
      if (answer) yield answer
    }
  }

  answersIn(entry: string): readonly Given[] {
    return this.#byEntry.get(entry) ?? []
  }

  hasCheck(from: DayNumber, to: DayNumber): boolean {
    const day = this.#checkDays[placeAfter(this.#checkDays, (one) => one >= from)]
    return day !== undefined && day <= to
  }

  hasConsultation(from: DayNumber, to: DayNumber): boolean {
    return [...this.#consultations.values()].some(({ day }) => day >= from && day <= to)
  }

  /** Those whose next step was due by a day and whose outcome nobody wrote. */
  stepsOpen(by: DayNumber): readonly Consultation[] {
    return [...this.#consultations.values()].filter(
      ({ actionBy, hasOutcome }) => actionBy !== null && actionBy <= by && !hasOutcome,
    )
  }

  hasOutcome(id: string): boolean {
    return this.#consultations.get(id)?.hasOutcome ?? false
  }

  #begin(day: DayNumber): void {
    if (this.#first === null || day < this.#first) this.#first = day
  }
}

/** The first place in a sorted list where `isPast` holds; its length if nowhere. */
function placeAfter<One>(sorted: readonly One[], isPast: (one: One) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = sorted[middle]
    if (one !== undefined && isPast(one)) high = middle
    else low = middle + 1
  }
  return low
}

function isLater(one: Given, other: Given): boolean {
  if (one.day !== other.day) return one.day > other.day
  if (one.at !== other.at) return one.at > other.at
  return one.device > other.device
}
