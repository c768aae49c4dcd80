/**
 * A checklist changed step by step, as its person wishes: each step gives it anew, or null where it cannot be so.
 * Nothing here makes a version of it (journal/changedChecklists.ts does). Pure.
 */
import { enabled } from './answering.ts'
import { isShippedItem, isShippedOption } from './cameWithTheApp.ts'
import { contradictionAfter } from './contradictions.ts'
import { limits, type AnswerOption, type Checklist, type Item } from './definition.ts'

/** The fewest answers that a question can have. */
export const OPTIONS_MIN = 2

/** One place up or down. Null at the ends, and past a question that it waits for, or that waits for it. */
export function moved(checklist: Checklist, linkId: string, by: -1 | 1): Checklist | null {
  const item = swapped(checklist.item, (one) => one.linkId === linkId, by)
  return item && fits({ ...checklist, item })
}

/** Null for the last question that is asked of everybody: a checklist asks something. */
export function switched(checklist: Checklist, linkId: string, isOff: boolean): Checklist | null {
  return withItem(checklist, linkId, (item) => ({ ...item, off: isOff }))
}

/** Null past the most questions that one can have. */
export function added(checklist: Checklist, item: Item): Checklist | null {
  return checklist.item.length < limits.items ? fits({ ...checklist, item: [...checklist.item, item] }) : null
}

/** Null for one that came with the app, one that another waits for, and the last that is asked. */
export function removed(checklist: Checklist, linkId: string): Checklist | null {
  if (isShippedItem(linkId)) return null
  return fits({ ...checklist, item: checklist.item.filter((one) => one.linkId !== linkId) })
}

/** With another wording, domain, answers of one question. */
export function withItem(
  checklist: Checklist,
  linkId: string,
  change: (item: Item) => Item,
): Checklist | null {
  return fits({
    ...checklist,
    item: checklist.item.map((one) => (one.linkId === linkId ? change(one) : one)),
  })
}

/** Null past the most answers that one question can have. */
export function withOption(item: Item, option: AnswerOption): Item | null {
  if (item.answerOption.length >= limits.options) return null
  return { ...item, answerOption: [...item.answerOption, option] }
}

/** Null for one that came with the app, and for one of two. */
export function withoutOption(item: Item, code: string): Item | null {
  if (isShippedOption(item.linkId, code) || item.answerOption.length <= OPTIONS_MIN) return null
  return { ...item, answerOption: item.answerOption.filter((one) => one.code !== code) }
}

/** Null at the ends. */
export function withOptionMoved(item: Item, code: string, by: -1 | 1): Item | null {
  const answerOption = swapped(item.answerOption, (one) => one.code === code, by)
  return answerOption && { ...item, answerOption }
}

export function withOptionChanged(
  item: Item,
  code: string,
  change: (option: AnswerOption) => AnswerOption,
): Item {
  return {
    ...item,
    answerOption: item.answerOption.map((one) => (one.code === code ? change(one) : one)),
  }
}

function swapped<One>(all: readonly One[], isIt: (one: One) => boolean, by: -1 | 1): One[] | null {
  const from = all.findIndex(isIt)
  const [one, other] = [all[from], all[from + by]]
  if (one === undefined || other === undefined) return null
  return all.map((each, at) => (at === from ? other : at === from + by ? one : each))
}

/** The order and the conditions alone: what is written is looked at when it is kept. */
function fits(checklist: Checklist): Checklist | null {
  const { item } = checklist
  const isWhole = item.every((one, at) => contradictionAfter(one, item.slice(0, at)) === undefined)
  return isWhole && enabled(item, {}).length > 0 ? checklist : null
}
