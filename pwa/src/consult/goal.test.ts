import { expect, test } from 'vitest'

import { aSeat, meet, twoSeats, type Seat } from './cast.ts'
import { goalIn, setGoal, type Goal } from './goal.ts'

const set = (to: Goal, { journal, put }: Seat): Promise<void> =>
  setGoal(to, { journal, put: (ops) => put(ops, {}) })

test('a journal that says nothing has no goal', async () => {
  expect(goalIn((await aSeat()).journal)).toEqual({ minutes: null, body: null })
})

test('a goal is read again, and taken back', async () => {
  const seat = await aSeat()

  await set({ minutes: 90, body: 'BACP' }, seat)
  const first = goalIn(seat.journal)
  await set({ minutes: null, body: 'BACP' }, seat)

  expect(first).toEqual({ minutes: 90, body: 'BACP' })
  expect(goalIn(seat.journal)).toEqual({ minutes: null, body: 'BACP' })
})

test('what two phones set of it both holds', async () => {
  const [alma, tablet] = await twoSeats()

  await set({ minutes: 90, body: null }, alma)
  await set({ minutes: null, body: 'AHPRA' }, tablet)
  await meet([alma, tablet])

  expect(goalIn(alma.journal)).toEqual({ minutes: 90, body: 'AHPRA' })
  expect(goalIn(tablet.journal)).toEqual(goalIn(alma.journal))
})

test.each([
  [1440, true],
  [1441, false],
  [1, true],
  [0, false],
  [1.5, false],
])('a goal of %s minutes fits: %s', async (minutes, doesFit) => {
  const seat = await aSeat()

  const setting = set({ minutes, body: null }, seat)

  await (doesFit ? expect(setting).resolves.toBeUndefined() : expect(setting).rejects.toThrow(RangeError))
  expect(goalIn(seat.journal).minutes).toBe(doesFit ? minutes : null)
})
