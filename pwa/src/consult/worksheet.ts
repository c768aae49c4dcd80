/** The decision worksheet: ten steps, filled over days, each kept as it is left; linked to the signal it began with. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Journal } from '../journal/journal.ts'
import { uuidv7 } from '../platform/random.ts'
import type { Write } from '../protocol/merge.ts'
import { refuseIf } from './problems.ts'
import { Fields } from './reading.ts'
import { forms } from './shippedForms.ts'
import * as writing from './writing.ts'
import { HERE, mustFit, textValue, today, type ConsultParts, type Editing } from './writing.ts'

const KIND = 'worksheet'
const STEP = 'step.'
export const WORKSHEET_LIMITS = { title: 200, step: 4000 }

export interface Worksheet {
  readonly id: string
  readonly title: string
  /** Texts that are not empty, by step. */
  readonly steps: ReadonlyMap<string, string>
  /** The rule whose signal it was begun from. */
  readonly rule: string | null
  /** The day it was begun. */
  readonly day: PracticeDay | null
  readonly finished: PracticeDay | null
  /** The first step that is empty: where to go on; null when there is none. */
  readonly next: string | null
  readonly isRemoved: boolean
  /** The writer's clock of its last write. */
  readonly changedAt: string
}

type Reading = Pick<Journal, 'objects'>

/** A new one, on the disk: its id. `rule`: of the signal it begins with, or null. */
export async function begin(rule: string | null, parts: ConsultParts = HERE): Promise<string> {
  const id = uuidv7(parts.clock.now())
  await writing.change(writing.begin(KIND, id, parts), { rule, day: today(parts) }, parts)
  return id
}

export function worksheet(
  id: string,
  { journal }: { readonly journal: Reading } = HERE,
): Worksheet | undefined {
  const writes = journal.objects(KIND).get(id)
  return writes && readWorksheet(id, writes)
}

/** Unfinished ones first, then finished ones; last changed first. Removed ones are left out. */
export function worksheets({ journal }: { readonly journal: Reading } = HERE): Worksheet[] {
  const all = [...journal.objects(KIND)].map(([id, writes]) => readWorksheet(id, writes))
  return all.filter(({ isRemoved }) => !isRemoved).sort(unfinishedFirst)
}

/** Those taken out, latest first: each can be brought back. */
export function removedWorksheets({ journal }: { readonly journal: Reading } = HERE): Worksheet[] {
  const all = [...journal.objects(KIND)].map(([id, writes]) => readWorksheet(id, writes))
  return all
    .filter(({ isRemoved }) => isRemoved)
    .sort((one, other) => (one.changedAt > other.changedAt ? -1 : 1))
}

/** The one to go on with for a rule's signal: unfinished, last changed. */
export function unfinishedFor(
  rule: string,
  parts: { readonly journal: Reading } = HERE,
): Worksheet | undefined {
  return worksheets(parts).find((one) => one.rule === rule && one.finished === null)
}

/** Call it when a step opens, and hand it to `writeStep` or `writeTitle`. */
export function edit(id: string, parts: ConsultParts = HERE): Editing {
  return writing.begin(KIND, id, parts)
}

/** One step, kept. Throws UnfitField, and `storage-…` problems; nothing is written then, or if nothing changed. */
export async function writeStep(
  editing: Editing,
  step: string,
  text: string,
  parts: ConsultParts = HERE,
): Promise<void> {
  const name = STEP + step
  refuseIf(!forms.worksheet.includes(step), name, 'not-possible')
  mustFit(name, text, WORKSHEET_LIMITS.step, editing.fields[name])
  await writing.change(editing, { [name]: textValue(text) }, parts)
}

export async function writeTitle(editing: Editing, title: string, parts: ConsultParts = HERE): Promise<void> {
  mustFit('title', title, WORKSHEET_LIMITS.title, editing.fields['title'])
  await writing.change(editing, { title: textValue(title) }, parts)
}

/** However many steps are filled: no step is compulsory. */
export async function finish(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.change(edit(id, parts), { finished: today(parts) }, parts)
}

/** It is written on after all. */
export async function reopen(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.change(edit(id, parts), { finished: null }, parts)
}

export async function remove(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.remove(KIND, id, parts)
}

/** Undoes a removal. */
export async function restore(id: string, parts: ConsultParts = HERE): Promise<void> {
  await writing.restore(KIND, id, parts)
}

/** Every step in the order of the form, empty ones too, as it stands on paper; then steps of a later app. */
export function onPaper({
  steps,
}: Pick<Worksheet, 'steps'>): { readonly step: string; readonly text: string }[] {
  const later = [...steps.keys()].filter((step) => !forms.worksheet.includes(step)).sort()
  return [...forms.worksheet, ...later].map((step) => ({ step, text: steps.get(step) ?? '' }))
}

function readWorksheet(id: string, writes: readonly Write[]): Worksheet {
  const fields = new Fields(writes)
  const steps = fields.texts(STEP)
  return {
    id,
    title: fields.text('title'),
    steps,
    rule: fields.code('rule'),
    day: fields.day('day'),
    finished: fields.day('finished'),
    next: forms.worksheet.find((step) => !steps.has(step)) ?? null,
    isRemoved: fields.isRemoved,
    changedAt: fields.changedAt,
  }
}

function unfinishedFirst(one: Worksheet, other: Worksheet): number {
  const isFinished = ({ finished }: Worksheet): number => (finished === null ? 0 : 1)
  if (isFinished(one) !== isFinished(other)) return isFinished(one) - isFinished(other)
  return one.changedAt > other.changedAt ? -1 : 1
}
