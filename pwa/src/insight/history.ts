/**
 * What conditions look at: answers by item and by code, days with a check, consultations. Grown in order of events, and
 * taken back in the opposite order.
 *
 * Most answers are calm, and no rule counts them: those that one counts are found by their code, without the others.
 */
import type { Hlc } from '../protocol/hlc.ts'
import type { DeviceId } from '../protocol/keys.ts'
import type { DayNumber } from './dayNumbers.ts'
import { firstPlace } from './sorted.ts'
import { Talks } from './talks.ts'

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

interface OfItem {
  readonly all: Given[]
  readonly byCode: Map<string, Given[]>
}

const NONE: readonly Given[] = []

export class History {
  readonly #byItem = new Map<string, OfItem>()
  readonly #byEntry = new Map<string, readonly Given[]>()
  readonly #checkDays: DayNumber[] = []
  /** How many checks a day has. */
  readonly #checks = new Map<DayNumber, number>()
  #talks = new Talks()

  /** Logged consultations; what they were before, when events are taken back. */
  get talks(): Talks {
    return this.#talks
  }

  set talks(talks: Talks) {
    this.#talks = talks
  }

  /** The first day that anything is known of; null while nothing is. */
  get first(): DayNumber | null {
    const [check] = this.#checkDays
    const talk = this.#talks.first
    return check === undefined || talk === null ? (check ?? talk) : Math.min(check, talk)
  }

  addCheck(entry: string, day: DayNumber, given: readonly Given[]): void {
    const checks = this.#checks.get(day) ?? 0
    this.#checks.set(day, checks + 1)
    if (checks === 0) this.#checkDays.splice(placeOf(this.#checkDays, day), 0, day)
    for (const answer of given) {
      const { all, byCode } = this.#itemOf(answer.linkId)
      insert(all, answer)
      insert(listIn(byCode, answer.code), answer)
    }
    const before = this.#byEntry.get(entry)
    this.#byEntry.set(entry, before ? [...before, ...given] : given)
  }

  /** Undoes `addCheck`, the last one first. */
  takeBack(day: DayNumber, given: readonly Given[]): void {
    const checks = this.#checks.get(day) ?? 0
    if (checks > 1) this.#checks.set(day, checks - 1)
    else if (this.#checks.delete(day)) this.#checkDays.splice(placeOf(this.#checkDays, day), 1)
    for (const answer of given) {
      const { all, byCode } = this.#itemOf(answer.linkId)
      remove(all, answer)
      remove(listIn(byCode, answer.code), answer)
    }
    const [first] = given
    if (!first) return
    this.#byEntry.set(
      first.entry,
      this.answersIn(first.entry).filter((answer) => !given.includes(answer)),
    )
  }

  /** Answers to an item on these days, both with them, by day, then clock. */
  see(linkId: string, from: DayNumber, to: DayNumber, see: (answer: Given) => void): void {
    const all = this.#byItem.get(linkId)?.all ?? NONE
    for (let at = placeFrom(all, from); at < all.length; at++) {
      const answer = all[at]
      if (answer === undefined || answer.day > to) return
      see(answer)
    }
  }

  /** From the last one back, until `see` gives false. */
  seeBack(linkId: string, to: DayNumber, see: (answer: Given) => boolean): void {
    const all = this.#byItem.get(linkId)?.all ?? NONE
    for (let at = placeFrom(all, to + 1) - 1; at >= 0; at--) {
      const answer = all[at]
      if (answer === undefined || !see(answer)) return
    }
  }

  /** Answers to an item that are one of these, on these days; by day, then clock. */
  answers(linkId: string, codes: readonly string[], from: DayNumber, to: DayNumber): readonly Given[] {
    const byCode = this.#byItem.get(linkId)?.byCode
    if (byCode === undefined) return NONE
    const found: Given[] = []
    for (const code of codes.length > 1 ? new Set(codes) : codes) {
      const all = byCode.get(code) ?? NONE
      for (let at = placeFrom(all, from); at < all.length; at++) {
        const answer = all[at]
        if (answer === undefined || answer.day > to) break
        found.push(answer)
      }
    }
    return codes.length > 1 ? found.sort(inOrder) : found
  }

  /** How many of them there are, or more: told without looking at each. */
  mostOf(linkId: string, codes: readonly string[], from: DayNumber, to: DayNumber): number {
    const byCode = this.#byItem.get(linkId)?.byCode
    if (byCode === undefined) return 0
    let found = 0
    for (const code of codes) {
      const all = byCode.get(code) ?? NONE
      const last = all.at(-1)
      if (last !== undefined && last.day >= from) found += placeFrom(all, to + 1) - placeFrom(all, from)
    }
    return found
  }

  answersIn(entry: string): readonly Given[] {
    return this.#byEntry.get(entry) ?? NONE
  }

  hasCheck(from: DayNumber, to: DayNumber): boolean {
    const day = this.#checkDays[placeOf(this.#checkDays, from)]
    return day !== undefined && day <= to
  }

  #itemOf(linkId: string): OfItem {
    let known = this.#byItem.get(linkId)
    if (known === undefined) this.#byItem.set(linkId, (known = { all: [], byCode: new Map() }))
    return known
  }
}

function listIn<Key>(lists: Map<Key, Given[]>, key: Key): Given[] {
  let list = lists.get(key)
  if (list === undefined) lists.set(key, (list = []))
  return list
}

/** Answers mostly come in their own order. */
function insert(all: Given[], answer: Given): void {
  const last = all.at(-1)
  if (last === undefined || inOrder(last, answer) <= 0) {
    all.push(answer)
    return
  }
  const place = firstPlace(all, (one) => inOrder(one, answer) <= 0)
  all.splice(place, 0, answer)
}

function remove(all: Given[], answer: Given): void {
  const at = all.lastIndexOf(answer)
  if (at >= 0) all.splice(at, 1)
}

/** The first place whose day is at least this one. */
function placeFrom(all: readonly Given[], day: DayNumber): number {
  return firstPlace(all, (one) => one.day < day)
}

function placeOf(days: readonly DayNumber[], day: DayNumber): number {
  return firstPlace(days, (one) => one < day)
}

function inOrder(one: Given, other: Given): number {
  if (one.day !== other.day) return one.day - other.day
  if (one.at !== other.at) return one.at < other.at ? -1 : 1
  return one.device === other.device ? 0 : one.device < other.device ? -1 : 1
}
