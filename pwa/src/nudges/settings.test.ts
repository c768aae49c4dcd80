import { expect, test } from 'vitest'

import type { Op } from '../protocol/change.ts'
import type { Write } from '../protocol/merge.ts'
import { FIRST_PATTERN } from './kept.ts'
import { choose, chosenIn, faultOf, type Chosen, type SettingParts } from './settings.ts'

const EVENING: Chosen = { hours: ['19:00'], restDays: [], quietFrom: '22:00', quietTo: '07:00' }

/** A journal that holds what is put. */
class AJournal implements SettingParts {
  readonly ops: Op[] = []
  readonly #writes: Write[] = []

  journal = {
    objects: (kind: string): ReadonlyMap<string, readonly Write[]> =>
      new Map(kind === 'setting' ? [['nudges', this.#writes]] : []),
    follow: (): Promise<void> => Promise.resolve(),
  }

  put = (ops: readonly Op[]): Promise<void> => {
    for (const op of ops) {
      const counter = this.#writes.length + 1
      const at = `2026-11-23T12:00:0${counter}.000Z-0000`
      this.#writes.push({ ...op, device: 'd1'.repeat(16), counter, at, seen: {} })
    }
    this.ops.push(...ops)
    return Promise.resolve()
  }
}

test('a journal that says nothing has the first hours', () => {
  expect({ ...chosenIn(new AJournal().journal), minutes: 0 }).toEqual({ ...FIRST_PATTERN, minutes: 0 })
})

test('what was chosen is read again', async () => {
  const one = new AJournal()
  const chosen: Chosen = { hours: ['08:00', '19:00'], restDays: [0, 6], quietFrom: '21:30', quietTo: '06:30' }

  await choose(chosen, one)

  expect(chosenIn(one.journal)).toEqual(chosen)
})

test('a second hour that was taken back is gone', async () => {
  const one = new AJournal()
  await choose({ ...EVENING, hours: ['08:00', '19:00'], restDays: [3] }, one)

  await choose(EVENING, one)

  expect(chosenIn(one.journal)).toEqual(EVENING)
})

test('only what differs is written', async () => {
  const one = new AJournal()
  await choose(EVENING, one)

  await choose({ ...EVENING, quietTo: '08:00' }, one)
  await choose({ ...EVENING, quietTo: '08:00' }, one)

  expect(one.ops).toHaveLength(2)
  expect(one.ops[1]).toMatchObject({ set: { 'quiet-to': '08:00' } })
})

test.each<[string, Partial<Chosen>, string | null]>([
  ['an hour long before quiet', {}, null],
  ['an hour within quiet', { hours: ['23:00'] }, 'hour-quiet'],
  ['a second hour too near to quiet', { hours: ['19:00', '21:45'] }, 'hour-quiet'],
  ['rest on six days', { restDays: [0, 1, 2, 3, 4, 5] }, null],
  ['rest on all days', { restDays: [0, 1, 2, 3, 4, 5, 6] }, 'no-day'],
])('%s has its fault named', (_, of, fault) => {
  expect(faultOf({ ...EVENING, ...of })).toBe(fault)
})

test('hours with a fault are not kept', async () => {
  const one = new AJournal()

  await expect(choose({ ...EVENING, hours: ['23:00'] }, one)).rejects.toThrow(RangeError)

  expect(one.ops).toEqual([])
})
