/** Which prompts a month is asked. */
import { expect, test } from 'vitest'

import type { Change } from '../insight/trends.ts'
import { DOMAINS_MAX, parsePrompts, promptsFor } from './prompts.ts'
import { shippedPrompts } from './shippedPrompts.ts'

const { general } = shippedPrompts

function asked(
  changes: Readonly<Record<string, Change | null>>,
  { month = '2026-11', written = [] }: { month?: string; written?: readonly string[] } = {},
): (string | null)[] {
  const all = promptsFor(shippedPrompts, month, new Map(Object.entries(changes)), written)
  return all.filter(({ prompt }) => !general.includes(prompt)).map(({ domain }) => domain)
}

test('only domains where something moved are asked about, harder ones first', () => {
  const changes = {
    boundaries: 'easier',
    competence: 'as-before',
    'self-care': 'harder',
    own: 'harder',
  } as const

  expect(asked({ ...changes, confidentiality: null })).toEqual(['self-care', 'boundaries'])
})

test('a month in which nothing moved is asked what fits any month', () => {
  const all = promptsFor(shippedPrompts, '2026-11', new Map([['self-care', 'as-before']]), [])

  expect(all).toEqual(general.map((prompt) => ({ prompt, domain: null })))
})

test('no more domains are asked about than the most', () => {
  const all = Object.keys(shippedPrompts.domains)
  const moved = (count: number): Record<string, Change> =>
    Object.fromEntries(all.slice(0, count).map((domain) => [domain, 'harder' as const]))

  expect(asked(moved(DOMAINS_MAX))).toHaveLength(DOMAINS_MAX)
  expect(asked(moved(DOMAINS_MAX + 1))).toEqual(all.slice(0, DOMAINS_MAX))
})

test('another month asks another question of the same domain', () => {
  const changes = new Map([['boundaries', 'harder' as const]])
  const questions = ['2026-10', '2026-11', '2026-12', '2027-01'].map(
    (month) => promptsFor(shippedPrompts, month, changes, [])[0]?.prompt,
  )

  expect(new Set(questions)).toEqual(new Set(shippedPrompts.domains['boundaries']))
})

test('what was written stands there whatever moved since', () => {
  const [, , , begun = ''] = shippedPrompts.domains['boundaries'] ?? []

  const all = promptsFor(shippedPrompts, '2026-11', new Map(), [begun, 'of-a-later-app'])

  expect(all[0]).toEqual({ prompt: begun, domain: 'boundaries' })
  expect(all.at(-1)).toEqual({ prompt: 'of-a-later-app', domain: null })
  expect(asked({ boundaries: 'harder' }, { written: [begun] })).toEqual(['boundaries'])
})

test('a prompt that stands there twice stops the build', () => {
  const twice = { ...shippedPrompts, year: general }

  expect(() => parsePrompts(twice)).toThrow(/stands there twice/)
})
