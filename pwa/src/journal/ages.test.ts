import { describe, expect, test } from 'vitest'

import { emptyState, type State, type Write } from '../protocol/merge.ts'
import { hasRecord, isOfRecord, monthOfObject, NO_MONTH, type Aging } from './ages.ts'
import { goingBefore } from './goings.ts'
import { writtenAnew } from './writtenAnew.ts'

const A = 'a0'.repeat(16)
const [FIRST, LAST] = ['2025-03-01T12:00:00.000Z-0000', '2025-05-01T12:00:00.000Z-0000']
const [OLD, STILL, BEFORE] = ['2025-10-31', '2025-11-01', '2025-11']

const write = (counter: number, verb: object, at = FIRST): Write => ({
  ...verb,
  ...{ device: A, counter, at, seen: {} },
})
const twice = (set: object): Write[] => [write(1, { set }), write(2, { set: {} }, LAST)]

describe('the month of an object', () => {
  test.each<[Aging, string, object, string]>([
    ['entry', '1', { day: OLD }, '2025-10'],
    ['entry', '1', { day: '2025-02-30' }, '2025-03'],
    ['entry', '1', {}, '2025-03'],
    ['signal', '1', { day: OLD }, '2025-10'],
    ['signal', '1', {}, '2025-05'],
    ['consultation', '1', { date: OLD, when: '2024-01-01T13:00' }, '2025-10'],
    ['consultation', '1', { when: `${OLD}T13:00` }, '2025-10'],
    ['consultation', '1', { when: 'soon' }, '2025-05'],
    ['worksheet', '1', { day: OLD, finished: OLD }, '2025-05'],
    ['reflection', '2025-10', {}, '2025-10'],
    ['reflection', '2024', {}, '2024-12'],
    ['reflection', '2025-13', {}, '2025-05'],
  ])('of %s %s with %j', (kind, id, set, month) => {
    expect(monthOfObject(kind, id, twice(set), false)).toBe(month)
  })

  test('is none of what is left of a counted entry', () => {
    expect(monthOfObject('entry', '1', twice({}), true)).toBe(NO_MONTH)
    expect(monthOfObject('entry', '1', twice({ day: OLD }), true)).toBe('2025-10')
    expect(monthOfObject('worksheet', '1', [], false)).toBeNull()
  })
})

describe('the record', () => {
  test.each([
    ['consultation', { date: OLD, minutes: 50 }, true],
    ['consultation', { date: OLD }, false],
    ['consultation', { date: OLD, minutes: true }, false],
    ['consultation', { date: '2025-02-30', minutes: 50 }, false],
    ['worksheet', { date: OLD, minutes: 50 }, false],
  ])('of a %s with %j', (kind, set, leaves) => {
    expect(hasRecord(kind, twice(set))).toBe(leaves)
  })

  test('has no text and no name', () => {
    const record =
      'date minutes kind members mode role direction set-agenda evidence de-identified domain.a hours-for.b'
    const others =
      'name learned question options goal action action-by outcome benefit closes.a for.a when zone'

    expect(record.split(' ').filter(isOfRecord)).toEqual(record.split(' '))
    expect(others.split(' ').filter(isOfRecord)).toEqual([])
  })
})

describe('before a change goes', () => {
  const old = (counter: number): Write => write(counter, { set: { day: OLD } })

  test('what holds a verb of a later version stays', () => {
    const state = aState({ entry: { old: [old(1)] }, weather: { 1: [write(1, { mix: true })] } })

    expect(goingBefore(state, BEFORE, no, yes).objects).toEqual([])
  })

  test('what was removed beside it stays removed', () => {
    const still = [write(1, { set: { day: STILL } }), write(2, { delete: true })]

    expect(anew(aState({ entry: { old: [old(2)], still } }))).toEqual([
      [{ kind: 'entry', id: 'still', delete: true }],
    ])
  })

  test('what was brought back beside it stays', () => {
    const still = [write(1, { set: { day: STILL } }), write(2, { delete: true }), write(3, { set: {} })]

    expect(anew(aState({ entry: { old: [old(3)], still } }))).toEqual([
      [{ kind: 'entry', id: 'still', set: {} }],
    ])
  })

  test('a value that stands elsewhere too is not written again', () => {
    const still = [write(1, { set: { day: STILL, x: 1 } }), write(2, { set: { x: 1, y: 2 } })]

    expect(anew(aState({ entry: { old: [old(2)], still } }))).toEqual([
      [{ kind: 'entry', id: 'still', set: { y: 2 } }],
    ])
  })
})

const no = (): boolean => false
const yes = (): boolean => true

function anew(state: State): unknown {
  return writtenAnew(state, goingBefore(state, BEFORE, no, yes)).map(({ ops }) => ops)
}

function aState(objects: Record<string, Record<string, Write[]>>): State {
  const state = emptyState()
  for (const [kind, byId] of Object.entries(objects)) state.objects.set(kind, new Map(Object.entries(byId)))
  return state
}
