/** What a person reads of a failure: the words of its type, or that we did not foresee it. */
import { hasWords, words } from '../words/words.ts'

export function problemWords(type: string): string {
  return words(hasWords(`problem.${type}`) ? `problem.${type}` : 'problem.unknown')
}

/** The stable name of any failure. */
export function typeOf(failure: unknown): string {
  return failure instanceof Error && 'type' in failure && typeof failure.type === 'string'
    ? failure.type
    : 'unknown'
}
