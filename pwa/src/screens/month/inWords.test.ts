import { expect, test } from 'vitest'

import type { Tally } from '../../journal/tallies.ts'
import { domainInWords, domainsWith, hardInWords, hoursInWords, trendInWords } from './inWords.ts'

import '../../words/late.ts'

const november = (tally: Tally, checks = 9): Parameters<typeof trendInWords>[0] => ({
  month: '2026-11',
  checks,
  tallies: new Map([['boundaries', tally]]),
})

test('a trend is one sentence, and how it stands to the month before', () => {
  expect(trendInWords(november([30, 16, 10, 4]), 'boundaries', 'harder')).toBe(
    'Hard ones in November 2026: 14 of 60 answers, 23 in 100. More often than in the month before.',
  )
  expect(trendInWords(november([5, 0, 0, 0]), 'boundaries', null)).toBe(
    'Hard ones in November 2026: 0 of 5 answers, 0 in 100. The month before has too few to compare with.',
  )
})

test('what is too little to say is said to be', () => {
  const few = (tally: Tally): string => trendInWords(november(tally), 'boundaries', null)

  expect(few([4, 0, 0, 0])).toBe('In November 2026 there were 4 answers: too few to say.')
  expect(few([1, 0, 0, 0])).toBe('In November 2026 there was 1 answer: too few to say.')
  expect(trendInWords(november([4, 0, 0, 0]), 'self-care', null)).toContain('0 answers')
  expect(trendInWords(november([0, 0, 0, 0], 0), 'boundaries', null)).toBe(
    'In November 2026 there was no check.',
  )
  expect([hardInWords([4, 0, 0, 0]), hardInWords([4, 0, 1, 0])]).toEqual(['Too few to say', '1 of 5 hard'])
})

test("the nine domains are there, and one's own where it has answers", () => {
  const one: Tally = [1, 0, 0, 0]

  expect(domainsWith(new Map([['boundaries', one]]))).toHaveLength(9)
  expect(domainsWith(new Map([['own', one]])).at(-1)).toBe('own')
  expect(['own', 'boundaries', 'of-a-later-app'].map(domainInWords)).toEqual([
    'My own questions',
    'Boundaries',
    'of-a-later-app',
  ])
})

test.each([
  [90, '1.5'],
  [0, '0'],
  [60, '1'],
  [45, '0.7'],
  [5, '0'],
  [6, '0.1'],
])('%s minutes are %s hours', (minutes, hours) => {
  expect(hoursInWords(minutes)).toBe(hours)
})
