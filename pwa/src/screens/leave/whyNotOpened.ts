/** Why a file did not open: its locks are said in other words than the phone's own. */
import { hasWords, words } from '../../words/words.ts'
import { problemWords, typeOf } from '../problemWords.ts'

export function whyNotOpened(problem: unknown): string {
  const id = `leave.problem.${typeOf(problem)}`
  return hasWords(id) ? words(id) : problemWords(problem)
}
