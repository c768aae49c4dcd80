/**
 * Who can be reached on a hard day: numbers of the person's own, in nine slots, each with the day it was last tried.
 *
 * None comes with the app, and nothing here calls anyone: a link is made, and the person taps it.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Journal } from '../journal/journal.ts'
import { uuidv7 } from '../platform/random.ts'
import type { Members } from '../protocol/change.ts'
import { resolve, type Write } from '../protocol/merge.ts'
import { isEmail, isPhone } from './links.ts'
import { refuseIf } from './problems.ts'
import { Fields } from './reading.ts'
import { forms } from './shippedForms.ts'
import * as writing from './writing.ts'
import { HERE, mustFit, textValue, type ConsultParts, type Editing } from './writing.ts'

const KIND = 'contact'
const DAY_MS = 86_400_000
export const STALE_DAYS = 180
/** The one slot that is a text, not a person. */
export const PROCEDURE = 'procedure'
// All of them, at their longest, fit the box that a locked phone opens.
export const CONTACT_LIMITS = { name: 100, phone: 40, email: 254, text: 2000, inSlot: 3 }

export interface Contact {
  readonly id: string
  /** One of forms.slots; another one comes from a later app. */
  readonly slot: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  /** Of the procedure; '' in every other slot. */
  readonly text: string
  /** The day the person last called it or looked it up; null if never. */
  readonly checked: PracticeDay | null
}

/** What a person fills in. */
export type ContactForm = Omit<Contact, 'id' | 'checked'>

type Reading = Pick<Journal, 'objects'>

/** In the order of the slots, the earliest of a slot first. */
export function contacts({ journal }: { readonly journal: Reading } = HERE): Contact[] {
  return contactsIn(journal)
}

export function contactsIn(journal: Reading): Contact[] {
  const all = [...journal.objects(KIND)].filter(([, writes]) => !resolve(writes).gone)
  return all.map(([id, writes]) => readContact(id, writes)).sort(inOrder)
}

/** Those of some slots, in the order in which the slots are named. */
export function inSlots(all: readonly Contact[], slots: readonly string[]): Contact[] {
  return slots.flatMap((slot) => all.filter((contact) => contact.slot === slot))
}

export function newContact({ clock }: Pick<ConsultParts, 'clock'> = HERE): string {
  return uuidv7(clock.now())
}

/** Call it when a contact is opened to be changed, and hand it to `save`. */
export function begin(id: string, parts: ConsultParts = HERE): Editing {
  return writing.begin(KIND, id, parts)
}

/**
 * Keeps what the person filled in. Another number or address is one that nobody has tried yet.
 *
 * Throws UnfitField, and `storage-…` problems; nothing is written then.
 */
export async function save(editing: Editing, to: ContactForm, parts: ConsultParts = HERE): Promise<void> {
  mustBeContact(to, editing)
  const others = contactsIn(parts.journal).filter(({ id, slot }) => id !== editing.id && slot === to.slot)
  const isNewHere = editing.fields['slot'] !== to.slot
  refuseIf(isNewHere && others.length >= CONTACT_LIMITS.inSlot, 'slot', 'too-many')
  await writing.change(editing, fieldsOf(to, editing.fields), parts)
}

/** Tried today: it works. */
export async function markChecked(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.change(begin(id, parts), { checked: writing.today(parts) }, parts)
}

export async function remove(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.remove(KIND, id, parts)
}

/** Undoes a removal. */
export async function restore(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.restore(KIND, id, parts)
}

/** Whether it is worth trying again: more than 180 days have passed since, or it never was. */
export function isStale({ checked }: Pick<Contact, 'checked'>, today: PracticeDay): boolean {
  if (checked === null) return true
  return Date.parse(`${today}T00:00Z`) - Date.parse(`${checked}T00:00Z`) > STALE_DAYS * DAY_MS
}

function readContact(id: string, writes: readonly Write[]): Contact {
  const fields = new Fields(writes)
  return {
    id,
    slot: fields.code('slot') ?? '',
    name: fields.text('name'),
    phone: fields.code('phone'),
    email: fields.code('email'),
    text: fields.text('text'),
    checked: fields.day('checked'),
  }
}

function mustBeContact({ slot, name, phone, email, text }: ContactForm, { fields }: Editing): void {
  refuseIf(!forms.slots.includes(slot) && slot !== fields['slot'], 'slot', 'not-possible')
  mustFit('name', name, CONTACT_LIMITS.name, fields['name'])
  mustFit('text', text, CONTACT_LIMITS.text, fields['text'])
  refuseIf((phone?.length ?? 0) > CONTACT_LIMITS.phone, 'phone', 'too-long')
  refuseIf((email?.length ?? 0) > CONTACT_LIMITS.email, 'email', 'too-long')
  refuseIf(phone !== null && !isPhone(phone), 'phone', 'not-possible')
  refuseIf(email !== null && !isEmail(email), 'email', 'not-possible')
  if (slot === PROCEDURE) refuseIf(text.trim() === '', 'text', 'missing')
  else refuseIf(phone === null && email === null, 'phone', 'missing')
}

function fieldsOf({ slot, name, phone, email, text }: ContactForm, before: Members): Members {
  const isSame = phone === (before['phone'] ?? null) && email === (before['email'] ?? null)
  const procedure = textValue(slot === PROCEDURE ? text : '')
  const fields = { slot, name: textValue(name), phone, email, text: procedure }
  return isSame ? fields : { ...fields, checked: null }
}

function inOrder(one: Contact, other: Contact): number {
  const [place, otherPlace] = [placeOf(one), placeOf(other)]
  return place === otherPlace ? (one.id < other.id ? -1 : 1) : place - otherPlace
}

function placeOf({ slot }: Contact): number {
  const place = forms.slots.indexOf(slot)
  return place < 0 ? forms.slots.length : place
}
