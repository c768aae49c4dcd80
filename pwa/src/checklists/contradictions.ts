/** What the parts of a checklist cannot say alone: ids that stand twice, conditions that can never be met. */
import type { Checklist, Item } from './definition.ts'
import { MalformedChecklist } from './problems.ts'

/** Throws MalformedChecklist when one version of one checklist stands twice. */
export function refuseTwins(checklists: readonly Checklist[]): void {
  const twice = repeated(checklists.map((one) => `${one.id} version ${one.version}`))
  if (twice !== undefined) throw new MalformedChecklist(twice, '', 'version', 'stands twice')
}

/** Throws MalformedChecklist at the first item that contradicts itself or an earlier one. */
export function refuseContradictions(checklist: Checklist): void {
  const refuse = (item: string, field: string, reason: string): void => {
    throw new MalformedChecklist(checklist.id, item, field, reason)
  }
  const twice = repeated(checklist.item.map((item) => item.linkId))
  if (twice !== undefined) refuse(twice, 'linkId', 'stands twice')
  checklist.item.forEach((item, index) => {
    const code = repeated(item.answerOption.map((option) => option.code))
    if (code !== undefined) refuse(item.linkId, 'answerOption', `code ${code} stands twice`)
    if ((item.enableWhen?.length ?? 0) > 1 && item.enableBehavior === undefined) {
      refuse(item.linkId, 'enableBehavior', 'is needed where there are several conditions (FHIR que-12)')
    }
    const fault = impossible(item, checklist.item.slice(0, index))
    if (fault !== undefined) refuse(item.linkId, 'enableWhen', fault)
  })
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
