/** A supervision brief while it is written: kept on this phone as forms are, and never in the journal. */
import * as v from 'valibot'

import { briefOf, type Question } from '../../consult/brief.ts'
import { monthOf, type PracticeMonth } from '../../journal/months.ts'
import type { Signal } from '../../insight/signal.ts'
import { longDay, words } from '../../words/words.ts'

/** Under which it is kept. */
export const BRIEF = 'brief'

export const briefSchema = v.object({
  /** Rules whose titles were picked, and ids of questions. */
  rules: v.array(v.string()),
  questions: v.array(v.string()),
  text: v.string(),
  /** What the app wrote: what the person left as it was is written anew when another thing is picked. */
  drafted: v.string(),
})

export type BriefForm = v.InferOutput<typeof briefSchema>

export function freshBrief(): BriefForm {
  return { rules: [], questions: [], text: '', drafted: '' }
}

/** One of each rule: what is open now, and what came up in the month that is looked at. */
export function toPickFrom(signals: readonly Signal[], month: PracticeMonth): readonly Signal[] {
  const wanted = signals.filter(({ closed, opened }) => closed === null || monthOf(opened) === month)
  return wanted.filter(({ rule }, at) => wanted.findIndex((one) => one.rule.id === rule.id) === at)
}

/** The page as the app would write it; nothing where nothing was picked. */
export function draftOf(
  { rules, questions }: Pick<BriefForm, 'rules' | 'questions'>,
  from: {
    readonly signals: readonly Signal[]
    readonly questions: readonly Question[]
    readonly day: string
  },
): string {
  const parts = briefOf(
    from.signals.filter(({ rule }) => rules.includes(rule.id)),
    from.questions.filter(({ id }) => questions.includes(id)),
  )
  if (parts.length === 0) return ''
  const said = parts.map(({ heading, lines }) =>
    [words(heading), ...lines.map(({ id, values }) => `- ${words(id, values)}`)].join('\n'),
  )
  return [words('brief.heading', { day: longDay(from.day) }), ...said].join('\n\n')
}

/** The form with its page drafted anew, if the person has not written on it. */
export function drafted(form: BriefForm, draft: string): BriefForm {
  return { ...form, drafted: draft, text: form.text === form.drafted ? draft : form.text }
}
