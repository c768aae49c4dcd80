/**
 * What a reflection asks: data, checked at build; and which of it a month is asked. Pure.
 *
 * Ids are kept in journals for years: one never changes its meaning. Their words are `prompt.<id>`.
 */
import * as v from 'valibot'

import type { PracticeMonth } from '../journal/months.ts'
import type { Change } from '../insight/trends.ts'

const id = v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*$/))
const ids = v.pipe(v.array(id), v.nonEmpty())

const promptsSchema = v.strictObject({
  format: v.literal(1),
  domains: v.record(v.string(), ids),
  /** Asked in any month. */
  general: ids,
  year: ids,
})

export type Prompts = v.InferOutput<typeof promptsSchema>

/** A prompt, and what it is asked for: null for one that fits any month. */
export interface Asked {
  readonly prompt: string
  readonly domain: string | null
}

/** Domains that are asked about in one month: more would be a form to fill. */
export const DOMAINS_MAX = 4

/** Throws ValiError with the place of the fault, or Error where an id stands there twice. */
export function parsePrompts(value: unknown): Prompts {
  const prompts = v.parse(promptsSchema, value)
  const all = [...Object.values(prompts.domains).flat(), ...prompts.general, ...prompts.year]
  const twice = all.find((one, at) => all.indexOf(one) !== at)
  if (twice !== undefined) throw new Error(`prompts: "${twice}" stands there twice`)
  return prompts
}

/** The id of a prompt's words. */
export const promptWords = (prompt: string): string => `prompt.${prompt}`

/**
 * What a month is asked: one prompt for each domain that moved, those that became harder first; what was written of other
 * domains; then the general ones. Every phone of a journal asks the same, and no prompt moves when it is written to.
 *
 * `changes`: since the month before, by domain, in the order in which domains are named. `written`: prompts with a text.
 */
export function promptsFor(
  { domains, general }: Prompts,
  month: PracticeMonth,
  changes: ReadonlyMap<string, Change | null>,
  written: Iterable<string>,
): readonly Asked[] {
  const texts = new Set(written)
  const moved = [...movedIn(changes, 'harder'), ...movedIn(changes, 'easier')]
  const asked = moved.filter((domain) => domain in domains).slice(0, DOMAINS_MAX)
  const others = Object.keys(domains).filter((domain) => !asked.includes(domain))
  const begunIn = (domain: string): readonly string[] =>
    (domains[domain] ?? []).filter((prompt) => texts.has(prompt))
  const ofDomains = [...asked, ...others].flatMap((domain): Asked[] => {
    const begun = begunIn(domain)
    // Another month, another question; one that was begun stays the one.
    const turn = asked.includes(domain) && begun.length === 0 ? turnIn(domains[domain] ?? [], month) : []
    return [...begun, ...turn].map((prompt) => ({ prompt, domain }))
  })
  const known = new Set([...Object.values(domains).flat(), ...general])
  const later = [...texts].filter((prompt) => !known.has(prompt)).sort()
  return [...ofDomains, ...[...general, ...later].map((prompt) => ({ prompt, domain: null }))]
}

function movedIn(changes: ReadonlyMap<string, Change | null>, way: Change): string[] {
  return [...changes].flatMap(([domain, change]) => (change === way ? [domain] : []))
}

function turnIn(prompts: readonly string[], month: PracticeMonth): readonly string[] {
  const at = (Number(month.slice(0, 4)) * 12 + Number(month.slice(5))) % prompts.length
  return prompts.slice(at, at + 1)
}
