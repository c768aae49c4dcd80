import { expect, test } from 'vitest'

import { icsOf } from './calendar.ts'
import { readConsultation, type Consultation } from './consultation.ts'
import { isLocalTime } from './reading.ts'

test.each([1, 1440])('a plan of %s minutes reads as written', (length) => {
  expect(read({ length }).plan.length).toBe(length)
})

test.each([0, -1, 1441, 9_007_199_254_740_991])('a plan of %s minutes has no length', (length) => {
  const planned = read({ length })

  expect(planned.plan.length).toBeNull()
  expect(icsOf(planned, { title: '', neutral: 'Appointment', remindBefore: null }, 0)).toBeNull()
})

test('a log of more than a day is no log', () => {
  expect(read({ date: '2026-11-22', minutes: 1440 }).isLogged).toBe(true)
  expect(read({ date: '2026-11-22', minutes: 1441 }).isLogged).toBe(false)
})

test.each([
  ['2026-11-30T13:00', true],
  ['2026-11-30T23:59', true],
  ['2026-11-30T24:00', false],
  ['2026-02-30T13:00', false],
  ['2026-11-30T13:00:00', false],
  ['2026-11-30', false],
])('whether %s is a time on a wall: %s', (text, isOne) => {
  expect(isLocalTime(text)).toBe(isOne)
})

function read(set: Record<string, number | string>): Consultation {
  const write = { device: 'a'.repeat(32), counter: 1, at: '2026-11-22T12:00:00.000Z-0000', seen: {} }
  return readConsultation('one', [{ ...write, set: { when: '2026-11-30T13:00', zone: 'UTC', ...set } }])
}
