/**
 * How long details are kept: a setting of the journal, in months, and what it comes to today.
 *
 * Whole practice months go, so that a month's counts are never half of it. Nothing goes before the person said yes to
 * that very span; from then on this happens by itself (purging.ts).
 */
import type { Op, Seen } from '../protocol/change.ts'
import { resolve } from '../protocol/merge.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { isCounted } from './counted.ts'
import { goingBefore, type Goings } from './goings.ts'
import { journal as thisJournal, type Journal } from './journal.ts'
import { monthsAway, type PracticeMonth } from './months.ts'
import { wordingOf } from './ownChecklists.ts'
import { practiceClock, todayOf, type PracticeClock } from './practiceClock.ts'
import { readEntry } from './entry.ts'

/** Months that can be chosen. */
export const SPANS = [6, 12, 24, 60] as const

export interface Retention {
  /** Months; null to keep all, which is so until the person chooses. */
  readonly months: number | null
  /** Whether the person said yes to these months. */
  readonly isAgreed: boolean
}

export interface RetentionParts {
  readonly journal: Journal
  readonly put: (ops: readonly Op[], read: Seen) => Promise<unknown>
  readonly clock: PracticeClock
}

export const HERE: RetentionParts = {
  journal: thisJournal,
  put: (ops, read) => putHere(ops, undefined, undefined, read),
  clock: practiceClock,
}

const SETTING = 'retention'
const MONTHS_MAX = 1200

export function retentionIn(journal: Pick<Journal, 'objects'>): Retention {
  const { fields } = resolve(journal.objects('setting').get(SETTING) ?? [])
  const months = monthsIn(fields.get('value')?.value)
  return { months, isAgreed: months !== null && monthsIn(fields.get('agreed')?.value) === months }
}

/** Chooses a span; nothing goes by it yet. Throws `storage-…` problems. */
export async function choose(months: number | null, parts: RetentionParts = HERE): Promise<void> {
  await write({ value: months, agreed: null }, parts)
}

/** The person has seen what goes, and says yes: to this span, and to its months to come. */
export async function agree(parts: RetentionParts = HERE): Promise<void> {
  const { months } = retentionIn(parts.journal)
  if (months !== null) await write({ agreed: months }, parts)
}

/** The first month whose details stay. */
export function keptFrom(months: number, clock: PracticeClock = practiceClock): PracticeMonth {
  return monthsAway(todayOf(clock).slice(0, 7), -months)
}

/** The same by the span that the person has agreed to; null if there is none, and details are kept. */
export function agreedFrom(
  journal: Pick<Journal, 'objects'>,
  clock: PracticeClock = practiceClock,
): PracticeMonth | null {
  const { months, isAgreed } = retentionIn(journal)
  return months !== null && isAgreed ? keptFrom(months, clock) : null
}

/** What goes when details before this month do; nothing while the journal is closed. */
export async function goingIn(
  journal: Pick<Journal, 'state' | 'objects'>,
  before: PracticeMonth,
): Promise<Goings> {
  const { state } = journal
  if (state === null) return { objects: [], places: new Map() }
  const counted = await isCounted(journal)
  return goingBefore(state, before, counted, (id, writes) => {
    const entry = readEntry(id, writes)
    const named = resolve(writes).fields.get('checklist')?.value ?? ''
    // What this app cannot count waits for one that can; what was removed, or names no checklist, counts nowhere.
    return entry.isRemoved || named === '' || knows(journal, entry)
  })
}

function knows(
  journal: Pick<Journal, 'objects'>,
  entry: { readonly checklist: string; readonly version: number },
): boolean {
  return wordingOf(entry.checklist, entry.version, { journal }) !== undefined
}

async function write(set: Record<string, number | null>, { journal, put }: RetentionParts): Promise<void> {
  await shown(put([{ kind: 'setting', id: SETTING, set }], readBy(journal)))
  await journal.follow()
}

/** The heads of what is folded: only that can have been read. */
export function readBy({ state }: Pick<Journal, 'state'>): Seen {
  return Object.fromEntries([...(state?.heads ?? [])].map(([device, { counter }]) => [device, counter]))
}

function monthsIn(value: unknown): number | null {
  const isSpan = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MONTHS_MAX
  return isSpan ? value : null
}
