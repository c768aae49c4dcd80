import { expect, test } from 'vitest'

import { shippedBodies } from '../consult/shippedBodies.ts'
import { asksForMembers, hours, isMembers, periodBegins, type Talk } from './supervision.ts'

const EXAMPLES = shippedBodies.flatMap((body) => body.examples.map((example) => ({ ...example, body })))

test.each(EXAMPLES)('$body.id: $why', ({ body, talks, month, counted, unsaid }) => {
  const logged = talks.map((talk): Talk => ({ direction: null, members: null, isLeftOut: false, ...talk }))

  expect(hours(body, logged, month)).toEqual({ counted, unsaid })
})

test('a year begins where its body lets it begin', () => {
  const [bacp, ahpra] = shippedBodies
  if (!bacp || !ahpra) throw new Error('a body is missing')

  expect(['2026-11', '2026-12', '2027-01'].map((month) => periodBegins(ahpra, month))).toEqual([
    '2025-12',
    '2026-12',
    '2026-12',
  ])
  expect(periodBegins(bacp, '2026-11')).toBe('2026-11')
})

test('only a group is asked how many it was', () => {
  const asked = ['peer', 'peer-group', 'group-supervision', 'triadic-supervision', 'toString', '']

  expect(asked.filter((kind) => asksForMembers(shippedBodies, kind))).toEqual([
    'peer-group',
    'group-supervision',
  ])
})

test.each([
  [1, true],
  [99, true],
  [100, false],
  [0, false],
  [2.5, false],
  ['5', false],
  [null, false],
])('%s as how many shared the time: %s', (value, fits) => {
  expect(isMembers(value)).toBe(fits)
})
