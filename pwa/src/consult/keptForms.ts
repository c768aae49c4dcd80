/**
 * What is being written in this room and was not saved yet: it survives another screen, a lock and a killed app.
 *
 * One box of one size under a key of this phone, as drafts of checks lie; every copy has a key of its own.
 */
import * as v from 'valibot'

import { newBoxKey, openText, sealText, type Box } from '../platform/seals.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'

const NAME = 'consult-forms'
export const FORMS_BYTES = 65_536
/** Those last written stay: a form that was left for long makes room. */
export const FORMS_MAX = 6

const boxSchema = v.object({
  key: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  sealed: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
})
const formsSchema = v.array(v.tuple([v.string(), v.unknown()]))

export class KeptForms {
  readonly #storage: Storage
  #forms = new Map<string, unknown>()
  #loading: Promise<void> | null = null
  #storing: Promise<void> = Promise.resolve()
  #isWaiting = false

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** The form of that name as it was left; undefined if there is none, or it is none of this shape. */
  async find<const Schema extends v.GenericSchema>(
    name: string,
    schema: Schema,
  ): Promise<v.InferOutput<Schema> | undefined> {
    await this.#loaded()
    const read = v.safeParse(schema, this.#forms.get(name))
    return read.success ? read.output : undefined
  }

  /** Kept in memory at once, and soon on the disk: keystrokes that come meanwhile go in one. `form`: plain data. */
  async keep(name: string, form: unknown): Promise<void> {
    await this.#loaded()
    this.#forms.delete(name)
    this.#forms.set(name, form)
    for (const old of [...this.#forms.keys()].slice(0, -FORMS_MAX)) this.#forms.delete(old)
    await this.#store()
  }

  /** It was saved, or the person let it go. */
  async drop(name: string): Promise<void> {
    await this.#loaded()
    if (this.#forms.delete(name)) await this.#store()
  }

  async #loaded(): Promise<void> {
    this.#loading ??= this.#load()
    await this.#loading
  }

  async #load(): Promise<void> {
    const record: unknown = await this.#storage.transaction(['kept'], 'readonly', (transaction) =>
      transaction.objectStore('kept').get(NAME),
    )
    const box = v.safeParse(boxSchema, record)
    const forms = box.success ? await formsIn(box.output) : []
    this.#forms = new Map(forms)
  }

  async #store(): Promise<void> {
    if (this.#isWaiting) return this.#storing
    this.#isWaiting = true
    const write = async (): Promise<void> => {
      this.#isWaiting = false
      const box = await sealText(await newBoxKey(), JSON.stringify([...this.#forms]), FORMS_BYTES)
      await this.#storage.transaction(['kept'], 'readwrite', (transaction) =>
        transaction.objectStore('kept').put(box, NAME),
      )
    }
    this.#storing = this.#storing.then(write, write)
    return this.#storing
  }
}

export const keptForms = new KeptForms(thisPhone)

async function formsIn(box: Box): Promise<[string, unknown][]> {
  try {
    const read = v.safeParse(formsSchema, JSON.parse(await openText(box)))
    return read.success ? read.output : []
  } catch (failure) {
    // What does not open is no form any more.
    if (failure instanceof DOMException || failure instanceof SyntaxError) return []
    throw failure
  }
}
