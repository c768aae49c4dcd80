/**
 * Search, in memory and nowhere else: notes, what was asked, what was answered, the day in words.
 *
 * Accents and capitals do not count; every word looked for must be found. What items and answers say is looked
 * through once for each wording, not once for each entry, so that ten years answer while one types.
 */
import type { Checklist } from '../checklists/definition.ts'
import { fieldsOf, resolve, type Write } from '../protocol/merge.ts'
import type { Members } from '../protocol/change.ts'
import { ANSWER, noteIn } from './entry.ts'

interface Sought {
  readonly id: string
  readonly day: string
  readonly note: string
  /** Which wordings this entry shows: places in `#wordings`. */
  readonly wordings: readonly number[]
}

/** One version of a checklist: where its title and answers stand in `#wordings`, by field and code. */
interface Known {
  readonly checklist: Checklist | undefined
  readonly title: number
  readonly places: Map<string, Map<string, number>>
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
  readonly #known = new Map<string, Known>()
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
    const daysByWord = words.map(
      (word) => new Set([...this.#days].flatMap(([day, said]) => (said.includes(word) ? [day] : []))),
    )
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
      const known = this.#answersOf(checklist, version)
      wordings.push(known.title)
      for (const [field, code] of Object.entries(fields)) {
        if (field.startsWith(ANSWER) && typeof code === 'string')
          wordings.push(this.#placeOf(known, field, code))
      }
    }
    this.#sought.push({ id, day, note: folded(noteIn(fields['note'] ?? null)), wordings })
  }

  #answersOf(id: string, version: number): Known {
    const key = `${version} ${id}`
    const known = this.#known.get(key)
    if (known) return known
    const checklist = this.#words.checklist(id, version)
    const made = { checklist, title: this.#say(checklist?.title ?? ''), places: new Map() }
    this.#known.set(key, made)
    return made
  }

  #placeOf({ checklist, places }: Known, field: string, code: string): number {
    const ofField = places.get(field) ?? new Map<string, number>()
    places.set(field, ofField)
    const place = ofField.get(code) ?? this.#say(wordingOf(checklist, field.slice(ANSWER.length), code))
    ofField.set(code, place)
    return place
  }

  #say(said: string): number {
    return this.#wordings.push(folded(said)) - 1
  }
}

/** Small letters without accents. */
export function folded(text: string): string {
  if (text === '') return ''
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
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
