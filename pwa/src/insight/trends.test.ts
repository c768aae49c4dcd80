import { expect, test } from 'vitest'

import type { Tally } from '../journal/tallies.ts'
import { ANSWERS_MIN, change, of100, together, type Change } from './trends.ts'

test.each<[Tally, Tally, Change | null]>([
  [[ANSWERS_MIN - 1, 0, 0, 0], [20, 0, 0, 0], null],
  [[20, 0, 0, 0], [0, 0, 0, ANSWERS_MIN - 1], null],
  // Two answers more, at the number and one past it.
  [[3, 0, 0, 2], [5, 0, 0, 0], 'harder'],
  [[4, 0, 0, 1], [5, 0, 0, 0], 'as-before'],
  // Fifteen in a hundred.
  [[85, 0, 15, 0], [100, 0, 0, 0], 'harder'],
  [[86, 0, 14, 0], [100, 0, 0, 0], 'as-before'],
  [[100, 0, 0, 0], [85, 0, 0, 15], 'easier'],
  [[100, 0, 0, 0], [86, 0, 0, 14], 'as-before'],
  // Neither is a hard one.
  [[0, 5, 0, 0], [5, 0, 0, 0], 'as-before'],
])('%j after %j is %s', (now, before, told) => {
  expect(change(now, before)).toBe(told)
})

test.each<[Tally, number | null]>([
  [[4, 0, 0, 0], null],
  [[5, 0, 0, 0], 0],
  [[0, 0, 2, 3], 100],
  [[7, 0, 1, 0], 13],
])('of %j, %s in a hundred are hard', (tally, share) => {
  expect(of100(tally)).toBe(share)
})

test('tallies add up by domain', () => {
  const one = new Map<string, Tally>([['boundaries', [1, 2, 3, 4]]])
  const other = new Map<string, Tally>([
    ['boundaries', [1, 0, 0, 0]],
    ['self-care', [0, 0, 0, 1]],
  ])

  expect(Object.fromEntries(together([one, other]))).toEqual({
    boundaries: [2, 2, 3, 4],
    'self-care': [0, 0, 0, 1],
  })
})
