/**
 * Answers tallied by domain, how many of them were hard, and what moved between two months. Pure.
 *
 * The twin of sync/trends.py: whole numbers alone, so that both give the same.
 */
import type { Tally } from '../journal/tallies.ts'

/** By domain; those without an answer are left out. */
export type Tallies = ReadonlyMap<string, Tally>
export type Change = 'harder' | 'as-before' | 'easier'

export const NONE: Tally = [0, 0, 0, 0]
/** Fewer are too few to say anything. */
export const ANSWERS_MIN = 5
/** What moved has moved by both: so many in a hundred, and so many answers more than it would have been. */
const CHANGE_POINTS = 15
const CHANGE_ANSWERS = 2

/** A single answer. */
export function one(ordinal: number): Tally {
  return [Number(ordinal === 0), Number(ordinal === 1), Number(ordinal === 2), Number(ordinal === 3)]
}

export function added(tally: Tally, other: Tally): Tally {
  return [tally[0] + other[0], tally[1] + other[1], tally[2] + other[2], tally[3] + other[3]]
}

/** The sum of many, by domain. */
export function together(all: Iterable<Tallies>): Tallies {
  const sums = new Map<string, Tally>()
  for (const tallies of all)
    for (const [domain, tally] of tallies) sums.set(domain, added(sums.get(domain) ?? NONE, tally))
  return sums
}

export function answersIn(tally: Tally): number {
  return tally[0] + tally[1] + tally[2] + tally[3]
}

/** How many answers were hard ones: 2 or 3. */
export function hardIn(tally: Tally): number {
  return tally[2] + tally[3]
}

export function isEnough(tally: Tally): boolean {
  return answersIn(tally) >= ANSWERS_MIN
}

/** How many of a hundred were hard ones, rounded half up; null for too few to say. */
export function of100(tally: Tally): number | null {
  if (!isEnough(tally)) return null
  const answers = answersIn(tally)
  return Math.floor((200 * hardIn(tally) + answers) / (2 * answers))
}

/** What moved; null where either has too few to say. */
export function change(now: Tally, before: Tally): Change | null {
  if (!isEnough(now) || !isEnough(before)) return null
  const more = hardIn(now) * answersIn(before) - hardIn(before) * answersIn(now)
  const byShare = 100 * Math.abs(more) >= CHANGE_POINTS * answersIn(now) * answersIn(before)
  const byAnswers = Math.abs(more) >= CHANGE_ANSWERS * answersIn(before)
  if (!byShare || !byAnswers) return 'as-before'
  return more > 0 ? 'harder' : 'easier'
}
