import { expect, test } from 'vitest'

import type { Contact } from '../../consult/contacts.ts'
import { forms } from '../../consult/shippedForms.ts'
import { shippedRules } from '../../insight/shippedRules.ts'
import { crisis, CRISIS_IDS, crisisOf } from './crises.ts'
import { firstStep, stepsOf } from './steps.ts'

const BERTA: Contact = {
  id: 'berta',
  slot: 'my-side',
  name: 'Berta',
  phone: '030 1234',
  email: null,
  text: '',
  checked: null,
}

test('a person who is known can be called in one tap', () => {
  const [step] = stepsOf({ nextSteps: ['call-someone-on-my-side'] }, [BERTA])

  expect(step).toMatchObject({ kind: 'call', contact: BERTA, tel: 'tel:0301234' })
})

test('nobody to call leaves a line of advice', () => {
  const people = [{ ...BERTA, slot: 'supervisor' }, { ...BERTA, phone: null, email: 'b@example.org' }] // prettier-ignore

  expect(stepsOf({ nextSteps: ['call-someone-on-my-side'] }, people)).toEqual([
    { kind: 'outside', action: 'call-someone-on-my-side' },
  ])
})

test('the first thing that can be done here is the one step', () => {
  const steps = stepsOf({ nextSteps: ['plan-rest', 'call-someone-on-my-side', 'log-consultation'] }, [])

  expect(firstStep('consult', steps)).toMatchObject({ kind: 'part', part: 'log' })
  expect(firstStep('consult', stepsOf({ nextSteps: ['plan-rest'] }, []))).toMatchObject({ part: 'plan' })
})

test('two ways into one part are one way', () => {
  const steps = stepsOf({ nextSteps: ['plan-consultation', 'agenda', 'decision-worksheet'] }, [])

  expect(steps.map(({ action }) => action)).toEqual(['plan-consultation', 'decision-worksheet'])
})

test('a note asks for no step that is not here', () => {
  expect(firstStep('note', stepsOf({ nextSteps: ['plan-rest'] }, []))).toBeUndefined()
})

test('all but notes have a first step here', () => {
  const louder = shippedRules.filter(({ level }) => level !== 'note')

  const kinds = louder.map((rule) => firstStep(rule.level, stepsOf(rule, []))?.kind)

  expect(new Set(kinds)).toEqual(new Set(['part']))
})

test('every act-now rule has a screen with people to call', () => {
  const ofRules = shippedRules.filter(({ level }) => level === 'act-now').map(({ id }) => crisisOf(id).id)
  const slots = CRISIS_IDS.flatMap((id) => crisis(id).calls)

  expect(new Set([...ofRules, 'abuse-or-duty'])).toEqual(new Set(CRISIS_IDS))
  expect(slots.filter((slot) => !forms.slots.includes(slot))).toEqual([])
})
