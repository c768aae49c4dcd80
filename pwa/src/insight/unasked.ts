/** Which rules wait for questions that are asked nowhere any more, because the person switched them off. Pure. */
import type { Checklist } from '../checklists/definition.ts'
import { outlineOf } from './outline.ts'
import type { Rule } from './rule.ts'

/** What is asked, by linkId: each question of a checklist that is not off. */
export function askedIn(checklists: readonly Checklist[]): ReadonlySet<string> {
  return new Set(
    checklists.flatMap(({ item }) => item.flatMap(({ linkId, off }) => (off === true ? [] : [linkId]))),
  )
}

/** Whether every question that a rule speaks of is asked nowhere; never of one that speaks of silence. */
export function isUnasked(rule: Rule, asked: ReadonlySet<string>): boolean {
  const { items } = outlineOf(rule)
  return items.size > 0 && [...items].every((linkId) => !asked.has(linkId))
}

/** The rules that still have a question before a change, and none after it. */
export function silencedBy(
  rules: readonly Rule[],
  before: readonly Checklist[],
  after: readonly Checklist[],
): readonly Rule[] {
  const [had, has] = [askedIn(before), askedIn(after)]
  return rules.filter((rule) => !isUnasked(rule, had) && isUnasked(rule, has))
}
