import { expect, test } from 'vitest'

import { shippedRules } from './shippedRules.ts'
import { broken, claims, standing } from './told.ts'

test('every rule has stories that fire, leave quiet and close', () => {
  const verbsOf = (rule: string): Set<string> =>
    new Set(claims.filter((claim) => claim.rule === rule).map(({ verb }) => verb))
  const lacking = shippedRules.filter(
    ({ id }) => !['is', 'fires', 'quiet', 'closes', 'stays'].every((verb) => verbsOf(id).has(verb)),
  )

  expect(claims.length).toBeGreaterThan(350)
  expect(lacking.map(({ id }) => id)).toEqual([])
})

test.each(shippedRules.map(({ id }) => id))('what %s says of itself holds', (id) => {
  const own = claims.filter(({ rule }) => rule === id)

  const wrong = own.flatMap((claim) => {
    const reason = claim.verb === 'is' ? standing(claim, shippedRules) : broken(claim, shippedRules)
    return reason === null ? [] : [`${claim.line}: ${reason}`]
  })

  expect(wrong).toEqual([])
})
