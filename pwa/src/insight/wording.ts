/** What is said of a rule: its texts in the catalogue, or its own where it did not come with the app. */
import { hasWords, words } from '../words/words.ts'
import { numberOf } from './adjusting.ts'
import type { Action, Rule } from './rule.ts'

export interface RuleWords {
  readonly title: string
  /** What the panel says. */
  readonly message: string
  /** The same of an act-now that is over a day old. */
  readonly past: string
  readonly why: string
  /** When it is noticed, with the numbers as they are set; empty for an own rule, which says it by its parts. */
  readonly when: string
  readonly clears: string
}

export function wordsOf(rule: Rule): RuleWords {
  const { texts } = rule
  if (texts) {
    const { title, message, why = '' } = texts
    return { title, message, past: message, why, when: '', clears: '' }
  }
  const { id } = rule
  const message = words(`rule.${id}.message`)
  return {
    title: words(`rule.${id}.title`),
    message,
    past: hasWords(`rule.${id}.past`) ? words(`rule.${id}.past`) : message,
    why: words(`rule.${id}.why`),
    when: words(`rule.${id}.when`, numbersOf(rule)),
    clears: words(`rule.${id}.clears`),
  }
}

export function actionWords(action: Action): string {
  return words(`action.${action}`)
}

/** `name`: of an adjustable number, or "cooldownDays". */
export function numberWords(name: string): string {
  return words(`rule.set.${name}`)
}

function numbersOf(rule: Rule): Record<string, number> {
  return Object.fromEntries(rule.adjustable.map((one) => [one.name, numberOf(rule, one) ?? 0]))
}
