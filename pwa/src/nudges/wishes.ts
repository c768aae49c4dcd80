/**
 * What an open journal wishes to be nudged of: signals that wait, consultations that are planned, steps put off.
 * Pure. Only ids of texts and times leave this file; why is known nowhere else.
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Signal } from '../insight/signal.ts'
import { instantOf } from '../platform/zones.ts'
import { timeMsOf } from '../protocol/hlc.ts'
import { TIME_MS_MAX } from '../protocol/sizes.ts'
import type { Wish } from './schedule.ts'

/** Of a consultation, what is told here: its time on the wall, its length in minutes, whether it is written down. */
export interface Planned {
  readonly when: string | null
  readonly zone: string
  readonly length: number | null
  readonly isLogged: boolean
}

export interface Journaled {
  readonly signals: readonly Signal[]
  readonly planned: readonly Planned[]
  /** Until when the person said that it is done with talks: milliseconds since 1970, null for never. */
  readonly doneUntil: number | null
  readonly nowMs: number
  readonly zone: string
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MINUTE_MS = 60_000
/** Days after it opened on which a signal asks for a talk, at growing distance while nothing is done. */
export const TALK_AFTER_DAYS = [1, 8, 22, 50, 106]
const LATE_DAYS = 7

export function wishesOf(journaled: Journaled): Wish[] {
  const { signals, planned, doneUntil, nowMs } = journaled
  const all = [
    ...signals.flatMap((signal) => ofSignal(signal, journaled)),
    ...planned.flatMap((one) => ofPlan(one)),
  ]
  return all.filter(({ text, from, until, isAsked }) => {
    const isDone = text === 'talk' && !isAsked && doneUntil !== null && from < doneUntil
    return until >= nowMs && !isDone
  })
}

function ofSignal({ level, state, openedAt, until }: Signal, { zone, nowMs }: Journaled): Wish[] {
  const opened = timeMsOf(openedAt)
  // A note is kept for the longer look; what is planned, quiet or closed asks for nothing.
  if (level === 'note') return []
  if (state === 'snoozed' && until !== null)
    return [
      {
        text: 'talk',
        from: startOf(until, zone),
        until: startOf(until, zone) + LATE_DAYS * DAY_MS,
        isAsked: true,
      },
    ]
  if (state !== 'open') return []
  // The app has shown it at once; this is for a phone that was put away since.
  if (level === 'act-now')
    return [{ text: 'hard-day', from: opened, until: opened + 2 * DAY_MS, isAsked: false }]
  const times = TALK_AFTER_DAYS.map((days) => opened + days * DAY_MS)
  // Only the last of those that have passed still stands: three weeks away are no three nudges.
  const first = Math.max(
    0,
    times.findLastIndex((at) => at <= nowMs),
  )
  return times.slice(first).map((from) => ({ text: 'talk', from, until: TIME_MS_MAX, isAsked: false }))
}

function ofPlan({ when, zone, length, isLogged }: Planned): Wish[] {
  if (when === null || isLogged) return []
  const begin = instantOf(when, zone)
  const end = begin + (length ?? 0) * MINUTE_MS
  return [
    { text: 'planned', from: begin - DAY_MS, until: begin - 1, isAsked: true },
    { text: 'after-talk', from: end, until: end + LATE_DAYS * DAY_MS, isAsked: false },
  ]
}

function startOf(day: PracticeDay, zone: string): number {
  return instantOf(`${day}T00:00`, zone)
}
