/** What the fold asks of a rule with every answer, worked out once for each rule. */
import type { Given } from './history.ts'
import type { Clear, Condition, Rule, TrendOf } from './language.ts'
import { partsOf, selectorsOf, trendsOf } from './parts.ts'

export interface Outline {
  /** Whether its condition names an answer. */
  readonly speaksOf: (answer: Pick<Given, 'linkId' | 'code'>) => boolean
  /** All that it asks for in any way. */
  readonly items: ReadonlySet<string>
  readonly trends: readonly TrendOf[]
  /** How many days the journal has to be old. */
  readonly firstDays: number
  /** Whether it matters that an open one fires again: for any other, the answers that it names simply join. */
  readonly canFireAnew: boolean
  /** Whether a check can close its signals. */
  readonly isCleared: boolean
  /** Whether its signals close once no other is open. */
  readonly endsWithOthers: boolean
  /** Whether it speaks of signals or consultations, each of which it tells once. */
  readonly tellsOnce: boolean
}

// By the rule itself: what the person set makes another one.
const known = new WeakMap<Rule, Outline>()

export function outlineOf(rule: Rule): Outline {
  const found = known.get(rule)
  if (found) return found
  const outline = outlined(rule)
  known.set(rule, outline)
  return outline
}

const FIRST_DAYS = { trend: 56, absence: 30 }
const BY_CHECKS: readonly Clear[] = ['any-check', 'answers-calm', 'trend-level']

function outlined({ when, level, kind, hides, clears }: Rule): Outline {
  const codes = new Map<string, Set<string>>()
  for (const { answer, in: named } of selectorsOf(when)) {
    const all = codes.get(answer) ?? new Set()
    for (const code of named) all.add(code)
    codes.set(answer, all)
  }
  return {
    speaksOf: ({ linkId, code }) => codes.get(linkId)?.has(code) ?? false,
    items: new Set([...codes.keys(), ...trendsOf(when).map(({ item }) => item)]),
    trends: trendsOf(when),
    firstDays: kind === 'trend' || kind === 'absence' ? FIRST_DAYS[kind] : 0,
    canFireAnew: level === 'act-now' || hides.length > 0 || 'trend' in when,
    isCleared: clears.any.some((one) => BY_CHECKS.includes(one)),
    endsWithOthers: clears.any.includes('no-open-signals'),
    tellsOnce: hasOnce(when),
  }
}

function hasOnce(condition: Condition): boolean {
  if ('reached' in condition || 'stepOpen' in condition) return true
  return partsOf(condition).some(([, part]) => hasOnce(part))
}
