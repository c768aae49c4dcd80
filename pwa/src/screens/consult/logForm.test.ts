import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { NO_LOG, NO_PLAN, type Consultation } from '../../consult/consultation.ts'
import { aLog, aPlan } from '../../consult/cast.ts'
import { shippedRules } from '../../insight/shippedRules.ts'
import { codesWith, freshLog, hasMore, logAgainForm, logFormSchema, logFrom, logOfPlan } from './logForm.ts'

const EDITING = { kind: 'consultation', id: 'one', fields: {}, read: {} }
const TODAY = '2026-11-23'
const RULE = shippedRules.find(({ domain }) => domain === 'boundaries')?.id ?? ''

function aConsultation(of: Partial<Consultation> = {}): Consultation {
  return {
    ...{ id: 'one', plan: NO_PLAN, log: NO_LOG, isLogged: false, isOpen: true, isRemoved: false },
    ...{ begunAt: '', changedAt: '', revision: 1 },
    ...of,
  }
}

describe('a log that nobody planned', () => {
  it('is of today, half an hour, about what was noticed', () => {
    const log = logFrom(freshLog(EDITING, TODAY, [RULE, RULE]))

    expect([log.date, log.minutes, [...log.domains]]).toEqual([TODAY, 30, ['boundaries']])
  })

  it('says nothing for the person: no kind, and not that nobody can be recognised', () => {
    const log = logFrom(freshLog(EDITING, TODAY, []))

    expect([log.kind, log.isDeIdentified, log.domains.size, log.closes.size]).toEqual([null, false, 0, 0])
  })
})

describe('the log of a plan', () => {
  it('is what was planned', () => {
    const plan = aPlan({ when: '2026-11-20T13:00', length: 50, role: 'supervisor', for: new Set([RULE]) })

    const log = logFrom(logOfPlan(EDITING, TODAY, aConsultation({ plan })))

    expect([log.date, log.minutes, log.kind, log.role]).toEqual([
      '2026-11-20',
      50,
      'individual-supervision',
      'supervisor',
    ])
    expect([...log.domains]).toEqual(['boundaries'])
  })

  it('is of today when it came earlier than planned', () => {
    const plan = aPlan({ when: '2026-11-30T13:00' })

    expect(logFrom(logOfPlan(EDITING, TODAY, aConsultation({ plan }))).date).toBe(TODAY)
  })

  it('begins with the question of the agenda', () => {
    const plan = aPlan({ agenda: new Map([['question', 'What do I owe here?']]) })

    expect(logFrom(logOfPlan(EDITING, TODAY, aConsultation({ plan }))).texts.question).toBe(
      'What do I owe here?',
    )
  })
})

describe('a log that is amended', () => {
  const log = aLog({
    members: 6,
    mode: 'video',
    direction: 'both',
    hoursFor: new Set(['cpd']),
    closes: new Map([[RULE, false]]),
    actionBy: '2026-12-01',
    hasEvidence: true,
    texts: { action: 'Write it down', name: 'M. K.' },
  })

  it('comes out of its form as it went in', () => {
    expect(logFrom(logAgainForm(EDITING, aConsultation({ log, isLogged: true })))).toEqual(log)
  })

  it('unfolds what its body asks only where something stands', () => {
    const bare = aLog({ texts: { learned: 'Much', action: 'A step', outcome: 'Well' } })

    expect(hasMore(logAgainForm(EDITING, aConsultation({ log })))).toBe(true)
    expect(hasMore(logAgainForm(EDITING, aConsultation({ log: bare })))).toBe(false)
  })

  it('offers a code of a later app beside its own', () => {
    expect(codesWith('mode', 'hologram').at(-1)).toBe('hologram')
    expect(codesWith('mode', 'video')).not.toContain('hologram')
    expect(codesWith('mode', '')).not.toContain('')
  })

  it('that was kept before groups were asked for their size goes on', () => {
    const { members, ...before } = freshLog(EDITING, TODAY, [])

    expect(v.parse(logFormSchema, before).members).toBe(members)
  })

  it('takes no empty field for a number', () => {
    const form = logAgainForm(EDITING, aConsultation({ log }))

    expect(logFrom({ ...form, minutes: ' ' }).minutes).toBeNull()
    expect(logFrom({ ...form, minutes: 'ten' }).minutes).toBeNaN()
    expect(logFrom({ ...form, members: ' ' }).members).toBeNull()
    expect(logFrom({ ...form, members: 'ten' }).members).toBeNaN()
  })
})
