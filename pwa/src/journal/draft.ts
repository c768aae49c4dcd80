/** One check while it is being answered: every tap is sealed and stored at once, saving makes it an entry. */
import { complete, type Response } from '../checklists/answering.ts'
import { find, type Answers, type Checklist } from '../checklists/definition.ts'
import { backDated, type When } from '../checklists/practiceDay.ts'
import { shipped } from '../checklists/shipped.ts'
import { bytes, uuidv7 } from '../platform/random.ts'
import { bytesToHex } from '../protocol/bytes.ts'
import type { OutboxParts } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import type { SecondDoor } from '../sync/secondDoor.ts'
import { write } from './entries.ts'
import { dropDraft, newBoxKey, storeDraft, type Found } from './keptDrafts.ts'

export const RESUMES_MS = 15 * 60_000
/** A note is a few sentences. */
export const NOTE_LENGTH_MAX = 4000

const NAME_BYTES = 16

export interface DraftParts extends OutboxParts {
  readonly askWorker?: SecondDoor
}

/** How a check is asked: all of it or a shorter way, whose turn the rotating item is, and about when. */
export interface Asked {
  readonly way: string
  readonly turn: number
  readonly when: When
  /** The hour at which the person's day ends, "04:00". */
  readonly dayEndsAt: string
}

/** What a screen shows of a draft. `kept`: whether every tap so far is on the disk, or why not. */
export interface DraftState {
  readonly answers: Answers
  readonly note: string
  readonly when: When
  readonly kept: 'kept' | 'keeping' | { readonly failure: unknown }
}

export class Draft {
  readonly checklist: Checklist
  readonly asked: Asked
  readonly #parts: DraftParts
  readonly #name: string
  readonly #entry: string
  readonly #begun: number
  readonly #watchers = new Set<() => void>()
  #key: Promise<CryptoKey> | null
  #touched: number
  #current: DraftState
  #keeping: Promise<void> | null = null
  #unkept = false
  #over = false

  /** `from`: what was kept of it before; without it, a new one. */
  constructor(checklist: Checklist, asked: Asked, parts: DraftParts, from?: Found) {
    const now = parts.clock.now()
    this.checklist = checklist
    this.asked = from?.kept ?? asked
    this.#parts = parts
    this.#name = from?.name ?? bytesToHex(bytes(NAME_BYTES))
    this.#key = from ? Promise.resolve(from.key) : null
    this.#entry = from?.kept.entry ?? uuidv7(now)
    this.#begun = from?.kept.begun ?? now
    this.#touched = from?.kept.touched ?? now
    const { answers, note } = from?.kept ?? { answers: {}, note: '' }
    this.#current = { answers, note, when: this.asked.when, kept: 'kept' }
  }

  /** The id that its entry has in the journal once it is saved. */
  get entry(): string {
    return this.#entry
  }

  get current(): DraftState {
    return this.#current
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** Fifteen minutes since the last tap: it is settled rather than resumed. */
  get isStale(): boolean {
    return this.#parts.clock.now() - this.#touched >= RESUMES_MS
  }

  get isEmpty(): boolean {
    const { answers, note } = this.response()
    return Object.keys(answers).length === 0 && note === undefined
  }

  answer(linkId: string, code: string): void {
    this.#touch({ answers: { ...this.#current.answers, [linkId]: code } })
  }

  /** Takes an answer back: no item is compulsory, and a slip of the thumb is no answer. */
  clear(linkId: string): void {
    const answers = Object.entries(this.#current.answers).filter(([answered]) => answered !== linkId)
    this.#touch({ answers: Object.fromEntries(answers) })
  }

  writeNote(note: string): void {
    this.#touch({ note: note.slice(0, NOTE_LENGTH_MAX) })
  }

  setWhen(when: When): void {
    this.#touch({ when })
  }

  /** Once every tap so far is on the disk. Throws `storage-…` problems; the answers stay here. */
  async keep(): Promise<void> {
    while (!this.#over && (this.#unkept || this.#keeping)) await this.#keepSoon()
  }

  /** The draft as an entry on the disk, and a draft no more. Throws with the answers still here. */
  async save(): Promise<void> {
    await this.#end(() => write(this.response(), this.#from, this.#parts, this.#parts.askWorker))
  }

  /** Stores no more of it: what was kept is settled elsewhere. */
  leave(): void {
    this.#over = true
  }

  /** Leaves nothing of it. */
  async discard(): Promise<void> {
    await this.#end(() => dropDraft(this.#parts.storage, this.#name))
  }

  response(): Response {
    const zone = this.#parts.clock.zone()
    const { answers, note, when } = this.#current
    return complete({
      checklist: this.checklist,
      answers,
      note,
      zone,
      ...backDated(when, this.#begun, zone, this.asked.dayEndsAt),
    })
  }

  get #from(): { name: string; entry: string } {
    return { name: this.#name, entry: this.#entry }
  }

  // No tap may be stored after the end: it would bring back a draft that is an entry already.
  async #end(act: () => Promise<void>): Promise<void> {
    this.#over = true
    try {
      await this.#keeping?.catch(() => undefined) // what counts is what stands here, kept before or not
      await act()
    } catch (failure) {
      this.#over = false
      this.#unkept = true
      this.#show({ kept: { failure } })
      throw failure
    }
  }

  #touch(change: Partial<DraftState>): void {
    this.#touched = this.#parts.clock.now()
    this.#unkept = true
    this.#show({ ...change, kept: 'keeping' })
    this.#keepSoon().catch(() => undefined) // told by `kept`, and thrown by keep()
  }

  // One write at a time; taps that come meanwhile go together with the next.
  #keepSoon(): Promise<void> {
    this.#keeping ??= this.#keepAll().finally(() => {
      this.#keeping = null
    })
    return this.#keeping
  }

  async #keepAll(): Promise<void> {
    try {
      while (this.#unkept && !this.#over) {
        this.#unkept = false
        await shown(this.#store())
      }
      this.#show({ kept: 'kept' })
    } catch (failure) {
      this.#unkept = true
      this.#show({ kept: { failure } })
      throw failure
    }
  }

  async #store(): Promise<void> {
    const { answers, note, when } = this.#current
    const kept = {
      way: this.asked.way,
      turn: this.asked.turn,
      dayEndsAt: this.asked.dayEndsAt,
      entry: this.#entry,
      touched: this.#touched,
      begun: this.#begun,
      answers: { ...answers },
      note,
      when,
      ...(find(shipped, this.checklist.id, this.checklist.version) ? {} : { definition: this.checklist }),
      response: this.response(),
    }
    await storeDraft(this.#parts.storage, this.#name, await (this.#key ??= newBoxKey()), kept)
  }

  #show(change: Partial<DraftState>): void {
    this.#current = { ...this.#current, ...change }
    this.#watchers.forEach((changed) => changed())
  }
}
