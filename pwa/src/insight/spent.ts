/** Which answers a rule counts no more: those of its closed signals, and those that another rule hides from it. */
import type { Given } from './history.ts'

const NONE: ReadonlySet<Given> = new Set()

export class Spent {
  readonly #byRule = new Map<string, Set<Given>>()

  of(rule: string): ReadonlySet<Given> {
    return this.#byRule.get(rule) ?? NONE
  }

  add(rule: string, answers: Iterable<Given>): void {
    const spent = this.#byRule.get(rule) ?? new Set()
    for (const answer of answers) spent.add(answer)
    this.#byRule.set(rule, spent)
  }

  /** How many each rule has: what `takeBack` goes back to. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#byRule].map(([rule, spent]) => [rule, spent.size]))
  }

  takeBack(counts: ReadonlyMap<string, number>): void {
    for (const [rule, spent] of this.#byRule) cutTo(spent, counts.get(rule) ?? 0)
  }
}

/** Only the first `count` stay, in the order in which they came. */
export function cutTo(set: Set<Given>, count: number): void {
  if (set.size <= count) return
  let at = 0
  for (const one of set) {
    if (at >= count) set.delete(one)
    at += 1
  }
}
