/**
 * What a purge keeps of a month: of each purged check its answers by domain, under a hash of the entry's id
 * (PROTOCOL 4.3). No day, no item and no text is in it.
 */
import type { Members, Value } from '../protocol/change.ts'
import { bytesToHex, sha256, textToBytes } from '../protocol/bytes.ts'
import type { Tallies, Tally } from './trends.ts'

const NAME = /^c\.([0-9a-f]{16})$/
const HASH_DIGITS = 16

/** By the hash of the purged entry's id; what has another form is left out. */
export function countsIn(fields: Members): ReadonlyMap<string, Tallies> {
  const counts = new Map<string, Tallies>()
  for (const [name, value] of Object.entries(fields)) {
    const hash = NAME.exec(name)?.[1]
    if (hash === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) continue
    const tallies = Object.entries(value).flatMap(([domain, tally]): [string, Tally][] =>
      isTally(tally) ? [[domain, tally]] : [],
    )
    counts.set(hash, new Map(tallies))
  }
  return counts
}

/** What an entry is called once only its counts are left: the first 16 hex digits of SHA-256 of its id. */
export async function hashOf(entry: string): Promise<string> {
  return bytesToHex(await sha256(textToBytes(entry))).slice(0, HASH_DIGITS)
}

// Its elements are looked at one by one, as a later app may write what this one cannot add up.
function isTally(value: Value | undefined): value is Tally & Value {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((count: unknown) => typeof count === 'number' && count >= 0)
  )
}
