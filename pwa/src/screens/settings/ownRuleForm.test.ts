import { expect, test } from 'vitest'

import '../../words/late.ts'
import { words } from '../../words/words.ts'
import { faultsIn, FRESH, isCounted, ruleFrom, type OwnRuleWriting } from './ownRuleForm.ts'

const WHOLE: OwnRuleWriting = {
  ...FRESH,
  item: 'daily-steady',
  codes: ['wobbly'],
  title: 'Wobbly again',
  message: 'Ask for an hour.',
}

test('an empty form names each field that it needs', () => {
  expect(Object.keys(faultsIn(FRESH))).toEqual(['item', 'codes', 'title', 'message'])
})

test.each<[string, string, boolean]>([
  ['1', '', true],
  ['60', '400', true],
  [' 2 ', '1', true],
  ['61', '14', false],
  ['0', '14', false],
  ['2', '0', false],
  ['2', '401', false],
  ['', '14', false],
  ['2.5', '14', false],
  ['twice', '14', false],
  ['-3', '14', false],
  ['1e1', '14', false],
])('%s times within %s days can be counted: %s', (times, days, isFit) => {
  const faults = faultsIn({ ...WHOLE, times, days })

  expect(Object.keys(faults).length === 0).toBe(isFit)
})

test('a number out of bounds is told with its bounds', () => {
  const faults = faultsIn({ ...WHOLE, times: '61', days: '401' })

  expect(faults).toEqual({
    times: words('rules.make.number', { max: 60 }),
    days: words('rules.make.number', { max: 400 }),
  })
})

test('a rule of one time has no days', () => {
  expect(isCounted(WHOLE)).toBe(false)
  expect(ruleFrom({ ...WHOLE, days: 'some' })).toMatchObject({ times: 1, days: 1 })
  expect(ruleFrom({ ...WHOLE, times: '3', days: '30' })).toMatchObject({ times: 3, days: 30 })
})
