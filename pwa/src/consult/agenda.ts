/**
 * A consultation's agenda, drafted from what was noticed: questions by domain, and the rules' own titles.
 *
 * Nothing of an answer, a note or a date stands in it, so it holds no client. It is a draft: the person writes over it.
 */
import type { Signal } from '../insight/signal.ts'
import { forms } from './shippedForms.ts'
import { questionAbout } from './wording.ts'

/** A line by the id of its words, and what is set into them. */
export interface Line {
  readonly id: string
  readonly values: Readonly<Record<string, string>>
}

export interface AgendaPart {
  /** Its words: wording.ts `partTitle`, `partPrompt`. */
  readonly id: string
  readonly minutes: number
  /** What the person finds written there; often nothing. */
  readonly draft: readonly Line[]
}

/** whole: 45 minutes; quick: 10, with its four parts. */
export type AgendaWay = 'whole' | 'quick'

type Noticed = Pick<Signal, 'rule' | 'level'>
type Written = (signals: readonly Noticed[], codes: readonly string[]) => Line[]

// Each part's draft stays shorter than a part may be.
const TITLES_MAX = 10
const CODES_MAX = 4
const NUMBERS_MAX = 12
const ORDER = ['act-now', 'consult', 'note'] as const

/** `codes`: of ethics, those that the person goes by; of the others no standards are named. */
export function agendaFor(
  signals: readonly Noticed[],
  way: AgendaWay = 'whole',
  codes: readonly string[] = [],
): AgendaPart[] {
  const gravestFirst = ORDER.flatMap((level) => signals.filter((signal) => signal.level === level))
  const parts = way === 'quick' ? forms.agenda.quick : forms.agenda.parts
  return parts.map((part) => ({ ...part, draft: drafts[part.id]?.(gravestFirst, codes) ?? [] }))
}

export function minutesOf(parts: readonly Pick<AgendaPart, 'minutes'>[]): number {
  return parts.reduce((sum, { minutes }) => sum + minutes, 0)
}

const drafts: Readonly<Record<string, Written>> = {
  question: (signals) => [...new Set(signals.map(({ rule }) => rule.domain))].map(asked),
  situation: (signals) => signals.slice(0, TITLES_MAX).map(titled),
  standards: (signals, codes) => codes.slice(0, CODES_MAX).flatMap((code) => cited(signals, code)),
}

function asked(domain: string): Line {
  return { id: questionAbout(domain), values: {} }
}

export function titled({ rule }: Pick<Signal, 'rule'>): Line {
  if (rule.texts) return { id: 'consult.quoted', values: { text: rule.texts.title } }
  return { id: `rule.${rule.id}.title`, values: {} }
}

function cited(signals: readonly Noticed[], code: string): Line[] {
  const all = new Set(signals.flatMap(({ rule }) => rule.references[code] ?? []))
  if (all.size === 0) return []
  const numbers = [...all].slice(0, NUMBERS_MAX).join(', ')
  return [{ id: 'consult.standards', values: { code, numbers } }]
}
