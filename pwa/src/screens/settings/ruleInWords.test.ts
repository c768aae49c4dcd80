import { expect, test } from 'vitest'

import type { Condition, Rule } from '../../insight/rule.ts'
import { shippedRules } from '../../insight/shippedRules.ts'
import '../../words/late.ts'
import { whenInWords } from './ruleInWords.ts'

test('a rule of ones own is told by its question and answers', () => {
  const rule = own({ atLeast: 3, within: { days: 14 }, of: WOBBLY, count: 'answers' })

  const told = whenInWords(rule)

  expect(told).toMatch(/^When within 14 days, 3 times or more, you answer “.+” or “.+” to “.+”\.$/)
  expect(told).not.toContain('daily-steady')
})

test.each(shippedRules.map((rule) => [rule.id, rule.when] as const))(
  'every condition can be told, that of %s too',
  (_, when) => {
    const told = whenInWords(own(when))

    expect(told).toMatch(/^When .+\.$/)
    expect(told).not.toMatch(/undefined|[{}]|daily-|session-|review-/)
  },
)

test('what is not known is told by its own name', () => {
  const told = whenInWords(own({ answer: 'no-such-item', in: ['odd'] }))

  expect(told).toBe('When you answer “odd” to “no-such-item”.')
})

const WOBBLY = { answer: 'daily-steady', in: ['wobbly', 'unsteady'] }

function own(when: Condition): Rule {
  const [any] = shippedRules
  if (!any) throw new Error('no rules')
  return { ...any, id: 'own-abcdefgh', when, texts: { title: 'Mine', message: 'Look.' } }
}
