/** When a rule speaks, in words: the catalogue's for those that came with the app, else put together of its parts. */
import type { Item } from '../../checklists/definition.ts'
import type { Condition, Rule, Selector } from '../../insight/rule.ts'
import { wordsOf } from '../../insight/wording.ts'
import { checklists } from '../../journal/checklists.ts'
import { counted, words } from '../../words/words.ts'

const list = new Intl.ListFormat('en', { type: 'disjunction' })

export function whenInWords(rule: Rule): string {
  return wordsOf(rule).when || words('rules.own.when', { condition: conditionInWords(rule.when) })
}

/** An item by its linkId, of the newest version of any checklist that is here. */
export function itemCalled(linkId: string): Item | undefined {
  return checklists.current.flatMap(({ item }) => item).find((item) => item.linkId === linkId)
}

function conditionInWords(condition: Condition): string {
  if ('all' in condition) return condition.all.map(conditionInWords).join(` ${words('rules.and')} `)
  if ('any' in condition) return condition.any.map(conditionInWords).join(` ${words('rules.or')} `)
  if ('not' in condition) return words('rules.not', { condition: conditionInWords(condition.not) })
  if ('answer' in condition) return selectorInWords(condition)
  if ('atLeast' in condition) {
    const { of } = condition
    const answers =
      'any' in of ? of.any.map(selectorInWords).join(` ${words('rules.or')} `) : selectorInWords(of)
    const times = counted('rules.times', condition.atLeast)
    return words('rules.at-least', { answers, times, within: counted('rules.within', condition.within.days) })
  }
  if ('streak' in condition) {
    const answers = selectorInWords(condition.of)
    const within = counted('rules.within', condition.within.days)
    return words('rules.streak', { answers, row: condition.streak, within })
  }
  return ofSilence(condition)
}

function ofSilence(condition: Condition): string {
  if ('trend' in condition) {
    const { item, recentDays } = condition.trend
    return words('rules.trend', { question: questionOf(item), days: recentDays })
  }
  if ('sinceConsultation' in condition)
    return counted('rules.since-consultation', condition.sinceConsultation.days)
  if ('sinceCheckin' in condition) return counted('rules.since-check', condition.sinceCheckin.days)
  if ('openSignal' in condition) return counted('rules.open-signal', condition.openSignal.days)
  if ('reached' in condition) return words('rules.reached')
  return words('rules.step-open')
}

function selectorInWords({ answer, in: codes }: Selector): string {
  const options = itemCalled(answer)?.answerOption ?? []
  const answers = codes.map((code) => options.find((one) => one.code === code)?.display ?? code)
  const quoted = answers.map((display) => words('rules.quoted', { text: display }))
  return words('rules.answer', { answers: list.format(quoted), question: questionOf(answer) })
}

function questionOf(linkId: string): string {
  return words('rules.quoted', { text: itemCalled(linkId)?.text ?? linkId })
}
