import { describe, expect, test } from 'vitest'

import type { Op } from '../protocol/change.ts'
import type { State } from '../protocol/merge.ts'
import { anEntry } from './cast.ts'
import { BEFORE, OLD, stateOf } from './castOfPurging.ts'
import { countsToWrite } from './counted.ts'
import { goingBefore } from './goings.ts'
import { countsField } from './tallies.ts'

/** 48,000 bytes of fields with one tally of one domain each, which are 46 as JSON. */
const IN_ONE_CHANGE = 1043

async function toWrite(state: State): Promise<readonly Op[]> {
  const goings = goingBefore(
    state,
    BEFORE,
    () => false,
    () => true,
  )
  return countsToWrite({ objects: (kind) => state.objects.get(kind) ?? new Map() }, goings)
}

async function aCount(entry: string, ...tally: number[]): Promise<Op> {
  return { kind: 'counts', id: '2025-10', set: { [await countsField(entry)]: { 'self-care': tally } } }
}

describe('the counts of an entry that goes', () => {
  const two = { ops: [anEntry('one', { day: OLD }), anEntry('two', { day: OLD, steady: 'wobbly' })] }

  test('are written once', async () => {
    const state = stateOf(two, { ops: [await aCount('one', 0, 1, 0, 0)] })

    expect(await toWrite(state)).toEqual([await aCount('two', 0, 0, 1, 0)])
  })

  test('are written anew where they are others by now', async () => {
    const written = [await aCount('one', 0, 1, 0, 0), await aCount('two', 1, 0, 0, 0)]

    expect(await toWrite(stateOf(two, { ops: written }))).toEqual([await aCount('two', 0, 0, 1, 0)])
  })
})

test.each([
  [IN_ONE_CHANGE, [IN_ONE_CHANGE]],
  [IN_ONE_CHANGE + 1, [IN_ONE_CHANGE, 1]],
])('a month of %i entries is written in pieces', async (count, sizes) => {
  const ops = Array.from({ length: count }, (_, at) => anEntry(`entry-${at}`, { day: OLD }))

  const written = await toWrite(stateOf({ ops }))

  expect(written.map(({ id, set }) => [id, Object.keys(set ?? {}).length])).toEqual(
    sizes.map((size) => ['2025-10', size]),
  )
})
