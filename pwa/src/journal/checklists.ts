/**
 * The checklists that can be answered now, locked or not: those that come with the app, or the person's own version of
 * one, and the person's own.
 *
 * An own checklist is a change of the journal, which a locked phone cannot read. So a copy of the newest versions
 * lies in storage, sealed under a key of this phone that never leaves it. What writes it is ownChecklists.ts.
 */
import * as v from 'valibot'

import { format, newest, type Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { newBoxKey, openText, sealText, type Box } from '../platform/seals.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import { readDefinitions } from './readDefinitions.ts'

const COPY = 'own-checklists'
// Holds own versions of all that come with the app, and more: having them shows by no size.
const COPY_BYTES = 131_072
const COPY_RECORD = v.object({
  key: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  sealed: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
})

export class Checklists {
  readonly #storage: Storage
  readonly #watchers = new Set<() => void>()
  #own: readonly Checklist[] | null = null
  #keeping: Promise<void> = Promise.resolve()
  #loading: Promise<void> | null = null

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Shipped, then own; the newest version of each. */
  get current(): readonly Checklist[] {
    const all = [...shipped, ...this.own]
    return [...new Set(all.map(({ id }) => id))].flatMap((id) => newest(all, id) ?? [])
  }

  /** Own ones, and own versions of those that come with the app. */
  get own(): readonly Checklist[] {
    return this.#own ?? []
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** Whether it is known what is asked: until then it is only known what came with the app. */
  get isKnown(): boolean {
    return this.#own !== null
  }

  /** Reads this phone's copy, unless what is asked is known by now: that is newer, and stays. */
  async load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
    })
    await this.#loading
  }

  async #load(): Promise<void> {
    if (this.isKnown) return
    const record: unknown = await this.#storage.transaction(['kept'], 'readonly', (transaction) =>
      transaction.objectStore('kept').get(COPY),
    )
    const box = v.safeParse(COPY_RECORD, record)
    const own = box.success ? await definitionsIn(box.output) : []
    if (this.#own === null) this.#show(own)
  }

  /** These are the person's own now; the copy follows. */
  async keep(own: readonly Checklist[]): Promise<void> {
    if (JSON.stringify(own) === JSON.stringify(this.#own)) return
    this.#show(own)
    const store = (): Promise<void> => this.#store(own)
    this.#keeping = this.#keeping.then(store, store)
    await this.#keeping
  }

  /** Once the copy is as the journal says. */
  async kept(): Promise<void> {
    await this.#keeping
  }

  async #store(own: readonly Checklist[]): Promise<void> {
    const box = await sealText(await newBoxKey(), JSON.stringify({ format, checklists: own }), COPY_BYTES)
    await this.#storage.transaction(['kept'], 'readwrite', (transaction) =>
      transaction.objectStore('kept').put(box, COPY),
    )
  }

  #show(own: readonly Checklist[]): void {
    this.#own = own
    for (const changed of this.#watchers) changed()
  }
}

async function definitionsIn(box: Box): Promise<Checklist[]> {
  try {
    return readDefinitions(JSON.parse(await openText(box)))
  } catch (failure) {
    // A copy that does not open is no loss: the journal has the checklists themselves.
    if (failure instanceof DOMException || failure instanceof SyntaxError) return []
    throw failure
  }
}

export const checklists = new Checklists(thisPhone)
