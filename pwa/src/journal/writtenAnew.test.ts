import { describe, expect, test } from 'vitest'

import { at } from '../protocol/cast.ts'
import type { Op } from '../protocol/change.ts'
import { anEntry } from './cast.ts'
import { ALMA, BEFORE, OLD, SECOND, setting, stateOf, STILL, type Written } from './castOfPurging.ts'
import { goingBefore } from './goings.ts'
import { writtenAnew, type Anew } from './writtenAnew.ts'

const old = anEntry('old', { day: OLD })
const still = anEntry('still', { day: STILL })
const removal: Op = { kind: 'entry', id: 'still', delete: true }

/** What is written before all goes that is old: of these changes, those with `old` in them go. */
function anew(...written: readonly Written[]): readonly Anew[] {
  const state = stateOf(...written)
  const goings = goingBefore(
    state,
    BEFORE,
    () => false,
    () => true,
  )
  return writtenAnew(state, goings)
}

describe('a removal that goes', () => {
  test('is written anew: what was removed stays removed', () => {
    expect(anew({ ops: [still] }, { ops: [old, removal] })).toEqual([{ at: at(1), ops: [removal] }])
  })

  test('is not where another one stays', () => {
    expect(anew({ ops: [still] }, { ops: [removal] }, { ops: [old, removal] })).toEqual([])
  })

  test('is not where all of the object goes with it', () => {
    expect(anew({ ops: [old, still] }, { ops: [old, removal] })).toEqual([])
  })
})

describe('an object that loses no field', () => {
  test('is kept where nothing else would say that it is', () => {
    const bare: Op = { kind: 'contact', id: 'ruth', set: {} }

    expect(anew({ ops: [old, bare] })).toEqual([{ at: at(0), ops: [bare] }])
  })

  test('is not taken for removed once it came back', () => {
    const { kind, id } = setting
    const gone = { kind, id, delete: true }

    expect(anew({ ops: [setting] }, { ops: [gone] }, { ops: [old, setting] })).toEqual([
      { at: at(2), ops: [{ kind, id, set: {} }] },
    ])
  })

  test('is left alone where it stands elsewhere', () => {
    expect(anew({ ops: [setting] }, { ops: [old, setting] })).toEqual([])
  })
})

test.each([
  [ALMA, SECOND],
  [SECOND, ALMA],
])('a value is as old as its last writing', (first, then) => {
  const chosen = (value: number): Op => ({ kind: 'setting', id: 'goal', set: { value } })

  const written = anew({ device: first, ops: [old, chosen(1)] }, { device: then, ops: [old, chosen(2)] })

  expect(written).toEqual([{ at: at(1), ops: [chosen(2)] }])
})
