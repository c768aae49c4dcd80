import { expect, test } from 'vitest'

import { withWritten } from './written.ts'

const at = (time: string): { nowMs: number; zone: string; dayEndsAt: string } => ({
  nowMs: Date.parse(time),
  zone: 'UTC',
  dayEndsAt: '04:00',
})
const NOON = at('2026-11-23T12:00:00Z')
const SEEN = { seen: { seq: 5, taken: 2, at: NOON.nowMs - 3_600_000 }, written: [] }

test('the first look at a log counts for no day', () => {
  const { written, seen } = withWritten({ seen: null, written: [] }, { seq: 900, taken: 40 }, NOON)

  expect(written).toEqual([])
  expect(seen).toEqual({ seq: 900, taken: 40, at: NOON.nowMs })
})

test('what this phone sent counts for the day', () => {
  expect(withWritten(SEEN, { seq: 6, taken: 3 }, NOON).written).toEqual(['2026-11-23'])
})

test('what came since a sync of the same day counts for it', () => {
  expect(withWritten(SEEN, { seq: 6, taken: 2 }, NOON).written).toEqual(['2026-11-23'])
})

test('what came since an earlier day may be of then', () => {
  const seen = { ...SEEN.seen, at: NOON.nowMs - 86_400_000 }

  expect(withWritten({ seen, written: [] }, { seq: 6, taken: 2 }, NOON).written).toEqual([])
})

test('a sync that brought nothing counts for no day', () => {
  expect(withWritten(SEEN, { seq: 5, taken: 2 }, NOON).written).toEqual([])
})

test('after midnight it is still the day before', () => {
  const night = at('2026-11-24T01:00:00Z')

  expect(withWritten(SEEN, { seq: 6, taken: 3 }, night).written).toEqual(['2026-11-23'])
})

test('only the last three days are kept', () => {
  const written = ['2026-11-20', '2026-11-21', '2026-11-22']

  expect(withWritten({ ...SEEN, written }, { seq: 6, taken: 3 }, NOON).written).toEqual([
    '2026-11-21',
    '2026-11-22',
    '2026-11-23',
  ])
})
