import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { Storage } from '../platform/storage.ts'
import { keepDayEndsAt, knownDayEndsAt, readDayEndsAt } from './kept.ts'

test('the hour that was chosen is known at once, and read later', async () => {
  const storage = new Storage('kept-hour')

  await keepDayEndsAt(storage, '06:30')
  const later = new Storage('kept-hour')
  const unread = knownDayEndsAt(later)
  await readDayEndsAt(later)

  expect([knownDayEndsAt(storage), unread, knownDayEndsAt(later)]).toEqual(['06:30', '04:00', '06:30'])
})

test('an hour after noon is refused and changes nothing', async () => {
  const storage = new Storage('kept-hour-refused')
  await keepDayEndsAt(storage, '12:00')

  await expect(keepDayEndsAt(storage, '12:01')).rejects.toThrow(RangeError)

  expect(knownDayEndsAt(storage)).toBe('12:00')
  expect(await readDayEndsAt(storage)).toBe('12:00')
})
