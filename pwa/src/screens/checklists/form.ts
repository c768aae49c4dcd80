/** A checklist while its person changes it: new questions and answers, and what is still missing of them. */
import * as v from 'valibot'

import { limits, type AnswerOption, type Checklist, type Item } from '../../checklists/definition.ts'
import { bytes } from '../../platform/random.ts'
import { words } from '../../words/words.ts'

/** Enough of it to go on with a form that was kept; what is wrong with the rest is told when it is saved. */
export const formSchema = v.custom<Checklist>((value) =>
  v.is(
    v.looseObject({
      id: v.string(),
      version: v.number(),
      title: v.string(),
      item: v.array(
        v.looseObject({
          linkId: v.string(),
          text: v.string(),
          domain: v.string(),
          answerOption: v.array(v.looseObject({ code: v.string(), display: v.string() })),
        }),
      ),
    }),
    value,
  ),
)

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** A name that nothing that comes with the app has. */
function ownName(): string {
  return `own-${[...bytes(8)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`
}

export function newChecklist(): Checklist {
  return { id: ownName(), version: 0, title: '', item: [newItem()] }
}

export function newItem(): Item {
  return {
    linkId: ownName(),
    domain: 'own',
    text: '',
    type: 'choice',
    required: false,
    answerOption: [newOption(0), newOption(3)],
    references: {},
  }
}

export function newOption(ordinal: number | null = null): AnswerOption {
  return { code: ownName(), display: '', ordinal }
}

/** What a question is about, in words. */
export function domainWords(domain: Item['domain']): string {
  return domain === 'own' ? words('check.domain.own') : words(`domain.${domain}.title`)
}

/** As it is kept: what was left empty is not said at all. */
export function whole(checklist: Checklist): Checklist {
  return {
    ...checklist,
    item: checklist.item.map(({ followUp, ...item }) =>
      followUp === undefined || followUp.trim() === '' ? item : { ...item, followUp },
    ),
  }
}

/** What is missing of one question: by the id of the field that stands for it. */
export function faultsIn({ linkId, text, answerOption }: Item): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {}
  if (text.trim() === '') faults[textField(linkId)] = words('own.edit.no-text')
  for (const { code, display } of answerOption)
    if (display.trim() === '') faults[optionField(code)] = words('own.edit.no-answer')
  return faults
}

/** The first question that is not whole; undefined where all are. */
export function unfinished({ item }: Checklist): Item | undefined {
  return item.find((one) => Object.keys(faultsIn(one)).length > 0)
}

export function textField(linkId: string): string {
  return `question-${linkId}`
}

export function optionField(code: string): string {
  return `answer-${code}`
}

/** How much an answer asks to be looked at, in words; '' for not counted. */
export function ordinals(): { code: string; display: string }[] {
  return ['0', '1', '2', '3', ''].map((code) => ({ code, display: words(`own.ordinal.${code || 'none'}`) }))
}

/** What an answer raises, in words; '' for nothing. */
export function levels(): { code: string; display: string }[] {
  return ['', 'note', 'consult'].map((code) => ({ code, display: words(`own.level.${code || 'none'}`) }))
}

export function withOrdinal(option: AnswerOption, code: string): AnswerOption {
  return { ...option, ordinal: code === '' ? null : Number(code) }
}

export function withLevel({ code, display, ordinal }: AnswerOption, level: string): AnswerOption {
  const signal = level === 'note' || level === 'consult' ? level : undefined
  return { code, display, ordinal, ...(signal && { signal }) }
}

export { limits }
