import { describe, expect, test } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import '../words/late.ts'
import { stateInWords, whenInWords } from './syncState.ts'

const LISBON = clockAt(Date.parse('2026-11-23T14:30:00Z'), 'Europe/Lisbon')
const KOLKATA = clockAt(Date.parse('2026-11-23T20:30:00Z'), 'Asia/Kolkata')
const calm = { count: null, at: null, type: null, done: null }

describe('the words of sync state', () => {
  test('a locked phone tells no count', () => {
    expect(stateInWords('waiting', calm, LISBON)).toBe('Waiting to sync')
  })

  test('an open phone tells how many wait', () => {
    expect(stateInWords('waiting', { ...calm, count: 1 }, LISBON)).toBe('Waiting to sync (1)')
    expect(stateInWords('waiting', { ...calm, count: 1203 }, LISBON)).toBe('Waiting to sync (1,203)')
  })

  test('the last sync is told by its time today', () => {
    const at = Date.parse('2026-11-23T14:02:59Z')

    expect(stateInWords('synced', { ...calm, at }, LISBON)).toBe('Synced 14:02')
  })

  test('the last sync of another day is told by its day', () => {
    const at = Date.parse('2026-11-22T23:59:00Z')

    expect(stateInWords('synced', { ...calm, at }, LISBON)).toBe('Synced Sunday 22 November')
  })

  test('a day is that of the zone the phone is in', () => {
    expect(whenInWords(Date.parse('2026-11-23T18:31:00Z'), KOLKATA)).toBe('00:01')
    expect(whenInWords(Date.parse('2026-11-23T18:29:00Z'), KOLKATA)).toBe('Monday 23 November')
  })

  test('a problem is one word, whatever it is', () => {
    expect(stateInWords('problem', { ...calm, type: 'log-gap', count: 3 }, LISBON)).toBe('Problem')
  })
})
