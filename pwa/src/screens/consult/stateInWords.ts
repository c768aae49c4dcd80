/** How a signal stands, and what was said to it, in words. */
import type { Said } from '../../insight/said.ts'
import type { Signal } from '../../insight/signal.ts'
import type { PracticeDay } from '../../checklists/practiceDay.ts'
import { dayInWords, words } from '../../words/words.ts'
import { agoInWords } from './daysInWords.ts'

export function stateInWords({ state, until, closed, opened }: Signal, today: PracticeDay): string {
  if (closed) return words(`signal.closed.${closed.by}`, { day: agoInWords(closed.day, today) })
  if (state === 'snoozed' && until !== null)
    return words('signal.state.snoozed', { day: dayInWords(until, today) })
  return words(`signal.state.${state}`, { day: agoInWords(opened, today) })
}

export function saidInWords({ answer, day, until }: Said, today: PracticeDay): string {
  const values = { day: agoInWords(day, today), until: until === null ? '' : dayInWords(until, today) }
  return words(`signal.answer.${answer}`, values)
}
