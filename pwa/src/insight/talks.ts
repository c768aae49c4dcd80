/** Logged consultations as conditions look at them. Grown in order of events; cheap to copy, as they are few. */
import type { DayNumber } from './dayNumbers.ts'

export interface Talk {
  readonly id: string
  readonly day: DayNumber
  readonly actionBy: DayNumber | null
  readonly hasOutcome: boolean
}

export class Talks {
  readonly #all = new Map<string, Talk>()
  #first: DayNumber | null = null

  copy(): Talks {
    const copy = new Talks()
    for (const talk of this.#all.values()) copy.add(talk)
    return copy
  }

  /** The earliest day of one; null if there is none. */
  get first(): DayNumber | null {
    return this.#first
  }

  add(talk: Talk): void {
    this.#all.set(talk.id, talk)
    if (this.#first === null || talk.day < this.#first) this.#first = talk.day
  }

  turnedOut(id: string): void {
    const known = this.#all.get(id)
    if (known) this.#all.set(id, { ...known, hasOutcome: true })
  }

  isBetween(from: DayNumber, to: DayNumber): boolean {
    for (const { day } of this.#all.values()) if (day >= from && day <= to) return true
    return false
  }

  /** Those whose next step was due by a day and whose outcome nobody wrote. */
  stepsOpen(by: DayNumber): readonly Talk[] {
    const open: Talk[] = []
    for (const talk of this.#all.values()) {
      if (talk.actionBy !== null && talk.actionBy <= by && !talk.hasOutcome) open.push(talk)
    }
    return open
  }

  hasOutcome(id: string): boolean {
    return this.#all.get(id)?.hasOutcome ?? false
  }
}
