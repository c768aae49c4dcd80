/**
 * The checklists there are: those that come with the app, and the person's own.
 *
 * An own checklist is a change like any other. So that it can be answered while locked, a copy of the newest
 * versions lies in storage, sealed under a key of this phone that never leaves it.
 */
import * as v from 'valibot'

import { checked, find, format, newest, type Checklist } from '../checklists/definition.ts'
import { MalformedChecklist, NewerChecklist } from '../checklists/problems.ts'
import { newBoxKey, openBox, sealBox } from '../platform/box.ts'
import type { Storage } from '../platform/storage.ts'
import { textToBytes } from '../protocol/bytes.ts'
import type { Op, Value } from '../protocol/change.ts'
import { resolve, type Write } from '../protocol/merge.ts'
import { NAME_BYTES_MAX } from '../protocol/sizes.ts'
import { restoral } from './entry.ts'
import type { Journal } from './journal.ts'

export interface ChecklistsParts {
  readonly storage: Storage
  readonly journal: Pick<Journal, 'current' | 'objects' | 'subscribe' | 'follow'>
  readonly shipped: readonly Checklist[]
  readonly put: (ops: readonly Op[]) => Promise<unknown>
}

const COPY = 'own-checklists'
const COPY_STEP_BYTES = 16_384
const VERSION = 'version.'
const COPY_RECORD = v.object({ key: v.instance(CryptoKey), box: v.instance(Uint8Array) })

export class Checklists {
  readonly #parts: ChecklistsParts
  readonly #watchers = new Set<() => void>()
  #own: readonly Checklist[] = []
  #copied = ''

  constructor(parts: ChecklistsParts) {
    this.#parts = parts
    parts.journal.subscribe(() => this.#obeyJournal())
  }

  /** Shipped, then own; the newest version of each. For what can be answered now, locked or not. */
  get current(): readonly Checklist[] {
    const { shipped } = this.#parts
    const ids = [...new Set(shipped.map(({ id }) => id))]
    return [...ids.flatMap((id) => newest(shipped, id) ?? []), ...this.#own]
  }

  get own(): readonly Checklist[] {
    return this.#own
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** The wording an entry was answered with, removed checklists included; undefined if this app does not know it. */
  known(id: string, version: number): Checklist | undefined {
    const shipped = find(this.#parts.shipped, id, version)
    if (shipped) return shipped
    const writes = this.#parts.journal.objects('checklist').get(id)
    return writes ? find(versionsIn(writes), id, version) : find(this.#own, id, version)
  }

  /** Reads this phone's copy: at start, before anything is unlocked. */
  async load(): Promise<void> {
    const record: unknown = await this.#parts.storage.transaction(['kept'], 'readonly', (transaction) =>
      transaction.objectStore('kept').get(COPY),
    )
    const parsed = v.safeParse(COPY_RECORD, record)
    if (!parsed.success) return
    const text = await openBox(parsed.output.key, new Uint8Array(parsed.output.box))
    if (text === null || this.#copied !== '') return
    this.#copied = text
    this.#show(readDefinitions(JSON.parse(text)))
  }

  /** Throws MalformedChecklist if its name is taken; nothing is kept then. */
  async add(checklist: Checklist): Promise<void> {
    this.#refuseTaken(checklist)
    const definition: Value = JSON.parse(JSON.stringify(checklist))
    await this.#write([{ kind: 'checklist', id: checklist.id, set: { [VERSION + checklist.version]: definition } }])
    await this.#keep([...this.#own.filter(({ id }) => id !== checklist.id), checklist])
  }

  /** Old answers keep their wording: it stays in the journal. */
  async remove(id: string): Promise<void> {
    await this.#write([{ kind: 'checklist', id, delete: true }])
    await this.#keep(this.#own.filter((one) => one.id !== id))
  }

  async restore(id: string): Promise<void> {
    const writes = this.#parts.journal.objects('checklist').get(id)
    if (writes) await this.#write([{ ...restoral(id, writes), kind: 'checklist' }])
  }

  #refuseTaken({ id, version }: Checklist): void {
    const refuse = (field: string, reason: string): never => {
      throw new MalformedChecklist(id, '', field, reason)
    }
    if (textToBytes(id).length > NAME_BYTES_MAX) refuse('id', `longer than ${NAME_BYTES_MAX} bytes`)
    if (newest(this.#parts.shipped, id)) refuse('id', 'is the name of a checklist that comes with the app')
    if (this.known(id, version)) refuse('version', `${version} is here already; a changed one needs a higher number`)
  }

  async #write(ops: readonly Op[]): Promise<void> {
    await this.#parts.put(ops)
    await this.#parts.journal.follow()
  }

  #obeyJournal(): void {
    if (this.#parts.journal.current.kind !== 'open') return
    const own = [...this.#parts.journal.objects('checklist')].flatMap(([id, writes]) => {
      if (resolve(writes).gone) return []
      return newest(versionsIn(writes), id) ?? []
    })
    void this.#keep(own)
  }

  async #keep(own: readonly Checklist[]): Promise<void> {
    const text = JSON.stringify({ format, checklists: own })
    if (text === this.#copied) return
    this.#copied = text
    this.#show(own)
    const key = await newBoxKey()
    const box = await sealBox(key, text, COPY_STEP_BYTES)
    await this.#parts.storage.transaction(['kept'], 'readwrite', (transaction) =>
      transaction.objectStore('kept').put({ key, box }, COPY),
    )
  }

  #show(own: readonly Checklist[]): void {
    this.#own = own
    for (const changed of this.#watchers) changed()
  }
}

function versionsIn(writes: readonly Write[]): Checklist[] {
  return [...resolve(writes).fields].flatMap(([name, { value }]) =>
    name.startsWith(VERSION) ? readDefinitions({ format, checklists: [value] }) : [],
  )
}

// One that another version of the app wrote and this one cannot read is left out, and its answers show by code.
function readDefinitions(read: unknown): Checklist[] {
  try {
    return checked(read)
  } catch (problem) {
    if (problem instanceof MalformedChecklist || problem instanceof NewerChecklist) return []
    throw problem
  }
}
