/** The words for a problem; what has none is a mistake of ours and goes on to the global error screen. */
import { hasWords, words } from '../words/words.ts'

export function problemWords(failure: unknown): string {
  const id = `problem.${typeOf(failure)}`
  if (!hasWords(id)) throw failure
  return words(id)
}

/** The stable name of a problem, or '' for a failure that is none. */
export function typeOf(failure: unknown): string {
  return failure instanceof Error && 'type' in failure && typeof failure.type === 'string' ? failure.type : ''
}
