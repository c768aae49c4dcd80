/**
 * The detectors, made ready from content/identifiers.json: patterns, what they are checked by, word lists.
 *
 * Patterns are data; each says what it catches and what it leaves alone. The lists are English.
 */
import * as v from 'valibot'

import file from '../../content/identifiers.json' with { type: 'json' }
import { checks } from './checkDigits.ts'
import { isUnknown } from './names.ts'

export type Strength = 'underline' | 'pause'
export type ListName = keyof typeof file.words
export type Lists = Readonly<Record<ListName | 'allowed', ReadonlySet<string>>>

const detectorSchema = v.looseObject({
  id: v.string(),
  strength: v.picklist(['underline', 'pause', 'by-design']),
  suggestion: v.string(),
  after: v.optional(v.array(v.string()), []),
  patterns: v.array(
    v.strictObject({
      re: v.string(),
      flags: v.string(),
      check: v.optional(v.string()),
      suggestion: v.optional(v.string()),
    }),
  ),
})
type Detector = v.InferOutput<typeof detectorSchema>

export interface Pattern {
  readonly detector: string
  readonly strength: Strength
  readonly suggestion: string
  readonly re: RegExp
  /** A word announces it, or a check digit confirms it. */
  readonly isSure: boolean
  readonly isRight: (found: string) => boolean
}

/** A code after a word that announces one: "policy number is AX-4471902". */
const filler = String.raw`(?:[\s,:#(]|\b(?:[Nn]umbers?|[Nn]um|[Nn]o|[Nn]r|ID|[Ii]d|[Cc]ode|[Rr]ef|[Pp]late|names|is|was|with|as|the|ending|in)\b\.?){1,8}`
const code = String.raw`(?<id>#?(?:[A-Z]{1,4}[ -])?[A-Za-z\d/.-]{0,20}\d[A-Za-z\d/.-]{0,20}(?: [A-Z\d/-]{0,12}\d[A-Z\d/-]{0,12}){0,3}(?: [A-Z]{1,3}(?![\p{L}]))?)(?<![./-])(?![\p{L}\d])`

export const lists = readLists()
const detectors = file.detectors.map((one) => v.parse(detectorSchema, one))
export const patterns: readonly Pattern[] = detectors.flatMap(patternsOf)
export const suggestions: ReadonlyMap<string, string> = new Map(
  detectors.map(({ id, suggestion }) => [id, suggestion]),
)

function patternsOf(detector: Detector): Pattern[] {
  const { id, strength, suggestion, after } = detector
  if (strength === 'by-design') return []
  const announced = {
    re: `(?<![\\p{L}])(?:${after.map(anyCase).join('|')})s?${filler}${code}`,
    flags: 'u',
    check: 'code',
  }
  return [...detector.patterns, ...(after.length > 0 ? [announced] : [])].map((pattern) => ({
    detector: id,
    strength,
    suggestion: ('suggestion' in pattern && pattern.suggestion) || suggestion,
    re: new RegExp(withMacros(pattern.re), `${pattern.flags}dg`),
    isSure: pattern.re.includes('(?<id>') || /^(luhn|iban|nhs)$/.test(pattern.check ?? ''),
    isRight: checkNamed(pattern.check),
  }))
}

function checkNamed(name: string | undefined): (found: string) => boolean {
  if (name === undefined) return () => true
  if (name === 'name') return (found) => isUnknown(found, lists)
  const check = checks[name]
  if (!check) throw new Error(`identifiers.json asks for a check that is not there: ${name}`)
  return check
}

function withMacros(re: string): string {
  return Object.entries(file.macros).reduce((so, [name, meaning]) => so.replaceAll(`{${name}}`, meaning), re)
}

/** "mrn" as [mM][rR][nN]: the word in any case, while the code after it keeps its own. */
function anyCase(word: string): string {
  return Array.from(word)
    .map((sign) => (sign === ' ' ? '\\s' : `[${sign}${sign.toUpperCase()}]`))
    .join('')
}

function readLists(): Lists {
  const read = Object.entries(file.words).map(([name, lines]): [string, Set<string>] => [
    name,
    new Set(lines.join(' ').split(' ')),
  ])
  const of = (name: ListName): Set<string> => read.find(([one]) => one === name)?.[1] ?? new Set()
  const allowed = (['methods', 'authors', 'calendar', 'peoples', 'lands', 'things'] as const).map(of)
  return {
    methods: of('methods'), authors: of('authors'), authorsFirst: of('authorsFirst'),
    calendar: of('calendar'), peoples: of('peoples'), lands: of('lands'), things: of('things'),
    titles: of('titles'), common: of('common'), doubtful: of('doubtful'), firstNames: of('firstNames'),
    personVerbs: of('personVerbs'), kin: of('kin'), placePrepositions: of('placePrepositions'),
    jobs: of('jobs'), conditions: of('conditions'), shapes: of('shapes'), rarePlaces: of('rarePlaces'),
    events: of('events'), allowed: new Set(allowed.flatMap((list) => [...list])),
  } // prettier-ignore
}
