/** What a person can say to a signal, each with the words that tell what came of it. */
import { doesNotApply, reached, settle, snooze, takeOver, takes } from '../../insight/responses.ts'
import type { Rule } from '../../insight/rule.ts'
import { counted, words } from '../../words/words.ts'
import { askNoMore } from './askingAgain.svelte.ts'
import { letGo } from './keeping.ts'

/** What was said: its id, by which it is undone, and how it is told. */
export interface Reply {
  readonly rule: string
  readonly id: string
  readonly text: string
  /** There was a talk, which can be written down. */
  readonly isTalked: boolean
}

export const LATER_DAYS = [1, 3, 7] as const
export type LaterDays = (typeof LATER_DAYS)[number]

type Told = Readonly<{ rule: Rule }>

export async function sayTalked(signal: Told): Promise<Reply> {
  return reply(signal, await settle(signal), words('signal.said.settled'), true)
}

export async function sayLater(signal: Told, days: LaterDays): Promise<Reply> {
  return reply(signal, await snooze(signal, days), counted('signal.said.later', days))
}

export async function sayDoesNotApply(signal: Told, reason: string): Promise<Reply> {
  const id = await doesNotApply(signal, reason)
  await letGo(reasonName(signal.rule.id))
  return reply(signal, id, words('signal.said.does-not-apply'))
}

/** Under which a reason is kept while it is written. */
export const reasonName = (rule: string): string => `reason-${rule}`

/**
 * "Yes, I've reached someone." Where only a talk that is written down closes it, it waits in the list for that and
 * asks no more.
 */
export async function sayReached(signal: Told): Promise<Reply> {
  const closes = takes(signal.rule, 'reached')
  const id = closes ? await reached(signal) : await takeOver(signal)
  return reply(signal, id, words(closes ? 'act-now.said.reached' : 'act-now.said.log'), true)
}

export async function sayTakenOver(signal: Told): Promise<Reply> {
  return reply(signal, await takeOver(signal), words('act-now.said.taken-over'))
}

/** Whether it can simply be called settled; if not, only a talk that is logged closes it. */
export const canSettle = ({ rule }: Told): boolean => takes(rule, 'settled')

/** Whether a talk has anything to do with it. */
export const canTalk = ({ rule }: Told): boolean =>
  canSettle({ rule }) || rule.clears.any.some((clear) => clear.startsWith('consultation-logged'))

export const canNotApply = ({ rule }: Told): boolean => takes(rule, 'does-not-apply')

/** A signal of a hard day, also when it is told in the past tense. */
export const isOfActNow = ({ rule }: Told): boolean => rule.level === 'act-now'

function reply({ rule }: Told, id: string, text: string, isTalked = false): Reply {
  askNoMore(rule.id)
  return { rule: rule.id, id, text, isTalked }
}
