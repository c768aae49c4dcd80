import { expect, test } from 'vitest'

import '../../words/late.ts'
import { dayInWords } from '../../words/words.ts'
import { agoInWords, notedInWords } from './daysInWords.ts'

const TODAY = '2026-11-23'

test('near days are told from today, later ones by name', () => {
  expect(agoInWords(TODAY, TODAY)).toBe('today')
  expect(agoInWords('2026-11-22', TODAY)).toBe('yesterday')
  expect(agoInWords('2026-11-10', TODAY)).toBe('13 days ago')
  expect(agoInWords('2026-11-09', TODAY)).toBe(`on ${dayInWords('2026-11-09', TODAY)}`)
  expect(agoInWords('2026-11-24', TODAY)).toBe(`on ${dayInWords('2026-11-24', TODAY)}`)
})

test('a day is named once however often it was noted', () => {
  expect(notedInWords([TODAY, '2026-11-15', TODAY], TODAY)).toBe('You noted it today and 8 days ago.')
})

test('many days are counted from the first', () => {
  const four = ['2026-11-20', '2026-11-21', '2026-11-22', TODAY]

  expect(notedInWords(four, TODAY)).toBe('You noted it today, yesterday, 2 days ago, and 3 days ago.')
  expect(notedInWords(['2026-11-12', ...four], TODAY)).toBe('You noted it on 5 days, the first 11 days ago.')
})

test('what rests on no answer says nothing of days', () => {
  expect(notedInWords([], TODAY)).toBe('')
})
