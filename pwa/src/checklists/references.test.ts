import { expect, test } from 'vitest'

import { citable, referencesOf } from './shippedReferences.ts'
import { citableCodes, parseCodes } from './references.ts'

const BOTH = { references: { APA: ['2.06'], NASW: ['1.07'], CPA: ['II.12'] } }

function aCode(checked: 'read' | 'low') {
  return { title: 'A code', edition: '2020', standards: { '1': { title: 'Care', checked } } }
}

test('without a code picked the standards of all are named', () => {
  const codes = referencesOf(BOTH).map(({ code }) => code)

  expect(codes).toEqual(['APA', 'NASW'])
  expect(referencesOf(BOTH, [])).toEqual(referencesOf(BOTH))
})

test('with codes picked those of no other are named', () => {
  expect(referencesOf(BOTH, ['NASW']).map(({ code }) => code)).toEqual(['NASW'])
  expect(referencesOf(BOTH, ['NASW', 'APA']).map(({ code }) => code)).toEqual(['APA', 'NASW'])
  expect(referencesOf(BOTH, ['BPS'])).toEqual([])
})

test('a code of which nobody has read a standard cannot be picked', () => {
  const codes = parseCodes({ format: 1, codes: { READ: aCode('read'), RECALLED: aCode('low') } })

  expect(citableCodes(codes)).toEqual([{ code: 'READ', title: 'A code', edition: '2020' }])
  expect(citable.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['APA', 'ACA', 'NASW', 'AAMFT', 'BACP']),
  )
  expect(citable.map(({ code }) => code)).not.toContain('CPA')
})
