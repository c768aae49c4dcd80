import { expect, test } from 'vitest'

import { entries, TEN_YEARS } from '../../build/ten-years.ts'
import { find } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import type { Op } from '../protocol/change.ts'
import { emptyState, fold, type State } from '../protocol/merge.ts'
import { longDay } from '../words/words.ts'
import { anEntry } from './cast.ts'
import { removal } from './entry.ts'
import { Search, type Wordings } from './search.ts'

const WORDINGS: Wordings = { checklist: (id, version) => find(shipped, id, version), day: longDay }

test('accents and capitals do not count', () => {
  const search = searchOf([
    anEntry('one', { note: 'In the Café, déjà vu' }),
    anEntry('two', { note: 'At home' }),
  ])

  expect([...search.find('CAFE deja')]).toEqual(['one'])
  expect([...search.find('café')]).toEqual(['one'])
})

test('every word must be found somewhere', () => {
  const search = searchOf([anEntry('one', { note: 'slow hour' }), anEntry('two', { note: 'slow' })])

  expect([...search.find('slow hour')]).toEqual(['one'])
  expect(search.find('slow nowhere').size).toBe(0)
})

test('questions and chosen answers are found in words', () => {
  const search = searchOf([anEntry('one', { steady: 'mostly' }), anEntry('two', { steady: 'unsteady' })])

  expect([...search.find('"mostly steady"'.replaceAll('"', ''))]).toEqual(['one'])
  expect(search.find('steady').size).toBe(2)
})

test('a day is found by its name', () => {
  const search = searchOf([anEntry('one', { day: '2026-11-22' }), anEntry('two')])

  expect([...search.find('sunday november 2026')]).toEqual(['one'])
  expect([...search.find('2026-11-23')]).toEqual(['two'])
})

test('a removed entry is not found', () => {
  const search = searchOf([anEntry('one', { note: 'gone' }), removal('one')])

  expect(search.find('gone').size).toBe(0)
})

test('ten years answer each letter within a frame or three', () => {
  const search = searchOf([...entries(TEN_YEARS)].map(({ op }) => op))
  const texts = ['t', 'ti', 'tir', 'tire', 'tired', 'tired cafe', 'monday steady']

  const times = texts.map((text) => {
    const began = performance.now()
    search.find(text)
    return performance.now() - began
  })

  const median = times.sort((one, other) => one - other)[3]
  expect(median).toBeLessThan(50)
})

function searchOf(ops: readonly Op[]): Search {
  const state: State = emptyState()
  ops.forEach((op, at) => {
    const header = { account: '', device: 'aa', epoch: 1, counter: at + 1, previous: '' }
    fold(state, [
      {
        header,
        id: String(at),
        at: `2026-11-23T12:00:00.000Z-${at.toString(16).padStart(4, '0')}`,
        seen: {},
        ops: [op],
      },
    ])
  })
  return new Search(state.objects.get('entry') ?? new Map(), WORDINGS)
}
