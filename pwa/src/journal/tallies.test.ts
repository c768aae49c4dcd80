import { describe, expect, test } from 'vitest'

import { shipped } from '../checklists/shipped.ts'
import type { Checklist } from '../checklists/definition.ts'
import { monthSaid, monthsAway } from './months.ts'
import { countsField, talliesOf } from './tallies.ts'
import { told } from './toldGoings.ts'

function daily(): Checklist {
  const found = shipped.find(({ id }) => id === 'daily')
  if (!found) throw new Error('no daily check')
  return found
}

describe('the tallies of an entry', () => {
  test('count each answer by its level and domain', () => {
    const answers = new Map([
      ['daily-steady', 'wobbly'],
      ['daily-energy', 'nothing'],
    ])

    expect(talliesOf({ answers }, daily())).toEqual({ 'self-care': [0, 0, 1, 1] })
  })

  test('leave out answers without a level, and unknown ones', () => {
    const { item } = daily()
    const without = item.flatMap(({ linkId, answerOption }) => {
      const option = answerOption.find(({ ordinal }) => ordinal === null)
      return option ? [[linkId, option.code] as const] : []
    })
    expect(without.length).toBeGreaterThan(0)

    expect(talliesOf({ answers: new Map([...without, ['daily-steady', 'no-code']]) }, daily())).toEqual({})
  })

  test('stand under a name that tells nothing of it', async () => {
    // SHA-256 of the three bytes "abc" (FIPS 180-4).
    expect(await countsField('abc')).toBe('c.ba7816bf8f01cfea')
  })
})

describe('a practice month', () => {
  test.each([
    ['2026-11', 0, '2026-11'],
    ['2026-11', 6, '2026-05'],
    ['2026-11', 11, '2025-12'],
    ['2026-11', 12, '2025-11'],
    ['2026-01', 1, '2025-12'],
    ['2026-01', 60, '2021-01'],
  ])('%s, %i before, is %s', (month, count, before) => {
    expect(monthsAway(month, -count)).toBe(before)
  })

  test.each(['', '2026-11', '2026-02-30', '2026-13-01', '20261101', 20261101, null])(
    'is none of %s',
    (day) => {
      expect(monthSaid(day)).toBeNull()
    },
  )

  test('is that of a leap day too', () => {
    expect([monthSaid('2024-02-29'), monthSaid('2023-02-29')]).toEqual(['2024-02', null])
  })
})

describe('what goes is told', () => {
  test('by kind, with its first and last month', () => {
    const objects = [
      { kind: 'entry', id: 'a', month: '2025-03', leavesRecord: false },
      { kind: 'consultation', id: 'b', month: '2024-12', leavesRecord: true },
      { kind: 'consultation', id: 'c', month: '2025-01', leavesRecord: false },
      { kind: 'entry', id: 'd', month: '0000-00', leavesRecord: false },
    ] as const

    expect(told({ objects, places: new Map() })).toEqual({
      counts: [
        ['entry', 2],
        ['record', 1],
        ['consultation', 1],
      ],
      span: { first: '2024-12', last: '2025-03' },
    })
  })

  test('as nothing where nothing goes', () => {
    expect(told({ objects: [], places: new Map() })).toEqual({ counts: [], span: null })
  })
})
