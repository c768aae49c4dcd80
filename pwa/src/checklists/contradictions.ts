/** What the parts of a checklist cannot say alone: ids that stand twice, conditions that can never be met. */
import { enabled } from './answering.ts'
import type { Checklist, Item } from './definition.ts'
import { MalformedChecklist } from './problems.ts'

export const NOTHING_ASKED = 'asks nothing: every question is off, or waits for another'

/** Throws MalformedChecklist when one version of one checklist stands twice. */
export function refuseTwins(checklists: readonly Pick<Checklist, 'id' | 'version'>[]): void {
  const twice = repeated(checklists.map((one) => `${one.id} version ${one.version}`))
  if (twice !== undefined) throw new MalformedChecklist(twice, '', 'version', 'stands twice')
}

/** Throws MalformedChecklist at the first item that contradicts itself or an earlier one, and where nothing is asked. */
export function refuseContradictions(checklist: Checklist): void {
  const { id, item } = checklist
  item.forEach((one, index) => {
    const fault = contradictionAfter(one, item.slice(0, index))
    if (fault) throw new MalformedChecklist(id, one.linkId, ...fault)
  })
  if (enabled(item, {}).length === 0) throw new MalformedChecklist(id, '', 'item', NOTHING_ASKED)
}

/** What contradicts itself in an item, or the items before it: the field, and why. */
export function contradictionAfter(
  item: Item,
  earlier: readonly Item[],
): readonly [field: string, reason: string] | undefined {
  if (earlier.some(({ linkId }) => linkId === item.linkId)) return ['linkId', 'stands twice']
  const code = repeated(item.answerOption.map((option) => option.code))
  if (code !== undefined) return ['answerOption', `code ${code} stands twice`]
  if ((item.enableWhen?.length ?? 0) > 1 && item.enableBehavior === undefined)
    return ['enableBehavior', 'is needed where there are several conditions (FHIR que-12)']
  const fault = impossible(item, earlier)
  return fault === undefined ? undefined : ['enableWhen', fault]
}

/** Only earlier items may be asked about: answers are given from top to bottom, and no cycle can be written. */
function impossible(item: Item, earlier: readonly Item[]): string | undefined {
  for (const condition of item.enableWhen ?? []) {
    const asked = earlier.find((one) => one.linkId === condition.question)
    if (!asked) return `${condition.question} is no earlier item`
    if (condition.operator === 'exists') continue
    if (!asked.answerOption.some((option) => option.code === condition.answer)) {
      return `${condition.question} has no answer ${condition.answer}`
    }
  }
  return undefined
}

function repeated(ids: readonly string[]): string | undefined {
  return ids.find((one, index) => ids.indexOf(one) !== index)
}
