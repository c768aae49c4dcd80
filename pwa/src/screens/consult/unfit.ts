/** Where a form says what does not fit: at the field, in the app's words, with the keyboard put there. */
import { tick } from 'svelte'

import { UnfitField } from '../../consult/problems.ts'
import { unfitReason } from '../../consult/wording.ts'
import { hasWords, words } from '../../words/words.ts'
import { problemWords } from '../problemWords.ts'

/** The element of a field of consultations, contacts and worksheets. */
export function elementId(field: string): string {
  return `consult-${field.replaceAll('.', '-')}`
}

/** What is wrong with a field; undefined if nothing is. */
export function faultAt(field: string, failure: unknown): string | undefined {
  return failure instanceof UnfitField && failure.field === field ? reasonInWords(failure) : undefined
}

/** Whether it is told at a field, or has to be told for the whole form. */
export function isAtField(failure: unknown): boolean {
  return failure instanceof UnfitField && document.getElementById(elementId(failure.field)) !== null
}

/** What is said of a failure that no field shows. */
export function wholeFault(failure: unknown): string {
  return failure instanceof UnfitField ? reasonInWords(failure) : problemWords(failure)
}

function reasonInWords({ field, reason }: UnfitField): string {
  const own = unfitReason(reason, field)
  return words(hasWords(own) ? own : unfitReason(reason))
}

/** Opens what is folded around the field and goes there. */
export async function goToFault(failure: unknown): Promise<void> {
  if (!(failure instanceof UnfitField)) return
  await tick()
  const element =
    document.querySelector<HTMLElement>('main [aria-invalid]') ??
    document.getElementById(elementId(failure.field))
  for (let folded = element?.closest('details'); folded; folded = folded.parentElement?.closest('details')) {
    folded.open = true
  }
  element?.focus()
}
