/** What rules can ask for: items, their answers, and how much each asks to be looked at. */
import type { Checklist } from '../checklists/definition.ts'

/** By linkId, then code: its ordinal, null where it stays out of means and streaks. */
export type Questions = ReadonlyMap<string, ReadonlyMap<string, number | null>>

/** A code that more than one version has keeps the ordinal of the newest. */
export function questionsOf(checklists: readonly Checklist[]): Questions {
  const questions = new Map<string, Map<string, number | null>>()
  for (const { item } of [...checklists].sort((one, other) => one.version - other.version)) {
    for (const { linkId, answerOption } of item) {
      const known = questions.get(linkId) ?? new Map<string, number | null>()
      for (const { code, ordinal } of answerOption) known.set(code, ordinal)
      questions.set(linkId, known)
    }
  }
  return questions
}
