/** What a person reads of a failure: the words of its type, or that we did not foresee it. */
import { clock } from '../platform/clock.ts'
import { hasWords, words } from '../words/words.ts'
import { whenInWords } from './syncState.ts'

/** `failure`: what was thrown, or its stable name. Says when to try again where the failure knows. */
export function problemWords(failure: unknown): string {
  const type = typeof failure === 'string' ? failure : typeOf(failure)
  const id = hasWords(`problem.${type}`) ? `problem.${type}` : 'problem.unknown'
  // Whoever looks for the cause finds it in the browser's own log, and nowhere else.
  if (id === 'problem.unknown') console.error(failure)
  return words(id, { when: whenInWords(clock.now() + retryAfterMs(failure)) })
}

/** The stable name of any failure. */
export function typeOf(failure: unknown): string {
  return failure instanceof Error && 'type' in failure && typeof failure.type === 'string'
    ? failure.type
    : 'unknown'
}

function retryAfterMs(failure: unknown): number {
  const said = failure instanceof Error && 'retryAfterMs' in failure ? failure.retryAfterMs : 0
  return typeof said === 'number' ? said : 0
}
