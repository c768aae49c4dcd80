/**
 * The one door through which rules come in: shipped, made by the person, or from a file. What does not fit is
 * refused with the rule and the field named.
 */
import * as v from 'valibot'

import { fileSchema, format, limits, ruleSchema, type Rule } from './language.ts'
import { MalformedRule, NewerRules } from './problems.ts'
import type { Questions } from './questions.ts'
import { contradiction, loopIn, misfit } from './ruleContradictions.ts'

export type { Action, Adjustable, Clear, Condition, Level, Rule, Selector } from './language.ts'

/** What a rule may speak of. */
export interface Known {
  readonly questions: Questions
  /** Whether a code of ethics has a standard of this number; not asked while only the app's own rules load. */
  readonly hasReference?: (code: string, number: string) => boolean
  /** Ids of other rules that `hides` may name. */
  readonly rules?: readonly string[]
}

/** All rules of a file, or none: throws MalformedRule at the first fault, NewerRules. */
export function checkedRules(value: unknown, known: Known): Rule[] {
  const { rules, refused } = sortedRules(value, known)
  if (refused[0]) throw refused[0]
  return rules
}

export interface Sorted {
  readonly rules: Rule[]
  /** One for each rule that does not fit. */
  readonly refused: MalformedRule[]
}

/** The rules of a file that fit, and why each of the others does not. Throws for a file that is none of ours. */
export function sortedRules(value: unknown, known: Known): Sorted {
  const all = listIn(value)
  const refused: MalformedRule[] = []
  let rules: Rule[] = []
  const take = (one: unknown, at: number): void => {
    const result = read(one, at)
    if (result instanceof MalformedRule) refused.push(result)
    else if (rules.some(({ id }) => id === result.id))
      refused.push(new MalformedRule(result.id, 'id', 'is there twice'))
    else rules.push(result)
  }
  all.forEach(take)
  // One that is refused takes those along that hide it: they are looked at until nothing more falls.
  for (let before = -1; before !== rules.length;) {
    before = rules.length
    const ids = [...rules.map(({ id }) => id), ...(known.rules ?? [])]
    rules = rules.filter((rule) => {
      const fault = contradiction(rule, known, ids)
      if (fault) refused.push(fault)
      return !fault
    })
  }
  for (let loop = loopIn(rules); loop; loop = loopIn(rules)) {
    const [first = ''] = loop
    refused.push(new MalformedRule(first, 'hides', `goes in a circle: ${[...loop, first].join(', ')}`))
    rules = rules.filter(({ id }) => id !== first)
  }
  return { rules, refused }
}

/** The text of a file of rules as a value. Throws MalformedRule. */
export function parseRules(json: string): unknown {
  if (new TextEncoder().encode(json).length > limits.fileBytes)
    throw new MalformedRule('', 'file', `larger than ${limits.fileBytes} bytes`)
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new MalformedRule('', 'file', `not JSON: ${String(cause)}`)
  }
}

function listIn(value: unknown): readonly unknown[] {
  const head = v.safeParse(v.object({ format: v.number() }), value)
  if (head.success && head.output.format > format) throw new NewerRules(head.output.format)
  const file = v.safeParse(fileSchema, value)
  if (file.success) return file.output.rules
  const path = v.getDotPath(file.issues[0])
  throw new MalformedRule('', path ?? 'file', file.issues[0].message)
}

/** A rule by itself, as a journal keeps one; what it names need not be there. */
export function readRule(value: unknown): Rule | MalformedRule {
  const rule = read(value, 0)
  return rule instanceof MalformedRule ? rule : (misfit(rule) ?? rule)
}

/** One rule by its form alone; `at` names it where it has no id. */
function read(value: unknown, at: number): Rule | MalformedRule {
  const named = v.safeParse(v.looseObject({ id: v.string(), when: v.unknown() }), value)
  const name = named.success ? named.output.id : `number ${at + 1}`
  // Before the form is looked at, which goes as deep as the condition does; answers stand two deeper at the most.
  if (
    named.success &&
    (isDeeper(named.output.when, limits.depth) || isDeeper(named.output.when, limits.depth + 2, ALL))
  )
    return new MalformedRule(name, 'when', `conditions stand in more than ${limits.depth} others`)
  if (named.success && sizeOf(named.output.when) > limits.conditions)
    return new MalformedRule(name, 'when', `has more than ${limits.conditions} conditions and answers`)
  const rule = v.safeParse(ruleSchema, value)
  if (rule.success) return rule.output
  const [issue] = rule.issues
  return new MalformedRule(name, v.getDotPath(issue) ?? 'rule', issue.message)
}

const CONDITIONS = ['all', 'any', 'not'] as const
const ALL = [...CONDITIONS, 'of'] as const

function isDeeper(condition: unknown, layers: number, names: readonly string[] = CONDITIONS): boolean {
  if (typeof condition !== 'object' || condition === null) return false
  if (layers === 0) return true
  return partsIn(condition, names).some((part) => isDeeper(part, layers - 1, names))
}

/** How much has to be looked at each time: the conditions, and in each the answers that it names. */
function sizeOf(condition: unknown): number {
  if (typeof condition !== 'object' || condition === null) return 0
  return partsIn(condition, ALL).reduce<number>((sum, part) => sum + sizeOf(part), 1)
}

function partsIn(condition: object, names: readonly string[]): unknown[] {
  return names.flatMap((name) => (condition as Record<string, unknown>)[name] ?? [])
}
