/**
 * A reflection on a month, or on a year: texts to prompts, written over several sittings (PROTOCOL 4.2).
 *
 * Its id is the month, so every phone writes the same one. Where two wrote the same text at once both stand, one below the
 * other, until the person tidies up (PROTOCOL 5).
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { isMonth, monthOf } from '../journal/months.ts'
import { isMinutes } from '../insight/events.ts'
import type { Journal } from '../journal/journal.ts'
import type { Members } from '../protocol/change.ts'
import type { Write } from '../protocol/merge.ts'
import { refuseIf } from './problems.ts'
import { Fields } from './reading.ts'
import * as writing from './writing.ts'
import { HERE, mustFit, textValue, today, type ConsultParts, type Editing } from './writing.ts'

const KIND = 'reflection'
const PROMPT = 'prompt.'
export const PROMPT_LENGTH_MAX = 4000

export interface Reflection {
  /** "2026-11", or "2026". */
  readonly id: string
  /** Texts that are not empty, by prompt. */
  readonly texts: ReadonlyMap<string, string>
  /** Prompts to which two phones wrote at once, and nobody has tidied up. */
  readonly twice: ReadonlySet<string>
  /** How long it took, if the person said so. */
  readonly minutes: number | null
  /** The day it was last written on. */
  readonly day: PracticeDay | null
}

type Reading = Pick<Journal, 'objects'>

/** As it stands; an empty one where nothing was written, or all was taken out. */
export function reflection(id: string, { journal }: { readonly journal: Reading } = HERE): Reflection {
  return readReflection(id, journal.objects(KIND).get(id) ?? [])
}

/** Those on the months of a year that say anything, the earliest first. */
export function reflectionsIn(
  year: string,
  { journal }: { readonly journal: Reading } = HERE,
): readonly Reflection[] {
  const ids = [...journal.objects(KIND).keys()].filter((id) => isMonth(id) && id.startsWith(`${year}-`))
  return ids
    .sort()
    .map((id) => reflection(id, { journal }))
    .filter(({ texts }) => texts.size > 0)
}

/** The reflection on the year that a month is in. */
export function yearId(month: string): string {
  return monthOf(month).slice(0, 4)
}

/** Call it when a sitting begins, and hand it to what writes. */
export function edit(id: string, parts: ConsultParts = HERE): Editing {
  return writing.begin(KIND, id, parts)
}

/**
 * For what is written on while what was written before is being saved: what that save has put there is known, and what
 * another phone wrote meanwhile still counts as unread.
 */
export function goOn(editing: Editing, parts: ConsultParts = HERE): Editing {
  return { ...edit(editing.id, parts), read: editing.read }
}

/** One text, kept. Throws UnfitField, and `storage-…` problems; nothing is written then, or if nothing changed. */
export async function writePrompt(
  editing: Editing,
  prompt: string,
  text: string,
  parts: ConsultParts = HERE,
): Promise<void> {
  const name = PROMPT + prompt
  mustFit(name, text, PROMPT_LENGTH_MAX, editing.fields[name])
  await write(editing, { [name]: textValue(text) }, parts)
}

/** What two phones wrote is one text from now on, as it stands, even where nothing of it was changed. */
export async function tidyUp(id: string, prompt: string, parts: ConsultParts = HERE): Promise<void> {
  const editing = edit(id, parts)
  const name = PROMPT + prompt
  const text = reflection(id, parts).texts.get(prompt) ?? ''
  const without = Object.fromEntries(Object.entries(editing.fields).filter(([field]) => field !== name))
  await write({ ...editing, fields: without }, { [name]: textValue(text) }, parts)
}

/** Null for not said. Throws UnfitField. */
export async function sayMinutes(
  editing: Editing,
  minutes: number | null,
  parts: ConsultParts = HERE,
): Promise<void> {
  refuseIf(minutes !== null && !isMinutes(minutes), 'minutes', 'not-possible')
  await write(editing, { minutes }, parts)
}

/** The day goes along with whatever changes, and by itself changes nothing. */
async function write(editing: Editing, to: Members, parts: ConsultParts): Promise<void> {
  if (writing.differs(editing, to)) await writing.change(editing, { ...to, day: today(parts) }, parts)
}

function readReflection(id: string, writes: readonly Write[]): Reflection {
  const fields = new Fields(writes)
  const texts = fields.isRemoved ? new Map<string, string>() : fields.texts(PROMPT)
  return {
    id,
    texts,
    twice: new Set([...texts.keys()].filter((prompt) => fields.isTwice(PROMPT + prompt))),
    minutes: fields.isRemoved ? null : fields.minutes('minutes'),
    day: fields.isRemoved ? null : fields.day('day'),
  }
}
