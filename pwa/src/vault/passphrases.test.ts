import { wordlist } from '@scure/bip39/wordlists/english.js'
import { expect, test } from 'vitest'

import { isTaken, rate, suggestPassphrase } from './passphrases.ts'

test('a suggestion is six words of the list', () => {
  const words = suggestPassphrase().split(' ')

  expect(words).toHaveLength(6)
  expect(words.every((word) => wordlist.includes(word))).toBe(true)
})

test('a suggestion is always strong and never twice', () => {
  const suggested = Array.from({ length: 40 }, suggestPassphrase)

  expect(suggested.map(rate)).toEqual(Array.from(suggested, () => 'strong'))
  expect(new Set(suggested).size).toBe(40)
})

test.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['Tr0ub4dor&3', 'short'],
  ['blue sky day', 'fair'],
  ['aaaaaaaaaaaaaaaa', 'guessable'],
  ['password1234', 'guessable'],
  ['qwertyuiop[]', 'guessable'],
  ['to be or not to be', 'guessable'],
  ['xK9#mQ2$vL7@pR', 'strong'],
  ['my aunt grew purple turnips', 'strong'],
  ['ich esse gern Käsespätzle', 'strong'],
] as const)('%j is %s', (passphrase, rating) => {
  expect(rate(passphrase)).toBe(rating)
})

test('only short and guessable ones are refused', () => {
  const taken = (['empty', 'short', 'guessable', 'fair', 'strong'] as const).filter(isTaken)

  expect(taken).toEqual(['fair', 'strong'])
})
