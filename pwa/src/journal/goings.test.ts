import { describe, expect, test } from 'vitest'

import type { Op } from '../protocol/change.ts'
import type { State } from '../protocol/merge.ts'
import { anEntry } from './cast.ts'
import { ALMA, BEFORE, OLD, stateOf } from './castOfPurging.ts'
import { goingBefore, type Goings } from './goings.ts'

const old = anEntry('old', { day: OLD })
const more: Op = { kind: 'entry', id: 'old', set: { note: { text: 'quincunx' } } }

function going(state: State): Goings {
  return goingBefore(
    state,
    BEFORE,
    () => false,
    () => true,
  )
}

describe.each([
  ['orders a purge', { kind: 'purge', id: 'order', set: { changes: [], mac: '' } }],
  ['only a later app understands', { kind: 'setting', id: 'later', add: { value: 1 } }],
])('a change that %s', (_, bound: Op) => {
  test('stays, whatever else it holds', () => {
    const { objects, places } = going(stateOf({ ops: [old] }, { ops: [more, bound] }))

    expect(objects).toMatchObject([{ kind: 'entry', id: 'old', month: '2025-10' }])
    expect([...places.values()]).toEqual([{ device: ALMA, counter: 1 }])
  })

  test('lets nothing go that stands in it alone', () => {
    expect(going(stateOf({ ops: [old, bound] }))).toEqual({ objects: [], places: new Map() })
  })
})
