import { describe, expect, it } from 'vitest'

import { aLog, aPlan } from '../../consult/cast.ts'
import { NO_LOG, NO_PLAN, type Consultation } from '../../consult/consultation.ts'
import { byMonth, choiceInWords, isOver, minutesIn, titleOf, whenInWords } from './talking.ts'

import '../../words/late.ts'

function aTalk(id: string, date: string, minutes = 30): Consultation {
  const log = aLog({ date, minutes })
  return {
    ...{ id, log, plan: NO_PLAN, isLogged: true, isOpen: false, isRemoved: false },
    ...{ begunAt: '', changedAt: '', revision: 1 },
  }
}

describe('the log by month', () => {
  it('has the latest month and the latest talk first', () => {
    const talks = [
      aTalk('a', '2026-10-02'),
      aTalk('b', '2026-11-01'),
      aTalk('c', '2026-11-20'),
      aTalk('d', '2025-11-30'),
    ]

    const months = byMonth(talks).map(([month, of]) => [month, of.map(({ id }) => id)])

    expect(months).toEqual([
      ['2026-11', ['c', 'b']],
      ['2026-10', ['a']],
      ['2025-11', ['d']],
    ])
  })

  it('adds up the minutes of its talks', () => {
    expect(minutesIn([aTalk('a', '2026-11-01', 50), aTalk('b', '2026-11-02', 10)])).toBe(60)
    expect(minutesIn([])).toBe(0)
  })
})

describe('a plan', () => {
  // 13:00 to 13:50 in Berlin, which is an hour ahead of UTC in November.
  const plan = aPlan({ when: '2026-11-30T13:00', zone: 'Europe/Berlin', length: 50 })

  it.each([
    ['2026-11-30T12:49:59Z', false],
    ['2026-11-30T12:50:00Z', true],
  ])('at %s is over: %s', (now, is) => {
    expect(isOver({ plan }, Date.parse(now))).toBe(is)
  })

  it('says its day and hour on the clock it was made for', () => {
    expect(whenInWords(plan.when, '2026-11-23')).toMatch(/^Monday,? 30 November, 13:00$/)
    expect(whenInWords(null, '2026-11-23')).toBe('')
  })

  it('is named by whom it is with, a log by its kind', () => {
    const planned = { ...aTalk('a', '2026-11-01'), isLogged: false, log: NO_LOG, plan }

    expect(titleOf(planned)).toBe('Supervisor')
    expect(titleOf(aTalk('a', '2026-11-01'))).toBe('Peer consultation')
  })

  it('shows a code of a later app as it is', () => {
    expect(choiceInWords('kind', 'walk-and-talk')).toBe('walk-and-talk')
    expect(choiceInWords('kind', null)).toBe('')
  })
})
