import { expect, test } from 'vitest'

import { lifeOf } from './cast.ts'
import { fatesOf, raisedIn } from './fates.ts'
import type { Signal } from './signal.ts'

// Days are those of 2026, counted from 1 January.
const STORY =
  '4 session-pull=strong; 10 consult:boundaries; 40 session-pull=strong; 41 say strong-pull settled'

const pulls = (story: string, today: number): readonly Signal[] => lifeOf(story).of('strong-pull', today)

test('a signal is of the month in which it opened', () => {
  const signals = pulls(STORY, 70)

  const counts = ['2025-12', '2026-01', '2026-02', '2026-03'].map((month) => raisedIn(month, signals).length)

  expect(counts).toEqual([0, 1, 1, 0])
})

test('those of a month stand in the order in which they opened', () => {
  const story = '4 session-pull=strong; 6 say strong-pull settled; 20 session-pull=strong'

  expect(raisedIn('2026-01', pulls(story, 25)).map(({ opened }) => opened)).toEqual([
    '2026-01-04',
    '2026-01-20',
  ])
})

test('what became of it is told as it stands now', () => {
  const fates = (month: string): object => Object.fromEntries(fatesOf(raisedIn(month, pulls(STORY, 70))))

  expect(fates('2026-01')).toEqual({ talk: 1 })
  expect(fates('2026-02')).toEqual({ own: 1 })
  expect(Object.fromEntries(fatesOf(pulls('4 session-pull=strong', 5)))).toEqual({ open: 1 })
  expect(fatesOf([]).size).toBe(0)
})
