import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { at } from './cast.ts'
import type { Op } from './change.ts'
import type { Purged } from './checks.ts'
import type { Opened } from './envelope.ts'
import { canonical, emptyState, fold, passOver, purgesOf } from './merge.ts'
import { purgedBy, purgeOp } from './purges.ts'
import { PURGE_CHANGES, PURGE_CHANGES_MAX } from './sizes.ts'
import { writeChange } from './change.ts'

const ALMA = 'aa'.repeat(16)
const SECOND = 'bb'.repeat(16)
const ID = 'ab'.repeat(32)
const MAC = new Uint8Array(32)

function changes(count: number): Purged[] {
  return Array.from({ length: count }, (_, place) => [ALMA, place + 1, ID])
}

function wrote(device: string, counter: number, ...ops: Op[]): Opened {
  const header = { account: '11'.repeat(16), device, epoch: 1, counter, previous: '00'.repeat(32) }
  return { header, id: `${device.slice(0, 4)}${counter}`.padEnd(64, '0'), at: at(0), seen: {}, ops }
}

const entry = (id: string): Op => ({ kind: 'entry', id, set: { calm: 1 } })
const purge = (id: string, ...named: [string, number][]): Op =>
  purgeOp(
    id,
    named.map(([device, counter]) => [device, counter, ID]),
    MAC,
  )

describe('a purge', () => {
  test('reads back as it was written', () => {
    expect(purgedBy(purgeOp('p', changes(3), MAC))).toEqual(changes(3))
  })

  test('names 1,000 changes at most', () => {
    expect(purgedBy(purgeOp('p', changes(PURGE_CHANGES_MAX), MAC))).toHaveLength(1000)
    expect(purgedBy(purgeOp('p', changes(PURGE_CHANGES_MAX + 1), MAC))).toEqual([])
  })

  test('fits one change as we write it', () => {
    const longest = changes(PURGE_CHANGES).map(([device, counter, id]): Purged => [
      device,
      Number.MAX_SAFE_INTEGER - counter,
      id,
    ])

    const plaintext = writeChange({ at: at(0), seen: {}, ops: [purgeOp('p', longest, MAC)] }, SECOND)

    expect(plaintext.length).toBeLessThan(64_000)
  })
})

describe('the state without what was purged', () => {
  test('has forgotten the object and its kind', () => {
    const setting: Op = { kind: 'setting', id: 'hour', set: { value: 4 } }
    const state = fold(emptyState(), [wrote(ALMA, 1, entry('a'), setting), wrote(ALMA, 2, entry('a'))])

    fold(state, [wrote(SECOND, 1, purge('p', [ALMA, 1]))])

    expect([...state.objects.keys()].sort()).toEqual(['entry', 'purge'])
    expect(state.objects.get('entry')?.get('a')).toHaveLength(1)
  })

  test('takes nothing back that comes again', () => {
    const state = fold(emptyState(), [wrote(SECOND, 1, purge('p', [ALMA, 1]))])

    fold(state, [wrote(ALMA, 1, entry('a'))])

    expect(state.objects.has('entry')).toBe(false)
    expect(state.heads.get(ALMA)?.counter).toBe(1)
  })

  test('keeps a purge that a purge names', () => {
    const state = fold(emptyState(), [
      wrote(ALMA, 1, purge('p', [SECOND, 1])),
      wrote(SECOND, 1, purge('q', [ALMA, 1]), entry('a')),
    ])

    expect(purgesOf(state).map(([device, counter]) => [device, counter])).toEqual([
      [SECOND, 1],
      [ALMA, 1],
    ])
    expect(state.objects.has('entry')).toBe(false)
  })

  test('is the same bytes in any order, with repeats', () => {
    const op = fc.oneof(
      fc.constantFrom('a', 'b').map(entry),
      fc
        .array(fc.tuple(fc.constantFrom(ALMA, SECOND), fc.integer({ min: 0, max: 4 })), { maxLength: 3 })
        .chain((named) => fc.constantFrom('a', 'p').map((id) => purge(id, ...named))),
    )
    const history = fc.array(fc.tuple(fc.constantFrom(ALMA, SECOND), op), { maxLength: 8 }).map((drafts) => {
      const counters = new Map<string, number>()
      return drafts.map(([device, one]) => {
        counters.set(device, (counters.get(device) ?? 0) + 1)
        return wrote(device, counters.get(device) ?? 0, one)
      })
    })
    const shuffled = history.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
        fc.nat(16),
      ),
    )

    fc.assert(
      fc.property(shuffled, ([all, mixed, cut]) => {
        const inParts = fold(fold(emptyState(), mixed.slice(0, cut)), mixed.slice(cut))
        expect(canonical(inParts)).toBe(canonical(fold(emptyState(), all)))
      }),
      { numRuns: 300 },
    )
  })

  test('is quick after ten years and a thousand purges', () => {
    const written = Array.from({ length: 15_000 }, (_, place) => wrote(ALMA, place + 1, entry(String(place))))
    const purges = Array.from({ length: 1000 }, (_, place) =>
      wrote(SECOND, place + 1, purge(String(place), [ALMA, 15 * place + 1])),
    )
    const state = fold(emptyState(), written)

    for (let from = 0; from < purges.length; from += 100) fold(state, purges.slice(from, from + 100))

    expect(state.objects.get('entry')?.size).toBe(14_000)
  })
})

describe('heads', () => {
  test('are moved by what cannot be read, and never back', () => {
    const state = fold(emptyState(), [wrote(ALMA, 2, entry('a'))])
    const stubs = [wrote(ALMA, 1), wrote(SECOND, 5), wrote(SECOND, 4)]

    passOver(state, stubs)

    expect([...state.heads].map(([device, { counter }]) => [device, counter])).toEqual([
      [ALMA, 2],
      [SECOND, 5],
    ])
  })
})
