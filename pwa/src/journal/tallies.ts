/**
 * What stays of an entry once it is purged: how many answers of each level its domains had, in which month (PROTOCOL
 * 4.3, 4.4). No day, no question, no text; enough for a trend to stay as it was.
 */
import type { Checklist } from '../checklists/definition.ts'
import { bytesToHex, sha256, textToBytes } from '../protocol/bytes.ts'
import type { Entry } from './entry.ts'

export const COUNTS = 'counts'
const FIELD = 'c.'
const HASH_HEX = 16

/** How many answers had level 0, 1, 2, 3. */
export type Tally = readonly [number, number, number, number]

/** By domain; those without an answer that has a level are left out. */
export type Tallies = Readonly<Record<string, Tally>>

/** By the wording the answers were given to; answers without a level (not sure, does not apply) are left out. */
export function talliesOf({ answers }: Pick<Entry, 'answers'>, { item }: Checklist): Tallies {
  const tallies = new Map<string, [number, number, number, number]>()
  for (const { linkId, domain, answerOption } of item) {
    const level = answerOption.find(({ code }) => code === answers.get(linkId))?.ordinal ?? null
    if (level === null) continue
    const tally = tallies.get(domain) ?? [0, 0, 0, 0]
    tally[level] = (tally[level] ?? 0) + 1
    tallies.set(domain, tally)
  }
  return Object.fromEntries(tallies)
}

/** The field of a month's counts that stands for an entry: two phones that purge at once write the same. */
export async function countsField(entry: string): Promise<string> {
  return FIELD + bytesToHex(await sha256(textToBytes(entry))).slice(0, HASH_HEX)
}
