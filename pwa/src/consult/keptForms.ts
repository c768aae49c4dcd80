/**
 * What is being written in this room and was not saved yet: it survives another screen, a lock and a killed app.
 *
 * One box of one size under a key of this phone, as drafts of checks lie; every copy has a key of its own. Tabs share it,
 * each with the forms that stand in it.
 */
import * as v from 'valibot'

import { alone } from '../platform/mutex.ts'
import { newBoxKey, openText, sealText, type Box } from '../platform/seals.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'

const NAME = 'consult-forms'
export const FORMS_BYTES = 65_536
/** Those last written stay: a form that was left for long makes room. */
export const FORMS_MAX = 12

const boxSchema = v.object({
  key: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  sealed: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
})
const formsSchema = v.array(v.tuple([v.string(), v.unknown()]))

export class KeptForms {
  readonly #storage: Storage
  /** Written or dropped here and not yet on the disk; undefined is to be dropped. */
  readonly #pending = new Map<string, unknown>()
  #storing: Promise<void> = Promise.resolve()
  #isWaiting = false

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** The form of that name as it was left, in any tab; undefined if there is none, or it is none of this shape. */
  async find<const Schema extends v.GenericSchema>(
    name: string,
    schema: Schema,
  ): Promise<v.InferOutput<Schema> | undefined> {
    const form = this.#pending.has(name) ? this.#pending.get(name) : (await this.#read()).get(name)
    const read = v.safeParse(schema, form)
    return read.success ? read.output : undefined
  }

  /** Kept in memory at once, and soon on the disk: keystrokes that come meanwhile go in one. `form`: plain data. */
  async keep(name: string, form: unknown): Promise<void> {
    this.#pending.delete(name) // the last written stands last
    this.#pending.set(name, form)
    await this.#store()
  }

  /** It was saved, or the person let it go. */
  async drop(name: string): Promise<void> {
    this.#pending.set(name, undefined)
    await this.#store()
  }

  /** What was begun about these objects goes with them. */
  async dropAbout(ids: ReadonlySet<string>): Promise<void> {
    for (const [name, form] of [...(await this.#read()), ...this.#pending])
      if (isAbout(form, ids) || isNamed(name, ids)) this.#pending.set(name, undefined)
    if (this.#pending.size > 0) await this.#store()
  }

  async #store(): Promise<void> {
    if (this.#isWaiting) return this.#storing
    this.#isWaiting = true
    const write = async (): Promise<void> => {
      this.#isWaiting = false
      // What another tab keeps stays as it is.
      await alone(NAME, () => this.#write())
    }
    this.#storing = this.#storing.then(write, write)
    return this.#storing
  }

  async #write(): Promise<void> {
    const forms = await this.#read()
    const changes = [...this.#pending]
    for (const [name, form] of changes) {
      forms.delete(name)
      if (form !== undefined) forms.set(name, form)
    }
    const box = await sealText(await newBoxKey(), JSON.stringify([...forms].slice(-FORMS_MAX)), FORMS_BYTES)
    await this.#storage.transaction(['kept'], 'readwrite', (transaction) =>
      transaction.objectStore('kept').put(box, NAME),
    )
    for (const [name, form] of changes) if (this.#pending.get(name) === form) this.#pending.delete(name)
  }

  async #read(): Promise<Map<string, unknown>> {
    const record: unknown = await this.#storage.transaction(['kept'], 'readonly', (transaction) =>
      transaction.objectStore('kept').get(NAME),
    )
    const box = v.safeParse(boxSchema, record)
    return new Map(box.success ? await formsIn(box.output) : [])
  }
}

export const keptForms = new KeptForms(thisPhone)

function isNamed(name: string, ids: ReadonlySet<string>): boolean {
  return [...ids].some((id) => name.endsWith(id))
}

/** Whether one of these ids stands in it, however deep. */
function isAbout(form: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof form === 'string') return ids.has(form)
  if (typeof form !== 'object' || form === null) return false
  return Object.values(form).some((value) => isAbout(value, ids))
}

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
