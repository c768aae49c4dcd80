/** What a person can say to a signal, each with the words that tell what came of it. */
import { doesNotApply, settle, snooze, takes } from '../../insight/responses.ts'
import type { Rule } from '../../insight/rule.ts'
import { counted, words } from '../../words/words.ts'

/** What was said: its id, by which it is undone, and how it is told. */
export interface Reply {
  readonly rule: string
  readonly id: string
  readonly text: string
  readonly isNotApplying: boolean
}

export const LATER_DAYS = [1, 3, 7] as const
export type LaterDays = (typeof LATER_DAYS)[number]

type Told = Readonly<{ rule: Rule }>

export async function sayTalked(signal: Told): Promise<Reply> {
  return reply(signal, await settle(signal), words('signal.said.settled'))
}

export async function sayLater(signal: Told, days: LaterDays): Promise<Reply> {
  return reply(signal, await snooze(signal, days), counted('signal.said.later', days))
}

export async function sayDoesNotApply(signal: Told, reason: string): Promise<Reply> {
  const id = await doesNotApply(signal, reason)
  return { ...reply(signal, id, words('signal.said.does-not-apply')), isNotApplying: true }
}

/** Whether it can simply be called settled; if not, only a talk that is logged closes it. */
export const canSettle = ({ rule }: Told): boolean => takes(rule, 'settled')

export const canNotApply = ({ rule }: Told): boolean => takes(rule, 'does-not-apply')

function reply({ rule }: Told, id: string, text: string): Reply {
  return { rule: rule.id, id, text, isNotApplying: false }
}
