/** What a person reads of a rule, or of a file of rules, that was not taken. */
import { MalformedRule } from '../../insight/problems.ts'
import { words } from '../../words/words.ts'
import { problemWords } from '../problemWords.ts'

export function faultInWords(problem: unknown): string {
  if (!(problem instanceof MalformedRule)) return problemWords(problem)
  const { rule, field, reason } = problem
  return rule === ''
    ? words('rules.refused.whole', { field, reason })
    : words('rules.refused.rule', { rule, field, reason })
}
