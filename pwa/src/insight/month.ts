/** A month of the journal in numbers, from its objects as they read now. The twin of sync/month.py. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { Members } from '../protocol/change.ts'
import { countsField } from '../journal/tallies.ts'
import { isDay } from './dayNumbers.ts'
import { countsIn } from './counts.ts'
import { isMonth, monthOf, monthsAway, type PracticeMonth } from '../journal/months.ts'
import { scalesOf, tallyOf, type Scales } from './tallying.ts'
import { change, NONE, together, type Change, type Tallies } from './trends.ts'

/** Fields by id. */
export type Readable = Iterable<readonly [id: string, fields: Members]>

/** Entries by month, without those of no day and the gone ones. */
export interface EntriesByMonth {
  readonly ids: ReadonlyMap<PracticeMonth, readonly string[]>
  /** What one says, read when its month is asked for: ten years are seldom looked at all at once. */
  readonly fieldsOf: (id: string) => Members | null
}

export interface Sources {
  readonly entries: EntriesByMonth
  /** Gone ones left out. */
  readonly counts: Readable
  /** Those out of use as well: old answers count by their wording. */
  readonly checklists: Readable
  /** The app's own. */
  readonly shipped: readonly unknown[]
}

export interface Month {
  readonly month: PracticeMonth
  /** With those of which a purge kept only the counts. */
  readonly checks: number
  readonly purged: number
  /** Checks after a session, of those that are still here. */
  readonly sessions: number
  /** Checks on each day that has any. */
  readonly days: ReadonlyMap<PracticeDay, number>
  readonly tallies: Tallies
}

const AFTER_SESSION = 'after-session'

/** All months; each is read and added up when it is asked for first. */
export class Months {
  readonly #entries: EntriesByMonth
  readonly #kept: ReadonlyMap<PracticeMonth, readonly Tallies[]>
  readonly #scales: Scales
  readonly #known = new Map<PracticeMonth, Month>()

  private constructor(
    entries: EntriesByMonth,
    kept: ReadonlyMap<PracticeMonth, readonly Tallies[]>,
    scales: Scales,
  ) {
    this.#entries = entries
    this.#kept = kept
    this.#scales = scales
  }

  static async read({ entries, counts, checklists, shipped }: Sources): Promise<Months> {
    const asked = [...checklists].map(([, fields]) => fields)
    return new Months(entries, await keptIn(counts, entries), scalesOf(shipped, asked))
  }

  /** Of a journal that says nothing. */
  static empty(): Months {
    return new Months({ ids: new Map(), fieldsOf: () => null }, new Map(), new Map())
  }

  /** The months that have a check, the earliest first. */
  get all(): readonly PracticeMonth[] {
    return [...new Set([...this.#entries.ids.keys(), ...this.#kept.keys()])].sort()
  }

  of(month: PracticeMonth): Month {
    const known = this.#known.get(month)
    if (known) return known
    const added = this.#addUp(month)
    this.#known.set(month, added)
    return added
  }

  /** What moved in each domain since the month before. */
  moved(month: PracticeMonth): ReadonlyMap<string, Change | null> {
    return moved(this.of(month).tallies, this.of(monthsAway(month, -1)).tallies)
  }

  /** The tallies of several months together. */
  over(months: readonly PracticeMonth[]): Tallies {
    return together(months.map((month) => this.of(month).tallies))
  }

  #addUp(month: PracticeMonth): Month {
    const { ids, fieldsOf } = this.#entries
    const here = (ids.get(month) ?? []).map(fieldsOf).filter((fields) => fields !== null)
    const kept = this.#kept.get(month) ?? []
    const days = new Map<PracticeDay, number>()
    for (const { day } of here) if (typeof day === 'string') days.set(day, (days.get(day) ?? 0) + 1)
    return {
      month,
      checks: here.length + kept.length,
      purged: kept.length,
      sessions: here.filter(({ checklist }) => checklist === AFTER_SESSION).length,
      days,
      tallies: together([...here.map((fields) => tallyOf(fields, this.#scales)), ...kept]),
    }
  }
}

/** Of each domain that either has answers of. */
export function moved(now: Tallies, before: Tallies): ReadonlyMap<string, Change | null> {
  const domains = [...new Set([...now.keys(), ...before.keys()])].sort()
  return new Map(domains.map((one) => [one, change(now.get(one) ?? NONE, before.get(one) ?? NONE)]))
}

/** Ids by the month of their day; those of no day are of none. */
export function idsByMonth(
  days: Iterable<readonly [day: string, ids: readonly string[]]>,
): EntriesByMonth['ids'] {
  const months = new Map<PracticeMonth, string[]>()
  for (const [day, ids] of days) {
    if (ids.length === 0 || !isDay(day)) continue
    const ofMonth = months.get(monthOf(day))
    if (ofMonth === undefined) months.set(monthOf(day), [...ids])
    else ofMonth.push(...ids)
  }
  return months
}

/** The counts of entries that are not here: one that came back from another phone counts once, as it stands. */
async function keptIn(
  counts: Readable,
  entries: EntriesByMonth,
): Promise<ReadonlyMap<PracticeMonth, readonly Tallies[]>> {
  const kept = new Map<PracticeMonth, readonly Tallies[]>()
  for (const [month, fields] of counts) {
    if (!isMonth(month)) continue
    const here = entries.ids.get(month) ?? []
    const names = new Set(await Promise.all(here.map(countsField)))
    kept.set(
      month,
      [...countsIn(fields)].flatMap(([name, tallies]) => (names.has(name) ? [] : [tallies])),
    )
  }
  return kept
}
