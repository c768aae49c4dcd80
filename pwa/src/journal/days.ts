/**
 * The journal's list: which entry stands on which practice day. Nothing else of an entry is held here, so that ten
 * years stay light; what it says is read when it is shown.
 */
import { fieldsOf, resolve, type State, type Write } from '../protocol/merge.ts'

export interface Day {
  /** A practice day, "2026-11-23". */
  readonly day: string
  /** Entry ids, newest first. */
  readonly entries: readonly string[]
}

interface Placed {
  readonly id: string
  readonly day: string
  readonly authored: string
}

const NO_DAY = '0000-00-00'

export class Days {
  readonly #placedById = new Map<string, Placed>()
  readonly #removedAtById = new Map<string, string>()
  readonly #days = new Map<string, Placed[]>()
  #list: readonly Day[] | null = null

  /** Every entry that is not removed, by its day. */
  constructor({ objects }: State) {
    for (const [id, writes] of objects.get('entry') ?? []) {
      const { placed, gone } = glance(id, writes)
      if (gone !== null) this.#removedAtById.set(id, gone)
      else this.#put(placed)
    }
    for (const placed of this.#days.values()) placed.sort(newestFirst)
  }

  /** Newest day first. */
  get list(): readonly Day[] {
    this.#list ??= [...this.#days]
      .map(([day, placed]) => ({ day, entries: placed.map(({ id }) => id) }))
      .sort((one, other) => (one.day < other.day ? 1 : -1))
    return this.#list
  }

  /** When entries were removed, by id: the writer's clock of the delete. */
  get removedAtById(): ReadonlyMap<string, string> {
    return this.#removedAtById
  }

  get size(): number {
    return this.#placedById.size
  }

  /**
   * An entry has changed: it stands where it now belongs.
   *
   * One that is removed keeps its place until the journal is opened again, so that undo stays where the eye is.
   */
  follow(id: string, writes: readonly Write[]): void {
    const { placed, gone } = glance(id, writes)
    if (gone !== null) {
      this.#removedAtById.set(id, gone)
      return
    }
    this.#removedAtById.delete(id)
    this.#take(id)
    this.#put(placed)
    this.#days.get(placed.day)?.sort(newestFirst)
    this.#list = null
  }

  #put(placed: Placed): void {
    this.#placedById.set(placed.id, placed)
    const day = this.#days.get(placed.day)
    if (day === undefined) this.#days.set(placed.day, [placed])
    else day.push(placed)
  }

  #take(id: string): void {
    const placed = this.#placedById.get(id)
    if (placed === undefined) return
    this.#placedById.delete(id)
    const left = (this.#days.get(placed.day) ?? []).filter((other) => other.id !== id)
    if (left.length === 0) this.#days.delete(placed.day)
    else this.#days.set(placed.day, left)
  }
}

// Nearly every entry was written once and says where it stands in that one write: ten years need no resolving.
function glance(id: string, writes: readonly Write[]): { placed: Placed; gone: string | null } {
  const [only] = writes
  if (writes.length === 1 && only !== undefined && only['delete'] !== true) {
    return { placed: place(id, fieldsOf(only)), gone: null }
  }
  const { gone, fields } = resolve(writes)
  const values = Object.fromEntries([...fields].map(([name, { value }]) => [name, value]))
  return { placed: place(id, values), gone: gone ? lastDelete(writes) : null }
}

function place(id: string, { day, authored }: Readonly<Record<string, unknown>>): Placed {
  return {
    id,
    day: typeof day === 'string' ? day : NO_DAY,
    authored: typeof authored === 'string' ? authored : '',
  }
}

function lastDelete(writes: readonly Write[]): string {
  return writes.reduce(
    (latest, write) => (write['delete'] === true && write.at > latest ? write.at : latest),
    '',
  )
}

function newestFirst(one: Placed, other: Placed): number {
  if (one.authored !== other.authored) return one.authored < other.authored ? 1 : -1
  return one.id < other.id ? 1 : -1
}
