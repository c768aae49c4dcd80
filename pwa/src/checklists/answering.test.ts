import { describe, expect, test } from 'vitest'

import shippedFile from '../../content/checklists.json'
import { afterSession, complete, enabled, longerLook, shortDay } from './answering.ts'
import { aChecklist, aFile, anItem } from './builders.ts'
import { checked, newest, type Checklist, type Item } from './definition.ts'

const shipped = checked(shippedFile)
const named = (id: string): Checklist => {
  const checklist = newest(shipped, id)
  if (!checklist) throw new Error(`no checklist ${id}`)
  return checklist
}
const ids = (items: readonly Item[]): string[] => items.map((item) => item.linkId)
const itemsWith = (...rest: Record<string, unknown>[]): readonly Item[] =>
  checked(aFile(aChecklist({ item: [anItem('a'), anItem('b'), ...rest] })))[0]?.item ?? []

describe('what is asked', () => {
  const isGood = (question: string) => ({ question, operator: '=', answer: 'good' })

  test.each([
    ['any, one met', 'any', { a: 'good' }, true],
    ['any, none met', 'any', { a: 'bad', b: 'bad' }, false],
    ['all, one met', 'all', { a: 'good', b: 'bad' }, false],
    ['all met', 'all', { a: 'good', b: 'good' }, true],
  ])('%s', (_, enableBehavior, answers, asked) => {
    const items = itemsWith(anItem('c', { enableWhen: [isGood('a'), isGood('b')], enableBehavior }))

    expect(ids(enabled(items, answers)).includes('c')).toBe(asked)
  })

  test.each([
    ['!=', 'good', {}, true],
    ['!=', 'good', { a: 'good' }, false],
    ['!=', 'good', { a: 'bad' }, true],
    ['exists', true, {}, false],
    ['exists', true, { a: 'bad' }, true],
    ['exists', false, {}, true],
    ['exists', false, { a: 'bad' }, false],
  ])('operator %s %s with %o', (operator, answer, answers, asked) => {
    const items = itemsWith(anItem('c', { enableWhen: [{ question: 'a', operator, answer }] }))

    expect(ids(enabled(items, answers)).includes('c')).toBe(asked)
  })

  test('an answer that is no longer asked for opens nothing', () => {
    const items = itemsWith(
      anItem('c', { enableWhen: [isGood('a')] }),
      anItem('d', { enableWhen: [isGood('c')] }),
    )

    expect(ids(enabled(items, { a: 'good', c: 'good' }))).toEqual(['a', 'b', 'c', 'd'])
    expect(ids(enabled(items, { a: 'bad', c: 'good' }))).toEqual(['a', 'b'])
  })
})

describe('what is left out', () => {
  const off = { off: true }

  test('is not asked, and opens nothing', () => {
    const items = itemsWith(
      anItem('c', off),
      anItem('d', { enableWhen: [{ question: 'c', operator: '=', answer: 'good' }] }),
    )

    expect(ids(enabled(items, { c: 'good' }))).toEqual(['a', 'b'])
  })

  test('takes no turn on a short day', () => {
    const items = itemsWith(anItem('c', off), anItem('d'))

    const asked = ['2026-11-23', '2026-11-24', '2026-11-25'].flatMap((day) => ids(shortDay(items, day)))

    expect(new Set(asked)).toEqual(new Set(['a', 'b', 'd']))
  })

  test('takes no turn after a session, and is in no longer look', () => {
    const list: Checklist = {
      id: 'x',
      version: 1,
      title: 'X',
      item: itemsWith(anItem('c', off), anItem('core', { core: true })),
    }

    const turns = [0, 1, 2].flatMap((turn) => {
      const { shown, rotating, more } = afterSession(list, turn)
      return ids([...shown, ...(rotating ? [rotating] : []), ...more])
    })

    expect(new Set(turns)).toEqual(new Set(['core', 'a', 'b']))
    expect(longerLook(list, 'monthly', {}).map(ids)).toEqual([['a', 'b', 'core']])
  })
})

describe('after a session', () => {
  const checklist = named('after-session')

  test('five items stand at once and nothing is lost behind more', () => {
    const { shown, rotating, more } = afterSession(checklist, 0)

    expect(shown).toHaveLength(5)
    expect(shown.every((item) => item.core)).toBe(true)
    expect(new Set(ids([...shown, ...(rotating ? [rotating] : []), ...more])).size).toBe(8)
  })

  test('every other domain comes up within three sessions', () => {
    const turns = [0, 1, 2].map((turn) => afterSession(checklist, turn).rotating?.domain)

    expect(new Set(turns)).toEqual(
      new Set(['informed-consent', 'cultural-sensitivity', 'supervision-consultation']),
    )
    expect(afterSession(checklist, 3).rotating).toEqual(afterSession(checklist, 0).rotating)
  })

  test('a question that follows from an answer is shown at once', () => {
    expect(ids(afterSession(checklist, 0, { 'session-pull': 'strong' }).shown)).toContain(
      'session-whose-need',
    )
    expect(ids(afterSession(checklist, 0, { 'session-pull': 'no' }).shown)).not.toContain(
      'session-whose-need',
    )
  })

  test('a checklist of one’s own shows all it has', () => {
    const [own] = checked(aFile(aChecklist({ item: [anItem('a'), anItem('b')] })))

    expect(own && ids(afterSession(own, 4).shown)).toEqual(['a', 'b'])
  })
})

describe('a short day', () => {
  const { item } = named('daily')

  test('is two questions and Save: three taps', () => {
    expect(shortDay(item, '2026-11-23')).toHaveLength(2)
  })

  test('asks every item once in four short days', () => {
    const days = ['2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01']

    expect(new Set(days.flatMap((day) => ids(shortDay(item, day)))).size).toBe(8)
  })

  test('never asks about self-care alone', () => {
    for (const day of ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']) {
      expect(new Set(shortDay(item, day).map(({ domain }) => domain)).size).toBe(2)
    }
  })

  test('makes do with what the person left switched on', () => {
    expect(shortDay(item.slice(0, 3), '2026-11-24').length).toBeGreaterThan(0)
    expect(shortDay(item.slice(0, 1), '2026-11-24')).toHaveLength(1)
    expect(shortDay([], '2026-11-24')).toEqual([])
  })
})

describe('a longer look', () => {
  test('is eleven items a week and twenty a month, never more than twelve a page', () => {
    const sizes = (cadence: 'weekly' | 'monthly') =>
      longerLook(named('review'), cadence, {}).map((page) => page.length)

    expect(sizes('weekly')).toEqual([11])
    expect(sizes('monthly')).toEqual([10, 10])
  })
})

describe('what is saved', () => {
  const draft = {
    checklist: named('after-session'),
    at: Date.UTC(2026, 10, 24, 0, 30),
    day: '2026-11-23',
    zone: 'Europe/London',
  }

  test('holds the day it is for, not the day it was opened', () => {
    expect(complete({ ...draft, answers: { 'session-risk': 'no' } })).toEqual({
      checklist: 'after-session',
      version: 1,
      day: '2026-11-23',
      zone: 'Europe/London',
      authored: '2026-11-24T00:30:00.000Z',
      answers: { 'session-risk': 'no' },
    })
  })

  test('drops the answer to a question that is no longer asked', () => {
    const answers = { 'session-pull': 'no', 'session-whose-need': 'mostly-mine' }

    expect(complete({ ...draft, answers }).answers).toEqual({ 'session-pull': 'no' })
  })

  test('has a note only when something was written', () => {
    expect(complete({ ...draft, answers: {}, note: '  I rushed.  ' }).note).toBe('I rushed.')
    expect('note' in complete({ ...draft, answers: {}, note: '   ' })).toBe(false)
  })
})
