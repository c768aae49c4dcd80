/**
 * What this phone knows of copies of its journal: when one was last handed to the person, and until when they asked for no
 * word of it. It is of this phone alone, as "the only copy" is, and holds no count and no day of an entry.
 */
import * as v from 'valibot'

import type { Journal } from '../journal/journal.ts'
import { practiceClock, todayOf, type PracticeClock } from '../journal/practiceClock.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import { timeMsOf } from '../protocol/hlc.ts'
import { resolve } from '../protocol/merge.ts'
import { readAccount, readPlace } from '../sync/place.ts'
import { keep, readKept } from '../vault/kept.ts'
import { readKinds } from '../vault/locks.ts'
import { rehearsedIn } from './rehearsing.ts'
import { isCopyDue, isRehearsalDue, quietFrom } from './reminding.ts'

const NAME = 'copies'
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const shape = v.object({
  exportedAt: v.nullable(time),
  /** Of the word about the only copy, and of the offer to rehearse. */
  quietUntil: v.object({ copy: time, rehearsal: time }),
})
const NONE: v.InferOutput<typeof shape> = { exportedAt: null, quietUntil: { copy: 0, rehearsal: 0 } }

export interface CopiesParts {
  readonly storage: Storage
  readonly clock: PracticeClock
}

export const HERE: CopiesParts = { storage: thisPhone, clock: practiceClock }
export type Word = 'copy' | 'rehearsal'

/** A copy was handed to the person; `at`: when it began to be made, as what was saved meanwhile is not in it. */
export async function noteExport(at: number, { storage }: CopiesParts = HERE): Promise<void> {
  await keep(storage, NAME, { ...(await known(storage)), exportedAt: at })
}

/** "Not now." */
export async function putOff(word: Word, { storage, clock }: CopiesParts = HERE): Promise<void> {
  const now = await known(storage)
  await keep(storage, NAME, { ...now, quietUntil: { ...now.quietUntil, [word]: quietFrom(clock.now()) } })
}

/** What to say now of an open journal: that this is the only copy, or else that a rehearsal is due; null for nothing. */
export async function wordOf(
  journal: Pick<Journal, 'objects'>,
  { storage, clock }: CopiesParts = HERE,
): Promise<Word | null> {
  const { exportedAt, quietUntil } = await known(storage)
  const nowMs = clock.now()
  const { written, first } = entriesIn(journal)
  const syncedAt = (await readAccount(storage)) === null ? null : (await readPlace(storage)).syncedAt
  if (isCopyDue({ nowMs, written, syncedAt, exportedAt, quietUntil: quietUntil.copy })) return 'copy'
  const kinds = await readKinds(storage)
  const isDue = isRehearsalDue({
    nowMs,
    today: todayOf(clock),
    rehearsed: rehearsedIn(journal),
    first,
    hasSecret: kinds.includes('recovery') || kinds.includes('passphrase'),
    quietUntil: quietUntil.rehearsal,
  })
  return isDue ? 'rehearsal' : null
}

async function known(storage: Storage): Promise<v.InferOutput<typeof shape>> {
  return readKept(storage, NAME, shape, NONE)
}

function entriesIn(journal: Pick<Journal, 'objects'>): { written: number[]; first: string | null } {
  const written: number[] = []
  for (const writes of journal.objects('entry').values()) {
    const [first] = writes.map(({ at }) => at).sort()
    if (first !== undefined && !resolve(writes).gone) written.push(timeMsOf(first))
  }
  const first = written.reduce((one, other) => Math.min(one, other), Infinity)
  return { written, first: first === Infinity ? null : new Date(first).toISOString().slice(0, 10) }
}
