/**
 * Passphrases that are hard to guess: six words to take, and a word on what a person typed.
 *
 * The estimate is zxcvbn's, the number of guesses that a patient stranger needs, with our own words and a short list
 * of what everyone tries. It is only advice above the floor: what is long and not common is never refused.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs } from '@zxcvbn-ts/language-common'

import common from '../../content/passphrases.json'
import { bytes } from '../platform/random.ts'

/** short and guessable are not taken. */
export type Rating = 'empty' | 'short' | 'guessable' | 'fair' | 'strong'

const WORDS = 6
const CHARACTERS_MIN = 12
const WORDS_MIN = 4
// Powers of ten. At 10,000 guesses a second, a rented machine against 64 MiB of Argon2id: hours, and 300 years.
const GUESSABLE_BELOW = 8
const STRONG_FROM = 14

const estimator = new ZxcvbnFactory({
  graphs: adjacencyGraphs,
  dictionary: { common: common.common, words: [...wordlist] },
})

/** Six words of 2,048, 66 bits: more than anyone guesses through Argon2id. */
export function suggestPassphrase(): string {
  const chance = new DataView(bytes(2 * WORDS).buffer)
  const words = Array.from({ length: WORDS }, (_, at) => wordlist[chance.getUint16(2 * at) % wordlist.length])
  return words.join(' ')
}

export function rate(passphrase: string): Rating {
  const folded = passphrase.trim().replaceAll(/\s+/gu, ' ')
  if (folded === '') return 'empty'
  if (Array.from(folded).length < CHARACTERS_MIN && folded.split(' ').length < WORDS_MIN) return 'short'
  const { guessesLog10 } = estimator.check(folded)
  if (guessesLog10 < GUESSABLE_BELOW) return 'guessable'
  return guessesLog10 < STRONG_FROM ? 'fair' : 'strong'
}

export function isTaken(rating: Rating): boolean {
  return rating === 'fair' || rating === 'strong'
}
