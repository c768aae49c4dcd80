/**
 * Rules as the person has them: switched off, with other numbers, and rules of their own. Each is one change of the
 * journal with the practice day from which it holds; the past stays as it was.
 */
import { questionsOf } from './questions.ts'
import { shipped } from '../checklists/shipped.ts'
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { hasStandard } from '../checklists/shippedReferences.ts'
import { checklists as theChecklists, type Checklists } from '../journal/checklists.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import { practiceClock, todayOf, type PracticeClock } from '../journal/practiceClock.ts'
import { bytes } from '../platform/random.ts'
import { textToBytes } from '../protocol/bytes.ts'
import type { Members, Op, Value } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { isCooldown, isWithin, numberOf } from './adjusting.ts'
import { eventsOf } from './events.ts'
import { limits } from './language.ts'
import { MalformedRule } from './problems.ts'
import { checkedRules, parseRules, sortedRules, type Adjustable, type Known, type Rule } from './rule.ts'
import { asSet, OWN, ownRule } from './rulings.ts'
import { shippedRule, shippedRules } from './shippedRules.ts'

export interface OwnRulesParts {
  readonly journal: Pick<Journal, 'objects' | 'follow'>
  readonly checklists: Pick<Checklists, 'own'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
  readonly clock: PracticeClock
}

const HERE: OwnRulesParts = {
  journal: thisJournal,
  checklists: theChecklists,
  put: putHere,
  clock: practiceClock,
}
const KIND = 'rule'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** A rule as it applies on a day, and what may be set of it. */
export interface RuleNow {
  /** With the numbers that were set. */
  readonly rule: Rule
  /** As it came. */
  readonly original: Rule
  readonly isOff: boolean
  readonly isOwn: boolean
  /** An own question brought it: what it says and asks for is set there. */
  readonly isBrought: boolean
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
  /** With the ids that they have here. */
  readonly taken: readonly Rule[]
  readonly refused: readonly MalformedRule[]
}

/** Shipped, then own ones, and what own questions bring, as they are on a day; today unless said. */
export function rulesNow(parts: OwnRulesParts = HERE, day = todayOf(parts.clock)): RuleNow[] {
  const { journal } = parts
  const brought = broughtOn(day, journal)
  const own = [...new Set([...journal.objects(KIND).keys(), ...brought.keys()])].filter((id) => OWN.test(id))
  return [...shippedRules.map(({ id }) => id), ...own.sort()].flatMap((id) => {
    const fields = fieldsOn(id, day, journal)
    const original = shippedRule(id) ?? brought.get(id) ?? ownRule(id, fields)
    return original ? [asNow(original, fields, brought.has(id))] : []
  })
}

/** Throws RangeError for an act-now rule: it can say its piece in other words, and stays. */
export async function switchOff(rule: string, parts: OwnRulesParts = HERE): Promise<void> {
  if (!known(rule, parts).canBeOff) throw new RangeError(`${rule} cannot be switched off`)
  await set(rule, { off: true }, parts)
}

/** Also the answer "keep it" to the question whether to switch it off. */
export async function switchOn(rule: string, parts: OwnRulesParts = HERE): Promise<void> {
  await set(known(rule, parts).rule.id, { off: false }, parts)
}

/** `name`: of one of the rule's adjustable numbers, or "cooldownDays". Throws RangeError out of bounds. */
export async function adjust(
  rule: string,
  name: string,
  value: number,
  parts: OwnRulesParts = HERE,
): Promise<void> {
  const { original, numbers } = known(rule, parts)
  const isCooling = name === 'cooldownDays'
  const bounds = numbers.find((one) => one.name === name)
  const isAllowed = isCooling ? isCooldown(original, value) : bounds !== undefined && isWithin(value, bounds)
  if (!isAllowed) throw new RangeError(`${rule}: ${name} cannot be ${value}`)
  await set(rule, { [isCooling ? name : `set.${name}`]: value }, parts)
}

/** Gives its id. Throws MalformedRule naming the field. */
export async function addOwn(form: OwnRuleForm, parts: OwnRulesParts = HERE): Promise<string> {
  const id = newId()
  if (spaceIn(parts) === 0) throw tooMany(id)
  const [rule] = checkedRules({ format: 1, rules: [ruleOf(id, form)] }, knownHere(parts))
  if (rule) await keep(rule, parts)
  return id
}

/** What it noticed before stays in the past. */
export async function removeOwn(rule: string, parts: OwnRulesParts = HERE): Promise<void> {
  if (!known(rule, parts).isOwn) throw new RangeError(`${rule} came with the app`)
  await set(rule, { definition: null }, parts)
}

/** Undoes a removal. `rule`: as it came. */
export async function restoreOwn(rule: Rule, parts: OwnRulesParts = HERE): Promise<void> {
  if (!OWN.test(rule.id)) throw new RangeError(`${rule.id} came with the app`)
  await keep(rule, parts)
}

/**
 * The rules of a file become own ones; each that does not fit is named, the others are taken.
 *
 * Throws MalformedRule or NewerRules for a file that is none of ours.
 */
export async function importRules(json: string, parts: OwnRulesParts = HERE): Promise<Imported> {
  const { rules, refused } = sortedRules(parseRules(json), knownHere(parts))
  const unfit = rules.flatMap((rule) => notOwn(rule) ?? [])
  const fit = rules.filter((rule) => notOwn(rule) === null)
  const over = fit.splice(spaceIn(parts)).map(({ id }) => tooMany(id))
  const taken = renamed(fit)
  for (const rule of taken) await keep(rule, parts)
  return { taken, refused: [...refused, ...unfit, ...over] }
}

/** Why a rule from elsewhere cannot be an own one; null if it can. */
function notOwn(rule: Rule): MalformedRule | null {
  const { id, level, texts } = rule
  if (level === 'act-now') return new MalformedRule(id, 'level', 'an own rule is a note or a consult')
  if (textToBytes(JSON.stringify(definitionOf(rule))).length > limits.ruleBytes)
    return new MalformedRule(id, 'rule', `larger than ${limits.ruleBytes} bytes`)
  return texts ? null : new MalformedRule(id, 'texts', 'an own rule brings its words')
}

/** How many own rules may be added. */
function spaceIn(parts: OwnRulesParts): number {
  return Math.max(0, limits.rules - rulesNow(parts).filter(({ isOwn }) => isOwn).length)
}

function tooMany(id: string): MalformedRule {
  return new MalformedRule(id, 'rules', `more than ${limits.rules} own rules`)
}

/** With ids of this journal; what they hide of each other goes along. */
function renamed(rules: readonly Rule[]): Rule[] {
  const ids = new Map(rules.map(({ id }) => [id, newId()]))
  return rules.map(({ id, hides, ...rule }) => ({
    ...rule,
    id: ids.get(id) ?? id,
    hides: hides.flatMap((hidden) => ids.get(hidden) ?? []),
  }))
}

function ruleOf(id: string, { title, message, level, item, codes, times, days }: OwnRuleForm): Members {
  const answers = { answer: item, in: codes }
  return {
    id,
    version: 1,
    level,
    kind: times === 1 ? 'single' : 'count',
    domain: domainOf(item),
    dueWithinHours: level === 'note' ? null : 168,
    when: times === 1 ? answers : { atLeast: times, within: { days }, of: answers, count: 'answers' },
    clears: { any: ['consultation-logged-any', 'settled-by-person', 'does-not-apply'] },
    cooldownDays: 14,
    nextSteps: ['plan-consultation', 'log-consultation', 'write-reflection'],
    texts: { title, message },
  }
}

function domainOf(linkId: string): string {
  return shipped.flatMap(({ item }) => item).find((one) => one.linkId === linkId)?.domain ?? 'own'
}

function asNow(original: Rule, fields: Members, isBrought: boolean): RuleNow {
  const rule = asSet(original, { ...fields, off: false }) ?? original
  return {
    rule,
    original,
    isOff: asSet(original, fields) === null,
    isOwn: OWN.test(original.id) && !isBrought,
    isBrought,
    canBeOff: original.level !== 'act-now',
    numbers: rule.adjustable.map((one) => ({
      ...one,
      value: numberOf(rule, one) ?? one.min,
      original: numberOf(original, one) ?? one.min,
    })),
  }
}

function broughtOn(day: PracticeDay, journal: OwnRulesParts['journal']): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const [id, writes] of journal.objects('checklist'))
    for (const event of eventsOf('checklist', id, writes).events) {
      if (event.what !== 'ruled' || event.day > day) continue
      if (event.brought) rules.set(event.rule, event.brought)
      else rules.delete(event.rule)
    }
  return rules
}

function fieldsOn(id: string, day: PracticeDay, journal: OwnRulesParts['journal']): Members {
  const { events } = eventsOf(KIND, id, journal.objects(KIND).get(id) ?? [])
  const last = events.findLast((event) => event.what === 'ruled' && event.day <= day)
  return last?.what === 'ruled' ? last.fields : {}
}

function known(id: string, parts: OwnRulesParts): RuleNow {
  const found = rulesNow(parts).find(({ rule }) => rule.id === id)
  if (!found) throw new RangeError(`no rule ${id}`)
  return found
}

function knownHere({ checklists }: OwnRulesParts): Known {
  return { questions: questionsOf([...shipped, ...checklists.own]), hasReference: hasStandard }
}

async function keep(rule: Rule, parts: OwnRulesParts): Promise<void> {
  await set(rule.id, { definition: definitionOf(rule) }, parts)
}

// What a file shows by examples is no part of what holds here.
function definitionOf(rule: Rule): Value {
  return JSON.parse(JSON.stringify({ ...rule, examples: undefined })) as Value
}

async function set(id: string, fields: Members, { journal, put, clock }: OwnRulesParts): Promise<void> {
  await shown(put([{ kind: KIND, id, set: { ...fields, from: todayOf(clock) } }]))
  await journal.follow()
}

function newId(): string {
  return `own-${[...bytes(8)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`
}
