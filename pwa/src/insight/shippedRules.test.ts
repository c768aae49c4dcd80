import { expect, test } from 'vitest'

import { domains } from '../checklists/definition.ts'
import { shippedRules } from './shippedRules.ts'

test('each of the nine domains can ask for a talk', () => {
  const asking = shippedRules.filter(({ level }) => level !== 'note').map(({ domain }) => domain)

  expect(domains).toHaveLength(9)
  expect(new Set(asking)).toEqual(new Set(domains))
})
