/**
 * What a purge keeps of a month: of each purged check its answers by domain, under a hash of the entry's id
 * (PROTOCOL 4.3). No day, no item and no text is in it.
 */
import type { Tally } from '../journal/tallies.ts'
import type { Members, Value } from '../protocol/change.ts'
import type { Tallies } from './trends.ts'

const FIELD = /^c\.[0-9a-f]{16}$/

/** By the name of the purged entry's field; what has another form is left out. */
export function countsIn(fields: Members): ReadonlyMap<string, Tallies> {
  const counts = new Map<string, Tallies>()
  for (const [name, value] of Object.entries(fields)) {
    if (!FIELD.test(name) || typeof value !== 'object' || value === null || Array.isArray(value)) continue
    const tallies = Object.entries(value).flatMap(([domain, tally]): [string, Tally][] =>
      isTally(tally) ? [[domain, tally]] : [],
    )
    counts.set(name, new Map(tallies))
  }
  return counts
}

// Its elements are looked at one by one, as a later app may write what this one cannot add up.
function isTally(value: Value | undefined): value is Tally & Value {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((count: unknown) => typeof count === 'number' && count >= 0)
  )
}
