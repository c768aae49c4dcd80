/** What a person wrote to prompts and steps, as it is read again later: each question with its text. */
import { promptWords } from '../../consult/prompts.ts'
import type { Reflection } from '../../consult/reflection.ts'
import { shippedPrompts } from '../../consult/shippedPrompts.ts'
import { stepTitle } from '../../consult/wording.ts'
import { onPaper, type Worksheet } from '../../consult/worksheet.ts'
import { hasWords, monthInWords, words } from '../../words/words.ts'

export interface Text {
  readonly question: string
  readonly text: string
}

const { domains, general, year } = shippedPrompts
const KNOWN = [...Object.values(domains).flat(), ...general, ...year]

/** In the order of the file; those of a later app last, by their ids. */
export function textsOfReflection({ texts }: Pick<Reflection, 'texts'>): readonly Text[] {
  const prompts = [...new Set([...KNOWN, ...texts.keys()])]
  return prompts.flatMap((prompt) => textAt(texts.get(prompt), promptWords(prompt), prompt))
}

export function textsOfWorksheet(one: Pick<Worksheet, 'steps'>): readonly Text[] {
  return onPaper(one).flatMap(({ step, text }) => textAt(text, stepTitle(step), step))
}

/** "November 2026", or "The year 2026". */
export function titleOfReflection({ id }: Pick<Reflection, 'id'>): string {
  return id.includes('-') ? monthInWords(id) : words('reflect.year.title', { year: id })
}

function textAt(text: string | undefined, said: string, code: string): readonly Text[] {
  return text ? [{ question: hasWords(said) ? words(said) : code, text }] : []
}
