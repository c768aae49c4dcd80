import { expect, test } from 'vitest'

import { switched } from '../checklists/changing.ts'
import type { Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { shippedRules } from './shippedRules.ts'
import { askedIn, isUnasked, silencedBy } from './unasked.ts'

test('as it came every rule has a question', () => {
  const asked = askedIn(shipped)

  expect(shippedRules.filter((rule) => isUnasked(rule, asked))).toEqual([])
})

test('a rule whose only question is left out is named', () => {
  const after = without('session-pull')

  expect(silencedBy(shippedRules, shipped, after).map(({ id }) => id)).toContain('strong-pull')
  expect(silencedBy(shippedRules, after, after)).toEqual([])
})

test('a rule of silence asks for no answer', () => {
  const silent = shippedRules.filter((rule) => isUnasked(rule, new Set()))

  expect(silent.map(({ kind }) => kind)).not.toContain('absence')
})

function without(linkId: string): readonly Checklist[] {
  return shipped.map((one) => switched(one, linkId, true) ?? one)
}
