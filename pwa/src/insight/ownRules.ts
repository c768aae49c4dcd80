import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Op } from '../protocol/change.ts'
import type { Clock } from '../platform/clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { Adjustable, Rule } from './rule.ts'
import type { MalformedRule } from './problems.ts'

export interface OwnRulesParts {
  readonly journal: Pick<Journal, 'objects' | 'follow'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
  readonly clock: Clock
}

/** A rule as it applies on a day, and what may be set of it. */
export interface RuleNow {
  /** With the numbers that were set. */
  readonly rule: Rule
  /** As it came. */
  readonly original: Rule
  readonly isOff: boolean
  readonly isOwn: boolean
  /** Act-now rules stay on. */
  readonly canBeOff: boolean
  readonly numbers: readonly (Adjustable & { readonly value: number; readonly original: number })[]
}

/** What the form for an own rule asks. */
export interface OwnRuleForm {
  readonly title: string
  /** What the panel says. */
  readonly message: string
  readonly level: 'note' | 'consult'
  readonly item: string
  readonly codes: readonly string[]
  readonly times: number
  /** Of no meaning for one time. */
  readonly days: number
}

export interface Imported {
  readonly taken: readonly Rule[]
  readonly refused: readonly MalformedRule[]
}

/** Shipped, then own ones, as they are on a day; today unless said. */
export declare function rulesNow(parts?: OwnRulesParts, day?: PracticeDay): RuleNow[]
export declare function switchOff(rule: string, parts?: OwnRulesParts): Promise<void>
export declare function switchOn(rule: string, parts?: OwnRulesParts): Promise<void>
/** `name`: of the rule's adjustable numbers, or "cooldownDays". Throws RangeError out of bounds. */
export declare function adjust(
  rule: string,
  name: string,
  value: number,
  parts?: OwnRulesParts,
): Promise<void>
/** Throws MalformedRule naming the field. Gives the id. */
export declare function addOwn(form: OwnRuleForm, parts?: OwnRulesParts): Promise<string>
export declare function removeOwn(rule: string, parts?: OwnRulesParts): Promise<void>
/** Throws MalformedRule or NewerRules for a file that is none of ours; a rule that does not fit is named, the others are taken. */
export declare function importRules(json: string, parts?: OwnRulesParts): Promise<Imported>
