/**
 * Places to which the fold can go back, so that a check amended yesterday, or one that comes late from another phone,
 * has only what came after it folded anew. Close to each other near the end, and far apart before.
 */
import type { DayNumber } from './dayNumbers.ts'
import type { Ledger } from './ledger.ts'
import type { Talks } from './talks.ts'

/** What has no order of its own is kept as it was; of the rest, how much there was. */
export interface Mark {
  /** Events taken by then. */
  readonly count: number
  readonly lastDay: DayNumber | null
  readonly talks: Talks
  readonly rulings: number
  readonly spent: ReadonlyMap<string, number>
  readonly ledger: Ledger
}

const NEAR = 50
const FAR = 1000

export class Marks {
  #all: Mark[] = []

  isDue(count: number): boolean {
    return count % NEAR === 0
  }

  keep(mark: Mark): void {
    this.#all = this.#all.filter(({ count }) => count % FAR === 0 || count > mark.count - FAR)
    this.#all.push(mark)
  }

  /** The last one of no more than `count` events; later ones are forgotten. */
  goBack(count: number): Mark {
    this.#all = this.#all.filter((mark) => mark.count <= count)
    const last = this.#all.at(-1)
    if (!last) throw new RangeError('there is no mark before the first event')
    return last
  }
}
