/** Fields as this room reads them: whatever another app wrote, or a purge took away, has a plain reading. */
import { isDay } from '../insight/dayNumbers.ts'
import { isMinutes } from '../insight/events.ts'
import { isMembers } from '../insight/supervision.ts'
import { noteIn } from '../journal/entry.ts'
import type { Value } from '../protocol/change.ts'
import { resolve, type Write } from '../protocol/merge.ts'

export class Fields {
  readonly isRemoved: boolean
  /** The clock of the first and of the last write that is left; '' without any. */
  readonly begunAt: string
  readonly changedAt: string
  readonly #values: ReadonlyMap<string, Value>
  readonly #twice: ReadonlySet<string>

  constructor(writes: readonly Write[]) {
    const { gone, fields } = resolve(writes)
    const times = writes.map(({ at }) => at).sort()
    this.isRemoved = gone
    this.begunAt = times[0] ?? ''
    this.changedAt = times.at(-1) ?? ''
    this.#values = new Map([...fields].map(([name, { value }]) => [name, value]))
    this.#twice = new Set([...fields].flatMap(([name, { concurrent }]) => (concurrent ? [name] : [])))
  }

  /** What a person wrote; '' if nothing. */
  text(name: string): string {
    return noteIn(this.#values.get(name) ?? null)
  }

  /** Whether two phones wrote it at once, and no write since has seen both. */
  isTwice(name: string): boolean {
    return this.#twice.has(name)
  }

  /** A code, an id or a name of a zone; null if none. */
  code(name: string): string | null {
    const value = this.#values.get(name)
    return typeof value === 'string' && value !== '' ? value : null
  }

  day(name: string): string | null {
    const value = this.code(name)
    return value !== null && isDay(value) ? value : null
  }

  isTrue(name: string): boolean {
    return this.#values.get(name) === true
  }

  /** As insight/events.ts reads them, so that what is logged here is logged there; null for what no talk lasts. */
  minutes(name: string): number | null {
    const value = this.#values.get(name)
    return isMinutes(value) ? value : null
  }

  /** How many people; null for what no group is. */
  members(name: string): number | null {
    const value = this.#values.get(name)
    return isMembers(value) ? value : null
  }

  /** What comes after `family` in the names of the fields that are true: `domain.boundaries`. */
  chosen(family: string): ReadonlySet<string> {
    return new Set(this.#namesIn(family).filter((name) => this.isTrue(family + name)))
  }

  /** What was said of each member of a family, yes or no. */
  said(family: string): ReadonlyMap<string, boolean> {
    const all = this.#namesIn(family).map((name) => [name, this.#values.get(family + name)] as const)
    return new Map(all.filter((one): one is [string, boolean] => typeof one[1] === 'boolean'))
  }

  /** The texts of a family that are not empty, by what comes after it. */
  texts(family: string): ReadonlyMap<string, string> {
    const all = this.#namesIn(family).map((name) => [name, this.text(family + name)] as const)
    return new Map(all.filter(([, text]) => text !== ''))
  }

  #namesIn(family: string): string[] {
    const names = [...this.#values.keys()].filter((name) => name.startsWith(family))
    return names.map((name) => name.slice(family.length))
  }
}

/** A time on the wall clock of a day that the calendar has, `2026-11-30T13:00`. */
export function isLocalTime(text: string): boolean {
  const [day = '', time = ''] = text.split('T')
  return isDay(day) && /^([01]\d|2[0-3]):[0-5]\d$/.test(time) && `${day}T${time}` === text
}
