/**
 * No client in it: what in a note could point to a client (the 18 kinds of HIPAA Safe Harbor). Runs on the phone,
 * while writing; it never stops anyone and never changes a word by itself.
 *
 * Patterns are data, in content/identifiers.json; each says what it catches and what it leaves alone.
 */
import { findCombinations } from './combinations.ts'
import { lists, patterns, suggestions, type Pattern, type Strength } from './detectors.ts'
import { findNames } from './names.ts'

export interface Finding {
  readonly start: number
  readonly end: number
  /** Words for people: `identifier.<detector>.name`. */
  readonly detector: string
  /** underline: marked while writing. pause: asked about once before saving. */
  readonly strength: Strength
  /** What could stand there instead. */
  readonly suggestion: string
}

/** Kept on the phone: names to watch for in any spelling of capitals, and colleagues who are no clients. */
export interface OwnWords {
  readonly names: readonly string[]
  readonly colleagues: readonly string[]
}

const nobody: OwnWords = { names: [], colleagues: [] }

/** All that could point to a client, in order, none overlapping; where two do, the stronger and longer stays. */
export function find(text: string, own: OwnWords = nobody): Finding[] {
  const colleagues = new Set(own.colleagues.flatMap((name) => name.toLowerCase().split(/\s+/)))
  const found = [
    ...watched(text, own.names),
    ...patterns.flatMap((pattern) => matches(text, pattern)),
    ...findNames(text, lists, colleagues).map((named) => findingOf(named.detector, named.start, named.end)),
  ].filter(
    (one) => !(one.detector === 'names' && colleagues.has(text.slice(one.start, one.end).toLowerCase())),
  )
  const combined = findCombinations(text, lists).map(([start, end]) => findingOf('rarity', start, end))
  return withoutOverlap([...found, ...combined.filter((one) => !found.some((other) => overlap(one, other)))])
}

/** What is asked about once before saving. */
export function pauseFindings(text: string, own: OwnWords = nobody): Finding[] {
  return find(text, own).filter((one) => one.strength === 'pause')
}

/** The text with the suggestion in the finding's place, with a capital where a sentence begins. */
export function rewrite(text: string, finding: Finding): string {
  const before = text.slice(0, finding.start)
  const startsSentence = /(^|[.!?]\s+|\n)["“]?$/.test(before)
  const { suggestion } = finding
  const put = startsSentence ? suggestion.charAt(0).toUpperCase() + suggestion.slice(1) : suggestion
  return before + put + text.slice(finding.end)
}

/** Sure: it passed a check digit, or a word announced it; of two kinds for one number, this one is named. */
type Match = Finding & { readonly isSure: boolean }

function matches(text: string, pattern: Pattern): Match[] {
  const { re, detector, strength, suggestion, isSure } = pattern
  const found: Match[] = []
  re.lastIndex = 0
  for (let match = re.exec(text); match; match = re.exec(text)) {
    const [start, end] = match.indices?.groups?.['id'] ?? match.indices?.[0] ?? [0, 0]
    if (pattern.isRight(text.slice(start, end)))
      found.push({ start, end, detector, strength, suggestion, isSure })
    // One sign on, where it was not what it looked like: the true one may begin inside it.
    else re.lastIndex = match.index + 1
    if (re.lastIndex === match.index) re.lastIndex++
  }
  return found
}

function watched(text: string, names: readonly string[]): Match[] {
  return names.flatMap((name) => {
    if (name.trim() === '') return []
    const escaped = name.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') // prettier-ignore
    const re = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu')
    return [...text.matchAll(re)].map((match) => ({
      ...findingOf('names', match.index, match.index + match[0].length),
      strength: 'pause' as const,
    }))
  })
}

function findingOf(detector: string, start: number, end: number): Match {
  const suggestion = suggestions.get(detector) ?? ''
  return { start, end, detector, strength: 'underline', suggestion, isSure: false }
}

function withoutOverlap(found: readonly Match[]): Finding[] {
  const isPause = (one: Match): number => Number(one.strength === 'pause')
  const kept: Match[] = []
  const best = [...found].sort(
    (a, b) =>
      isPause(b) - isPause(a) || b.end - b.start - (a.end - a.start) || Number(b.isSure) - Number(a.isSure),
  )
  for (const one of best) if (!kept.some((other) => overlap(one, other))) kept.push(one)
  return kept
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, detector, strength, suggestion }) => ({ start, end, detector, strength, suggestion }))
}

const overlap = (a: Finding, b: Finding): boolean => a.start < b.end && b.start < a.end
