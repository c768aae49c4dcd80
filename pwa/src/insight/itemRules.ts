/**
 * The rules that a person's own questions bring: an answer that is given a signal raises one (PROTOCOL 4.2). Questions and
 * answers that came with the app have the app's own rules, and bring none. Pure.
 */
import { isShippedOption } from '../checklists/cameWithTheApp.ts'
import { newest, type Checklist, type Item } from '../checklists/definition.ts'
import { definitionsIn, FROM } from '../journal/checklistVersions.ts'
import type { Value } from '../protocol/change.ts'
import { fieldsOf, resolve, type Write } from '../protocol/merge.ts'
import type { Ruled } from './events.ts'
import type { Rule } from './rule.ts'

const TITLE_LENGTH = 80
// As of any single answer of the app's own (content/rules.json): a consult within the week.
const CONSULT_HOURS = 168
const COOLDOWN_DAYS = 14

/** One for each level that a question's answers have; of one that is not asked none. */
export function itemRules({ id, item }: Checklist): Rule[] {
  return item.flatMap((one) =>
    one.off === true ? [] : (['note', 'consult'] as const).flatMap((level) => itemRule(id, one, level) ?? []),
  )
}

/** What a version of a checklist brings from a day on, or the end of it takes away. */
export interface Brought {
  readonly write: Write
  /** The day that came with the version; null where none did. */
  readonly from: Value
  readonly rules: readonly Pick<Ruled, 'rule' | 'brought'>[]
}

/**
 * Which rules each version brings, changes and takes away; `writes` of one checklist, in any order.
 *
 * A restored journal has all versions in one write: each still holds from its own day on.
 */
export function broughtBy(id: string, writes: readonly Write[]): readonly Brought[] {
  const inOrder = [...writes].sort(
    (one, other) => compare(one.at, other.at) || compare(one.device, other.device),
  )
  const { fields } = resolve(writes)
  const known: Checklist[] = []
  let before = new Map<string, Rule>()
  return inOrder.flatMap((write, at) => {
    const { gone } = resolve(inOrder.slice(0, at + 1))
    const steps: readonly (Checklist | null)[] = versionsOfWrite(id, write)
    return (steps.length === 0 ? [null] : steps).map((version): Brought => {
      if (version) known.push(version)
      const asked = gone ? undefined : newest(known, id)
      const now = new Map(asked ? itemRules(asked).map((rule) => [rule.id, rule]) : [])
      const rules = differing(before, now)
      before = now
      const from = version ? fields.get(FROM + String(version.version)) : undefined
      return { write, from: from?.value ?? null, rules }
    })
  })
}

function versionsOfWrite(id: string, write: Write): Checklist[] {
  return definitionsIn(Object.entries(fieldsOf(write)))
    .filter((one) => one.id === id)
    .sort((one, other) => one.version - other.version)
}

function differing(before: ReadonlyMap<string, Rule>, now: ReadonlyMap<string, Rule>): Brought['rules'] {
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((rule) => {
    const brought = now.get(rule) ?? null
    return JSON.stringify(brought) === JSON.stringify(before.get(rule) ?? null) ? [] : [{ rule, brought }]
  })
}

function itemRule(checklist: string, item: Item, level: 'note' | 'consult'): Rule | undefined {
  const { linkId, text, domain, followUp } = item
  const options = item.answerOption.filter(
    ({ code, signal }) => isOf(level, signal) && !isShippedOption(linkId, code),
  )
  if (options.length === 0) return undefined
  const displays = options.map(({ display }) => display).join(' / ')
  return {
    id: `own-${nameOf([checklist, linkId, level].join(' '))}`,
    version: 1,
    level,
    kind: 'single',
    domain,
    dueWithinHours: level === 'note' ? null : CONSULT_HOURS,
    when: { answer: linkId, in: options.map(({ code }) => code) },
    clears: { any: ['consultation-logged-any', 'settled-by-person', 'does-not-apply'] },
    cooldownDays: COOLDOWN_DAYS,
    hides: [],
    nextSteps: ['plan-consultation', 'log-consultation', 'write-reflection'],
    references: {},
    adjustable: [],
    texts: { title: cut(text), message: followUp ?? displays.slice(0, 300) },
  }
}

/** An own rule is a note or a consult: a crisis has the app's own questions. */
function isOf(level: 'note' | 'consult', signal: string | undefined): boolean {
  return signal === level || (level === 'consult' && signal === 'act-now')
}

function cut(text: string): string {
  return text.length <= TITLE_LENGTH ? text : `${text.slice(0, TITLE_LENGTH - 1).trimEnd()}…`
}

/** Eight small letters and digits, alike on every phone: FNV-1a of 64 bits, in base 36. */
function nameOf(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(36).padStart(13, '0').slice(-8)
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}
