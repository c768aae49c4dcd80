/** An own rule as its form holds it: plain data that can be kept, and at which field something is still wrong. */
import * as v from 'valibot'

import { limits } from '../../insight/language.ts'
import type { OwnRuleForm } from '../../insight/ownRules.ts'
import { words } from '../../words/words.ts'

export const ownRuleFormSchema = v.object({
  title: v.string(),
  message: v.string(),
  level: v.picklist(['note', 'consult']),
  item: v.string(),
  codes: v.array(v.string()),
  times: v.string(),
  days: v.string(),
})

export type OwnRuleWriting = v.InferOutput<typeof ownRuleFormSchema>
export type OwnRuleField = Exclude<keyof OwnRuleWriting, 'level'>

export const FRESH: OwnRuleWriting = {
  title: '',
  message: '',
  level: 'consult',
  item: '',
  codes: [],
  times: '1',
  days: '14',
}

/** In the order in which they stand on the screen. */
export const FIELDS: readonly OwnRuleField[] = ['item', 'codes', 'times', 'days', 'title', 'message']

/** What is still wrong with each field, in words; nothing where the rule can be made. */
export function faultsIn(form: OwnRuleWriting): Partial<Record<OwnRuleField, string>> {
  return {
    ...(form.item === '' && { item: words('rules.make.no-item') }),
    ...(form.codes.length === 0 && { codes: words('rules.make.no-answer') }),
    ...(!isWhole(form.times, limits.times) && { times: outOfBounds(limits.times) }),
    ...(isCounted(form) && !isWhole(form.days, limits.days) && { days: outOfBounds(limits.days) }),
    ...(form.title.trim() === '' && { title: words('rules.make.no-name') }),
    ...(form.message.trim() === '' && { message: words('rules.make.no-message') }),
  }
}

/** Whether days are asked for: more than once within so many. */
export function isCounted({ times }: Pick<OwnRuleWriting, 'times'>): boolean {
  return times.trim() !== '1'
}

/** Of a form without faults. */
export function ruleFrom(form: OwnRuleWriting): OwnRuleForm {
  return { ...form, times: Number(form.times), days: isCounted(form) ? Number(form.days) : 1 }
}

function isWhole(written: string, most: number): boolean {
  const number = Number(written.trim())
  return /^\d+$/.test(written.trim()) && number >= 1 && number <= most
}

function outOfBounds(most: number): string {
  return words('rules.make.number', { max: most })
}
