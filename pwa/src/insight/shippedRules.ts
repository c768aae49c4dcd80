/** The rules that come with the app, checked once at load. */
import file from '../../content/rules.json' with { type: 'json' }
import { checkedRules, type Rule } from './rule.ts'
import { shippedQuestions } from './shippedQuestions.ts'

export const shippedRules: readonly Rule[] = checkedRules(file, { questions: shippedQuestions })

export function shippedRule(id: string): Rule | undefined {
  return shippedRules.find((rule) => rule.id === id)
}
