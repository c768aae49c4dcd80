/** The counts that purged entries have left in the journal, and those that are to be written before entries go. */
import { canonicalJson } from '../protocol/canonical.ts'
import type { Op, Value } from '../protocol/change.ts'
import { resolve } from '../protocol/merge.ts'
import { textToBytes } from '../protocol/bytes.ts'
import { readEntry } from './entry.ts'
import type { Goings } from './goings.ts'
import type { Journal } from './journal.ts'
import { monthSaid, type PracticeMonth } from './months.ts'
import { wordingOf } from './ownChecklists.ts'
import { COUNTS, countsField, talliesOf } from './tallies.ts'

/** So much of a month's counts stands in one change: far from what a change holds. */
const BYTES_MAX = 48_000

type Counts = Record<string, Value>

/** Whether some month's counts hold an entry: of these, or else of those that are here. */
export async function isCounted(
  journal: Pick<Journal, 'objects'>,
  entries: Iterable<string> = journal.objects('entry').keys(),
): Promise<(entry: string) => boolean> {
  const names = new Set([...countsIn(journal).values()].flatMap((fields) => [...fields.keys()]))
  // Nobody asks for the fields of ten years where nothing was ever purged.
  if (names.size === 0) return () => false
  const counted = new Set<string>()
  for (const id of entries) if (names.has(await countsField(id))) counted.add(id)
  return (entry) => counted.has(entry)
}

/** What of the counts of these entries is not written yet: ops, each for a change of its own. */
export async function countsToWrite(
  journal: Pick<Journal, 'objects'>,
  { objects }: Goings,
): Promise<readonly Op[]> {
  const here = countsIn(journal)
  const byMonth = new Map<PracticeMonth, Counts>()
  for (const { kind, id } of objects) {
    if (kind !== 'entry') continue
    const counts = await countsOf(journal, id)
    if (counts === null || isHere(here, counts)) continue
    byMonth.set(counts.month, { ...byMonth.get(counts.month), [counts.field]: counts.value })
  }
  return [...byMonth].flatMap(([id, counts]) => pieces(counts).map((set) => ({ kind: COUNTS, id, set })))
}

interface Counted {
  readonly month: PracticeMonth
  readonly field: string
  readonly value: Value
}

/** Null for an entry that no trend shows: removed, of no day, or of a wording that is not known here. */
async function countsOf(journal: Pick<Journal, 'objects'>, id: string): Promise<Counted | null> {
  const entry = readEntry(id, journal.objects('entry').get(id) ?? [])
  const month = monthSaid(entry.day)
  const wording = wordingOf(entry.checklist, entry.version, { journal })
  if (month === null || entry.isRemoved || wording === undefined) return null
  return { month, field: await countsField(id), value: talliesOf(entry, wording) }
}

function countsIn(journal: Pick<Journal, 'objects'>): ReadonlyMap<PracticeMonth, ReadonlyMap<string, Value>> {
  return new Map(
    [...journal.objects(COUNTS)].map(([month, writes]) => [
      month,
      new Map([...resolve(writes).fields].map(([name, { value }]) => [name, value])),
    ]),
  )
}

function isHere(
  here: ReadonlyMap<PracticeMonth, ReadonlyMap<string, Value>>,
  { month, field, value }: Counted,
): boolean {
  const written = here.get(month)?.get(field)
  return written !== undefined && canonicalJson(written) === canonicalJson(value)
}

function pieces(counts: Counts): Counts[] {
  const cut: Counts[] = []
  let size = Infinity
  for (const [field, value] of Object.entries(counts)) {
    const bytes = textToBytes(JSON.stringify([field, value])).length
    if (size + bytes > BYTES_MAX) {
      cut.push({})
      size = 0
    }
    Object.assign(cut.at(-1) ?? {}, { [field]: value })
    size += bytes
  }
  return cut
}
