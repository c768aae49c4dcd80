import { describe, expect, test } from 'vitest'

import file from '../../content/consultations.json'
import { asksForIdentifiers } from './identifying.ts'
import { parseForms } from './forms.ts'
import { codesOf } from './shippedForms.ts'

describe('the forms', () => {
  test('that come with the app fit', () => {
    const { log, worksheet, slots } = parseForms(file)

    expect([log.length, worksheet.length, slots.length]).toEqual([22, 10, 9])
    expect(codesOf('kind')).toContain('own-therapy')
    expect(codesOf('date')).toEqual([])
  })

  test.each([
    [{ ...file, format: 2 }, /format|Expected/],
    [{ ...file, worksheet: [...file.worksheet, 'name-it'] }, /worksheet: "name-it" stands there twice/],
    [{ ...file, slots: ['Emergency'] }, /Invalid format/],
    [{ ...file, log: [...file.log, file.log[0]] }, /log: "date" stands there twice/],
    [{ ...file, log: [{ id: 'kind', type: 'choice', required: true, wantedBy: [] }] }, /kind has no options/],
    [
      { ...file, agenda: { ...file.agenda, quick: [{ id: 'gossip', minutes: 10 }] } },
      /the short one has "gossip"/,
    ],
  ])('with a slip are refused: %#', (slip, message) => {
    expect(() => parseForms(slip)).toThrow(message)
  })
})

test('every text about the work is looked through', () => {
  const all = file.log.filter(({ type }) => type === 'text').map(({ id }) => id)

  expect(all.filter((id) => !asksForIdentifiers('consultation', id))).toEqual([])
  expect(asksForIdentifiers('consultation', 'goal')).toBe(true)
  expect(asksForIdentifiers('consultation', 'agenda.situation')).toBe(true)
  expect(asksForIdentifiers('worksheet', 'step.facts')).toBe(true)
  expect(asksForIdentifiers('worksheet', 'title')).toBe(true)
  expect(asksForIdentifiers('signal', 'reason')).toBe(true)
  expect(asksForIdentifiers('reflection', 'prompt.general-surprised')).toBe(true)
  expect(asksForIdentifiers('reflection', 'minutes')).toBe(false)
  expect(asksForIdentifiers('contact', 'name')).toBe(false)
  expect(asksForIdentifiers('consultation', 'name')).toBe(false)
})
