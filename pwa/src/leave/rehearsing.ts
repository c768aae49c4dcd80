/**
 * A rehearsal: whether the recovery code, and the last file, really open. Nothing is restored and nothing is changed; of
 * one that went well only its day is written, as the setting `rehearsed` (PROTOCOL 4.2).
 */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { isDay } from '../insight/dayNumbers.ts'
import { journal as thisJournal, type Journal } from '../journal/journal.ts'
import { practiceClock, todayOf, type PracticeClock } from '../journal/practiceClock.ts'
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import type { Op } from '../protocol/change.ts'
import { mustBeRootOf } from '../protocol/epochs.ts'
import { holdRoot } from '../protocol/keys.ts'
import type { Secret } from '../protocol/locks.ts'
import { emptyState, resolve, type State } from '../protocol/merge.ts'
import { Problem } from '../protocol/problems.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { openings, readRing } from '../vault/ring.ts'
import type { Watch } from './bundle.ts'
import { preview, type Preview } from './restore.ts'
import { fileKindOf, readSource, type BackupSecret } from './sources.ts'

export interface RehearsalParts {
  readonly storage: Storage
  readonly journal: Pick<Journal, 'objects' | 'follow'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
  readonly clock: PracticeClock
}

export const HERE: RehearsalParts = {
  storage: thisPhone,
  journal: thisJournal,
  put: putHere,
  clock: practiceClock,
}
const SETTING = 'rehearsed'

/** What a file holds. */
export interface Found extends Pick<Preview, 'entries' | 'span'> {
  /** How many lines or objects of it could not be read. */
  readonly unread: number
  /** This journal has entries that the file has not. */
  readonly isOlder: boolean
}

/**
 * Whether a recovery code opens this journal, and notes the day if it does. The root's bytes are wiped at once.
 *
 * Throws malformed-recovery-code, mistyped-recovery-code, no-such-lock, wrong-secret, bad-history for another root.
 */
export async function tryCode(code: string, parts: RehearsalParts = HERE): Promise<void> {
  const ring = await readRing(parts.storage)
  for await (const { root, auth, lock } of openings(ring, { kind: 'recovery', code })) {
    try {
      // A lock of a newer root is this journal's too; only unlocking takes it over.
      if (lock.epoch === ring.owner.epoch) await mustBeRootOf(await holdRoot(root), ring.owner.vaultKey)
    } finally {
      root.fill(0)
      auth?.fill(0)
    }
    break
  }
  await note(parts)
}

/**
 * What a copy gives to who has its secret: a journal file, an encrypted backup, or JSON, which needs none. The day is noted
 * if all of it could be read.
 *
 * Throws what readSource throws, and not-for-restoring for tables, which never hold all.
 */
export async function tryFile(
  file: Blob,
  secret: Secret | BackupSecret | null,
  watch: Watch = {},
  parts: RehearsalParts = HERE,
): Promise<Found> {
  if ((await fileKindOf(file)) === 'table') throw new Problem('not-for-restoring')
  const bundle = await readSource(file, secret, watch)
  const { entries, span } = await preview(bundle, emptyState(), parts.clock)
  const unread = bundle.problems.length + bundle.refused.length
  if (unread === 0) await note(parts)
  return { entries, span, unread, isOlder: lacksAny(bundle.state, parts) }
}

/** Whether this journal has an entry that is not there. */
function lacksAny(there: State, { journal }: RehearsalParts): boolean {
  const known = there.objects.get('entry')
  return [...journal.objects('entry')].some(
    ([id, writes]) => known?.has(id) !== true && !resolve(writes).gone,
  )
}

/** The day of the last rehearsal; null before the first. */
export function rehearsedIn(journal: Pick<Journal, 'objects'>): PracticeDay | null {
  const { fields } = resolve(journal.objects('setting').get(SETTING) ?? [])
  const day = fields.get('value')?.value
  return typeof day === 'string' && isDay(day) ? day : null
}

async function note({ journal, put, clock }: RehearsalParts): Promise<void> {
  await shown(put([{ kind: 'setting', id: SETTING, set: { value: todayOf(clock) } }]))
  await journal.follow()
}
