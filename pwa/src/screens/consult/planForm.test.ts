import { describe, expect, it } from 'vitest'

import { NO_PLAN } from '../../consult/consultation.ts'
import { shippedRules } from '../../insight/shippedRules.ts'
import { drafted, freshPlan, mustBeToCome, planAgainForm, planFrom, type PlanForm } from './planForm.ts'

import '../../words/late.ts'

const EDITING = { kind: 'consultation', id: 'one', fields: {}, read: {} }

function aForm(of: Partial<PlanForm> = {}, today = '2026-11-23'): PlanForm {
  const fresh = freshPlan({
    editing: EDITING,
    today,
    zone: 'Europe/Berlin',
    rules: [],
    way: 'whole',
    role: '',
  })
  return { ...fresh, ...of }
}

function noticed(domain: string): { rule: (typeof shippedRules)[number]; level: 'consult' } {
  const rule = shippedRules.find((one) => one.domain === domain)
  if (!rule) throw new Error(`no rule of ${domain}`)
  return { rule, level: 'consult' }
}

describe('a fresh plan', () => {
  it.each([
    ['2026-11-23', '2026-11-24'], // Monday
    ['2026-11-26', '2026-11-27'],
    ['2026-11-27', '2026-11-30'], // Friday
    ['2026-11-28', '2026-11-30'],
    ['2026-12-31', '2027-01-01'],
  ])('made on %s is for the working day %s', (today, day) => {
    expect(planFrom(aForm({}, today)).when).toBe(`${day}T13:00`)
  })

  it('takes ten minutes in the quick way and more in the whole', () => {
    const quick = freshPlan({
      editing: EDITING,
      today: '2026-11-23',
      zone: 'UTC',
      rules: [],
      way: 'quick',
      role: '',
    })

    expect([planFrom(quick).length, planFrom(aForm()).length]).toEqual([10, 45])
  })
})

describe('its agenda', () => {
  it('is drafted from what was noticed, and anew when that changes', () => {
    const first = { ...aForm(), ...drafted(aForm(), [noticed('boundaries')]) }

    const second = drafted(first, [noticed('boundaries'), noticed('competence')])

    expect(first.agenda['question']).not.toBe('')
    expect(second.agenda['question']).toContain(first.agenda['question'])
    expect(second.agenda['question']?.split('\n')).toHaveLength(2)
  })

  it('keeps what the person wrote, and what was emptied stays empty', () => {
    const first = { ...aForm(), ...drafted(aForm(), [noticed('boundaries')]) }
    const written = { ...first, agenda: { ...first.agenda, question: 'My own question', situation: '' } }

    const { agenda } = drafted(written, [noticed('competence')])

    expect(agenda['question']).toBe('My own question')
    expect(agenda['situation']).toBe('')
  })

  it('leaves out the parts that its way does not have', () => {
    const form = aForm({ way: 'quick', agenda: { question: 'Kept', situation: 'Of the whole one' } })

    expect([...planFrom(form).agenda]).toEqual([['question', 'Kept']])
  })
})

describe('the standards on the agenda', () => {
  it('are those of the codes that the person goes by', () => {
    const { rule } = noticed('boundaries')
    const [code = ''] = Object.keys(rule.references)

    const { agenda } = drafted(aForm(), [{ rule, level: 'consult' }], [code])

    expect(agenda['standards']).toBe(`${code}: ${(rule.references[code] ?? []).join(', ')}`)
    expect(drafted(aForm(), [{ rule, level: 'consult' }]).agenda['standards']).toBe('')
  })
})

describe('the time of a plan', () => {
  const NOON_IN_BERLIN = Date.parse('2026-11-23T11:00:00Z')
  const NOTHING = { fields: {} }
  const at = (day: string, time: string, length = '45') => planFrom(aForm({ day, time, length }))

  it.each([
    ['2026-11-23', '11:15'], // its end is now
    ['2026-11-22', '13:00'],
    ['2016-11-30', '13:00'],
  ])('on %s at %s is over and refused', (day, time) => {
    expect(() => mustBeToCome(at(day, time), NOTHING, NOON_IN_BERLIN)).toThrow('when: passed')
  })

  it.each([
    ['2026-11-23', '11:16'], // it still goes on
    ['2026-11-23', '12:00'],
    ['2026-11-24', '09:00'],
  ])('on %s at %s is to come', (day, time) => {
    expect(() => mustBeToCome(at(day, time), NOTHING, NOON_IN_BERLIN)).not.toThrow()
  })

  it('may stay as it was when the plan is changed afterwards', () => {
    const plan = at('2026-11-20', '13:00')

    expect(() => mustBeToCome(plan, { fields: { when: '2026-11-20T13:00' } }, NOON_IN_BERLIN)).not.toThrow()
    expect(() => mustBeToCome(plan, { fields: { when: '2026-11-27T13:00' } }, NOON_IN_BERLIN)).toThrow()
  })

  it('that is none is left to what keeps the plan', () => {
    expect(() => mustBeToCome(at('', '13:00'), NOTHING, NOON_IN_BERLIN)).not.toThrow()
    expect(() => mustBeToCome(at('2026-02-30', '13:00'), NOTHING, NOON_IN_BERLIN)).not.toThrow()
  })
})

describe('a plan that is changed', () => {
  const plan = {
    ...NO_PLAN,
    when: '2026-11-30T13:00',
    zone: 'Asia/Kolkata',
    length: 50,
    role: 'supervisor',
    contact: 'somebody',
    for: new Set(['some-rule']),
    agenda: new Map([['mine', 'A text']]),
  }

  it('comes out of its form as it went in', () => {
    expect(planFrom(planAgainForm(EDITING, { ...plan, agenda: new Map([['situation', 'x']]) }))).toEqual({
      ...plan,
      agenda: new Map([['situation', 'x']]),
    })
  })

  it('is not written over by a draft', () => {
    const form = planAgainForm(EDITING, plan)

    expect(drafted(form, [noticed('boundaries')]).agenda).toEqual({ mine: 'A text' })
  })

  it('has no time while its day or its hour is missing', () => {
    expect(planFrom(aForm({ day: '' })).when).toBeNull()
    expect(planFrom(aForm({ time: '' })).when).toBeNull()
    expect(planFrom(aForm({ length: '' })).length).toBeNull()
  })
})
