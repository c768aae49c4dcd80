/** All months while the journal is open and somebody looks: read anew after each change, and gone when the vault locks. */
import { shipped } from '../checklists/shipped.ts'
import { journal as thisJournal, type Journal, type JournalState } from '../journal/journal.ts'
import { fieldsNow, readable, readableWithRemoved } from '../journal/readable.ts'
import { CHECKLIST, WORDING } from '../protocol/wordings.ts'
import { idsByMonth, Months } from './month.ts'

export type MonthBookState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'ready'; readonly months: Months }

type Open = Extract<JournalState, { kind: 'open' }>

const CLOSED: MonthBookState = { kind: 'closed' }
const READING: MonthBookState = { kind: 'reading' }

export class MonthBook {
  readonly #journal: Pick<Journal, 'current' | 'objects' | 'subscribe'>
  readonly #watchers = new Set<() => void>()
  #current: MonthBookState = CLOSED
  /** Counts what changed, so that a reading which was overtaken shows nothing. */
  #turn = 0
  #reading: Promise<void> = Promise.resolve()
  #isStale = true

  constructor(journal: Pick<Journal, 'current' | 'objects' | 'subscribe'>) {
    this.#journal = journal
    journal.subscribe(() => this.#obey())
  }

  get current(): MonthBookState {
    return this.#current
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    if (this.#isStale) this.#obey()
    return () => this.#watchers.delete(changed)
  }

  /** Once all that the journal holds so far is read. */
  async settled(): Promise<void> {
    await this.#reading
  }

  #obey(): void {
    this.#turn += 1
    this.#isStale = true
    const { current } = this.#journal
    if (current.kind !== 'open') this.#show(CLOSED)
    else if (this.#watchers.size > 0) this.#reading = this.#read(this.#turn, current)
    // Nobody looks: it is read when somebody does, and what it said before is not kept.
    else this.#show(CLOSED)
  }

  async #read(turn: number, { days, removed }: Open): Promise<void> {
    this.#isStale = false
    if (this.#current.kind === 'closed') this.#show(READING)
    const journal = this.#journal
    const entries = journal.objects('entry')
    const months = await Months.read({
      entries: {
        // A removed one keeps its place in the list for a while.
        ids: idsByMonth(days.map(({ day, entries }) => [day, entries.filter((id) => !removed.has(id))])),
        fieldsOf: (id) => {
          const writes = entries.get(id)
          return writes === undefined ? null : fieldsNow(writes)
        },
      },
      counts: readable(journal.objects('counts')),
      checklists: [...readableWithRemoved(journal.objects(CHECKLIST)), ...readable(journal.objects(WORDING))],
      shipped,
    })
    if (turn === this.#turn) this.#show({ kind: 'ready', months })
  }

  #show(state: MonthBookState): void {
    if (this.#current === state) return
    this.#current = state
    for (const changed of this.#watchers) changed()
  }
}

export const monthBook = new MonthBook(thisJournal)
