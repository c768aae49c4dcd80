/** What a person reads of a failure: the words of its type, or that we did not foresee it. */
import { hasWords, words } from '../words/words.ts'

/** `failure`: what was thrown, or its stable name. */
export function problemWords(failure: unknown): string {
  const type = typeof failure === 'string' ? failure : typeOf(failure)
  return words(hasWords(`problem.${type}`) ? `problem.${type}` : 'problem.unknown')
}

/** The stable name of any failure. */
export function typeOf(failure: unknown): string {
  return failure instanceof Error && 'type' in failure && typeof failure.type === 'string'
    ? failure.type
    : 'unknown'
}
