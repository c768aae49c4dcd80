import { expect, test } from 'vitest'

import { lifeOf } from '../../insight/cast.ts'
import type { Signal } from '../../insight/signal.ts'
import { mostPressingFirst, shownAfter } from './pressing.ts'

test('the level comes first, then what is due sooner', () => {
  const all = signalsOf(
    '1-2 review-up-to-date=behind; 3 daily-interest=yes; 3 daily-privacy=yes; 3 daily-fit=no; 3 daily-safety=now',
    3,
  )

  expect(idsOf(mostPressingFirst(all))).toEqual([
    'danger-now',
    'not-fit-for-work',
    'privacy-slip',
    'mixed-interests',
    'paperwork-behind',
  ])
})

test('a note is shown at once only after a longer look', () => {
  const notes = signalsOf('1-2 review-up-to-date=behind', 2)

  expect(idsOf(shownAfter('daily', notes))).toEqual([])
  expect(idsOf(shownAfter('review', notes))).toEqual(['paperwork-behind'])
})

test('what is put aside or settled is not shown again', () => {
  const put = signalsOf('1 daily-privacy=yes; 1 say privacy-slip settled', 1)
  const taken = signalsOf('1 daily-privacy=yes; 1 say privacy-slip taken-over', 1)

  expect(idsOf(shownAfter('daily', [...put, ...taken]))).toEqual([])
})

test('an act-now that is raised again is shown again', () => {
  const taken = signalsOf('1 daily-safety=now; 1 say danger-now taken-over; 1 daily-safety=now', 1)
  const reached = signalsOf('1 daily-safety=now; 1 say danger-now reached', 1)

  expect(idsOf(shownAfter('daily', taken))).toEqual(['danger-now'])
  expect(idsOf(shownAfter('daily', reached))).toEqual([])
})

function signalsOf(story: string, today: number): readonly Signal[] {
  return lifeOf(story).signals(today)
}

function idsOf(signals: readonly Signal[]): string[] {
  return signals.map(({ rule }) => rule.id)
}
