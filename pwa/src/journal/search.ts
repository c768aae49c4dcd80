/**
 * Search, in memory and nowhere else: notes, what was asked, what was answered, the day in words.
 *
 * Accents and capitals do not count; every word looked for must be found. What items and answers say is looked
 * through once for each wording, not once for each entry, so that ten years answer while one types.
 */
import type { Checklist } from '../checklists/definition.ts'
import { fieldsOf, resolve, type Write } from '../protocol/merge.ts'
import type { Members } from '../protocol/change.ts'
import { answersIn, noteIn } from './entry.ts'

interface Sought {
  readonly id: string
  readonly day: string
  readonly note: string
  /** Which wordings this entry shows: places in `#wordings`. */
  readonly wordings: readonly number[]
}

export interface Wordings {
  /** The checklist an entry was answered with, if this app knows it. */
  readonly checklist: (id: string, version: number) => Checklist | undefined
  /** A practice day as people say it. */
  readonly day: (day: string) => string
}

export class Search {
  readonly #words: Wordings
  readonly #sought: Sought[] = []
  readonly #wordings: string[] = []
  readonly #placeByWording = new Map<string, number>()
  readonly #days = new Map<string, string>()

  constructor(entries: ReadonlyMap<string, readonly Write[]>, words: Wordings) {
    this.#words = words
    for (const [id, writes] of entries) {
      const fields = shownFields(writes)
      if (fields !== null) this.#add(id, fields)
    }
  }

  /** The ids of entries in which every word is found; all of them for an empty text. */
  find(text: string): ReadonlySet<string> {
    const words = folded(text).split(/\s+/).filter(Boolean)
    const inWording = words.map((word) => this.#wordings.map((wording) => wording.includes(word)))
    const daysByWord = words.map((word) => new Set([...this.#days].flatMap(([day, said]) => (said.includes(word) ? [day] : []))))
    const isFound = ({ day, note, wordings }: Sought): boolean =>
      words.every(
        (word, at) =>
          daysByWord[at]?.has(day) === true ||
          note.includes(word) ||
          wordings.some((wording) => inWording[at]?.[wording] === true),
      )
    return new Set(this.#sought.filter(isFound).map(({ id }) => id))
  }

  #add(id: string, fields: Members): void {
    const { checklist, version, day: daySet } = fields
    const day = typeof daySet === 'string' ? daySet : ''
    if (!this.#days.has(day)) this.#days.set(day, day === '' ? '' : `${folded(this.#words.day(day))} ${day}`)
    const wordings: number[] = []
    if (typeof checklist === 'string' && typeof version === 'number') {
      const key = `${checklist} ${version}`
      wordings.push(this.#wording(key, () => this.#words.checklist(checklist, version)?.title ?? ''))
      for (const [linkId, code] of answersIn(fields)) {
        const said = (): string => wordingOf(this.#words.checklist(checklist, version), linkId, code)
        wordings.push(this.#wording(`${key} ${linkId} ${code}`, said))
      }
    }
    this.#sought.push({ id, day, note: folded(noteIn(fields['note'] ?? null)), wordings })
  }

  #wording(key: string, said: () => string): number {
    const known = this.#placeByWording.get(key)
    if (known !== undefined) return known
    const place = this.#wordings.push(folded(said())) - 1
    this.#placeByWording.set(key, place)
    return place
  }
}

/** Small letters without accents. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase()
}

function wordingOf(checklist: Checklist | undefined, linkId: string, code: string): string {
  const item = checklist?.item.find((one) => one.linkId === linkId)
  const option = item?.answerOption.find((one) => one.code === code)
  return `${item?.text ?? ''} ${option?.display ?? code}`
}

function shownFields(writes: readonly Write[]): Members | null {
  const [only] = writes
  if (writes.length === 1 && only !== undefined) return only['delete'] === true ? null : fieldsOf(only)
  const { gone, fields } = resolve(writes)
  return gone ? null : Object.fromEntries([...fields].map(([name, { value }]) => [name, value]))
}
