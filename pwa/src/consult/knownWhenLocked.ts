/**
 * What a locked phone may know: whom to call, if the person allows it, which rules are switched off, and whose standards
 * to name.
 *
 * The journal is closed then, so a copy lies in storage in a box of one size, sealed under a key of this phone that never
 * leaves it. Each copy has a key of its own: what was not allowed any more cannot be opened, and nothing shows it was there.
 */
import * as v from 'valibot'

import { shippedRules } from '../insight/shippedRules.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import { newBoxKey, openText, sealText, type Box } from '../platform/seals.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import { resolve } from '../protocol/merge.ts'
import { codesIn } from './codesOfEthics.ts'
import { CONTACT_LIMITS, contactsIn, inSlots, PROCEDURE, type Contact } from './contacts.ts'
import { forms } from './shippedForms.ts'
import * as writing from './writing.ts'
import { HERE, type ConsultParts } from './writing.ts'

const COPY = 'contacts-when-locked'
const SETTING = 'contacts-when-locked'
export const COPY_BYTES = 65_536

const boxSchema = v.object({
  key: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  sealed: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
})
const copySchema = v.object({
  /** null: not allowed. */
  contacts: v.nullable(
    v.array(
      v.object({
        id: v.string(),
        slot: v.string(),
        name: v.string(),
        phone: v.nullable(v.string()),
        email: v.nullable(v.string()),
        text: v.string(),
        checked: v.nullable(v.string()),
      }),
    ),
  ),
  rulesOff: v.array(v.string()),
  /** A copy of an earlier app has none. */
  codes: v.optional(v.array(v.string()), []),
})

export interface WhenLocked {
  /** null where the person has not allowed it: the wording without numbers is shown. */
  readonly contacts: readonly Contact[] | null
  readonly rulesOff: readonly string[]
  /** The codes of ethics that the person goes by. */
  readonly codes: readonly string[]
}

const NOTHING: WhenLocked = { contacts: null, rulesOff: [], codes: [] }

export class KnownWhenLocked {
  readonly #storage: Storage
  readonly #watchers = new Set<() => void>()
  #current: WhenLocked | null = null
  /** What is on the disk, as far as this page knows; null while nothing is known, or could not be written. */
  #stored: string | null = null
  #keeping: Promise<void> = Promise.resolve()

  constructor(storage: Storage) {
    this.#storage = storage
  }

  get current(): WhenLocked {
    return this.#current ?? NOTHING
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** Reads this phone's copy: at start, and when a locked phone asks, as another tab may have changed it. */
  async load(): Promise<void> {
    const before = this.#keeping
    await before.catch(() => undefined)
    const record: unknown = await this.#storage.transaction(['kept'], 'readonly', (transaction) =>
      transaction.objectStore('kept').get(COPY),
    )
    const box = v.safeParse(boxSchema, record)
    const copy = box.success ? await copyIn(box.output) : null
    // What is kept meanwhile, or could not be written yet, is newer, and stays.
    const isNewerHere = this.#keeping !== before || (this.#current !== null && this.#stored === null)
    if (copy === null || isNewerHere) return
    this.#stored = JSON.stringify(copy)
    if (this.#stored !== JSON.stringify(this.#current)) this.#show(copy)
  }

  /** This is what a locked phone may know from now on; what could not be written is written with the next change. */
  async keep(copy: WhenLocked): Promise<void> {
    const text = JSON.stringify(copy)
    if (text !== JSON.stringify(this.#current)) this.#show(copy)
    else if (text === this.#stored) return
    const store = (): Promise<void> => this.#store(text)
    this.#keeping = this.#keeping.then(store, store)
    await this.#keeping
  }

  /** Once the copy is as the journal says. */
  async kept(): Promise<void> {
    await this.#keeping
  }

  async #store(text: string): Promise<void> {
    if (text === this.#stored) return
    this.#stored = null
    const box = await sealText(await newBoxKey(), text, COPY_BYTES)
    await this.#storage.transaction(['kept'], 'readwrite', (transaction) =>
      transaction.objectStore('kept').put(box, COPY),
    )
    this.#stored = text
  }

  #show(copy: WhenLocked): void {
    this.#current = copy
    for (const changed of this.#watchers) changed()
  }
}

export const knownWhenLocked = new KnownWhenLocked(thisPhone)

/** Keeps the copy as the journal says, from now on; the result stops it. */
export function followJournal(
  journal: Pick<Journal, 'current' | 'objects' | 'subscribe'> = thisJournal,
  copy: KnownWhenLocked = knownWhenLocked,
): () => void {
  const follow = (): void => {
    // What fails is told by `kept`, and tried again with the next change of the journal.
    if (journal.current.kind === 'open') copy.keep(copyOf(journal)).catch(() => undefined)
  }
  follow()
  return journal.subscribe(follow)
}

export function isAllowed({ journal }: { readonly journal: Pick<Journal, 'objects'> } = HERE): boolean {
  const writes = journal.objects('setting').get(SETTING) ?? []
  return resolve(writes).fields.get('value')?.value === true
}

export async function allow(parts: ConsultParts = HERE): Promise<void> {
  await writing.change(writing.begin('setting', SETTING, parts), { value: true }, parts)
}

/** Forgets the copy of the contacts too, here at once and on other phones when they next unlock. */
export async function disallow(parts: ConsultParts = HERE): Promise<void> {
  await writing.change(writing.begin('setting', SETTING, parts), { value: false }, parts)
}

function copyOf(journal: Pick<Journal, 'objects'>): WhenLocked {
  return {
    contacts: isAllowed({ journal }) ? fitting(contactsIn(journal)) : null,
    rulesOff: rulesOffIn(journal),
    codes: codesIn(journal),
  }
}

// Two phones may each have filled a slot, or written on in one text: cut to what the box was measured for.
function fitting(all: readonly Contact[]): Contact[] {
  const ofSlot = (slot: string): Contact[] => inSlots(all, [slot]).slice(0, CONTACT_LIMITS.inSlot)
  return forms.slots.flatMap(ofSlot).map((contact) => ({
    ...contact,
    name: contact.name.slice(0, CONTACT_LIMITS.name),
    phone: contact.phone?.slice(0, CONTACT_LIMITS.phone) ?? null,
    email: contact.email?.slice(0, CONTACT_LIMITS.email) ?? null,
    text: contact.slot === PROCEDURE ? contact.text.slice(0, CONTACT_LIMITS.text) : '',
  }))
}

// Of the app's own rules: no other is looked at on a locked phone.
function rulesOffIn(journal: Pick<Journal, 'objects'>): string[] {
  const isOff = (id: string): boolean => {
    const { gone, fields } = resolve(journal.objects('rule').get(id) ?? [])
    return !gone && fields.get('off')?.value === true
  }
  return shippedRules.map(({ id }) => id).filter(isOff)
}

async function copyIn(box: Box): Promise<WhenLocked | null> {
  try {
    const read = v.safeParse(copySchema, JSON.parse(await openText(box)))
    return read.success ? read.output : null
  } catch (failure) {
    // A copy that does not open is no loss: the journal has it all.
    if (failure instanceof DOMException || failure instanceof SyntaxError) return null
    throw failure
  }
}
