/** Logged consultations as the hours of a month count them. Pure. */
import type { PracticeMonth } from '../journal/months.ts'
import { monthOf } from '../journal/months.ts'
import type { Talk } from '../insight/supervision.ts'
import type { Consultation } from './consultation.ts'

/** Of those that are logged and not removed, by their day. */
export function talksOf(consultations: readonly Consultation[]): readonly Talk[] {
  return consultations.flatMap(talkOf).sort((one, other) => (one.date < other.date ? -1 : 1))
}

export function talksIn(talks: readonly Talk[], month: PracticeMonth): readonly Talk[] {
  return talks.filter(({ date }) => monthOf(date) === month)
}

export function minutesOf(talks: readonly Pick<Talk, 'minutes'>[]): number {
  return talks.reduce((sum, { minutes }) => sum + minutes, 0)
}

/** Minutes by kind, most of them first. */
export function minutesByKind(talks: readonly Talk[]): ReadonlyMap<string, number> {
  const minutes = new Map<string, number>()
  for (const talk of talks) minutes.set(talk.kind, (minutes.get(talk.kind) ?? 0) + talk.minutes)
  return new Map([...minutes].sort(([, one], [, other]) => other - one))
}

function talkOf({ log, isLogged, isRemoved }: Consultation): Talk[] {
  const { date, minutes, kind, direction, members, hoursFor } = log
  if (!isLogged || isRemoved || date === null || minutes === null) return []
  return [{ date, minutes, kind: kind ?? '', direction, members, isLeftOut: hoursFor.has('nothing') }]
}
