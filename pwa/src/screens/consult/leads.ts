/** Where a step of a signal leads, with its rules in hand. */
import { begin, unfinishedFor } from '../../consult/worksheet.ts'
import { journal } from '../../journal/journal.ts'
import { route } from '../../parts/route.svelte.ts'
import { logNew, openWorksheet, planNew } from './chosen.svelte.ts'
import type { ConsultPart } from './steps.ts'

/** Throws `storage-…` problems where a worksheet cannot be begun; nothing is left then. */
export async function leadTo(part: ConsultPart, rules: readonly string[]): Promise<void> {
  if (part === 'plan') planNew(rules)
  else if (part === 'log') logNew(rules)
  else await toWorksheet(rules[0] ?? null)
}

/** Goes on with the one that was begun for this rule. A locked phone cannot tell: the room opens first. */
async function toWorksheet(rule: string | null): Promise<void> {
  if (journal.current.kind !== 'open') {
    route.go({ screen: 'consult', part: '' })
    return
  }
  const begun = rule === null ? undefined : unfinishedFor(rule)
  openWorksheet(begun?.id ?? (await begin(rule)))
}
