/**
 * A supervision brief, drafted from what the person picked: the rules' own titles, and questions. Pure.
 *
 * Nothing of an answer, a note or a client stands in it. It is a draft: the person writes over it before it is anything.
 */
import type { Signal } from '../insight/signal.ts'
import { titled, type Line } from './agenda.ts'
import { consultantLine, questionAbout } from './wording.ts'

/** What can be asked, by the id of its words. */
export interface Question {
  readonly id: string
  /** What it is asked of the consultant: ears, a challenge; or what the person asks about their work. */
  readonly of: 'work' | 'consultant'
}

/** A heading, and the lines under it. */
export interface BriefPart {
  readonly heading: 'brief.noticed' | 'brief.asked' | 'brief.wish'
  readonly lines: readonly Line[]
}

export const BRIEF_LENGTH_MAX = 8000

/** Of the domains that signals speak of first, each with its question; then what can be wished for. */
export function questionsFor(
  signals: readonly Pick<Signal, 'rule'>[],
  domains: readonly string[],
  forTheConsultant: readonly string[],
): readonly Question[] {
  const spoken = new Set<string>(signals.map(({ rule }) => rule.domain))
  const all = [...spoken, ...domains.filter((domain) => !spoken.has(domain))]
  return [
    ...all.map((domain) => ({ id: questionAbout(domain), of: 'work' as const })),
    ...forTheConsultant.map((line) => ({ id: consultantLine(line), of: 'consultant' as const })),
  ]
}

/** Only what was picked, and no heading without a line. */
export function briefOf(
  signals: readonly Pick<Signal, 'rule'>[],
  questions: readonly Question[],
): readonly BriefPart[] {
  const asked = (of: Question['of']): readonly Line[] =>
    questions.filter((one) => one.of === of).map(({ id }) => ({ id, values: {} }))
  const parts: readonly BriefPart[] = [
    { heading: 'brief.noticed', lines: signals.map(titled) },
    { heading: 'brief.asked', lines: asked('work') },
    { heading: 'brief.wish', lines: asked('consultant') },
  ]
  return parts.filter(({ lines }) => lines.length > 0)
}
