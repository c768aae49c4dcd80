/** A person's own checklists in the journal: added, taken out of use, and their wording for old answers. */
import { find, limits, newest, type Checklist } from '../checklists/definition.ts'
import { isShippedChecklist } from '../checklists/cameWithTheApp.ts'
import { readQuestionnaire } from '../checklists/fhir.ts'
import { parseSorted, type Sorted } from '../checklists/fromFile.ts'
import { MalformedChecklist } from '../checklists/problems.ts'
import { shipped } from '../checklists/shipped.ts'
import { textToBytes } from '../protocol/bytes.ts'
import type { Op } from '../protocol/change.ts'
import { resolve } from '../protocol/merge.ts'
import { CHECKLIST, WORDING } from '../protocol/wordings.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { checklists as theChecklists, type Checklists } from './checklists.ts'
import { checklistToValue, FROM, VERSION, versionsIn } from './checklistVersions.ts'
import { journal as theJournal, type Journal } from './journal.ts'
import { practiceClock, todayOf, type PracticeClock } from './practiceClock.ts'

export interface OwnParts {
  readonly journal: Journal
  readonly checklists: Checklists
  readonly put: (ops: readonly Op[]) => Promise<unknown>
  readonly clock: PracticeClock
}

export const HERE: OwnParts = {
  journal: theJournal,
  checklists: theChecklists,
  put: putHere,
  clock: practiceClock,
}
const KIND = CHECKLIST
/** Own ones, beside those that come with the app. */
export const CHECKLISTS_MAX = 20
// It stands in an address and names an object of the journal (PROTOCOL 4: at most 64 bytes).
const ID = /^[a-z0-9-]{1,64}$/

/** Keeps this phone's copy as the journal says, from now on; the result stops it. */
export function followJournal({
  journal,
  checklists,
}: Pick<OwnParts, 'journal' | 'checklists'> = HERE): () => void {
  const copy = (): void => {
    if (journal.current.kind === 'open') void checklists.keep(ownIn(journal))
  }
  copy()
  return journal.subscribe(copy)
}

/** The wording an entry was answered with, of removed checklists too; undefined if this app does not know it. */
export function wordingOf(
  id: string,
  version: number,
  { journal }: Pick<OwnParts, 'journal'> = HERE,
): Checklist | undefined {
  return find(shipped, id, version) ?? find(writtenIn(journal, id), id, version)
}

/**
 * From a file. One that was changed here since takes the place of that, with a number of its own.
 *
 * Throws MalformedChecklist if its name or version is taken, or there is no space; nothing is kept then.
 */
export async function add(checklist: Checklist, parts: OwnParts = HERE): Promise<void> {
  refuseTaken(checklist, parts)
  const isOlder = versionsOf(checklist.id, parts).some(({ version }) => version > checklist.version)
  await writeVersion(isOlder ? { ...checklist, version: nextVersion(checklist.id, parts) } : checklist, parts)
}

/** All that a checklist ever was, the newest first; of one that comes with the app, as it came is the last. */
export function versionsOf(id: string, { journal }: Pick<OwnParts, 'journal'> = HERE): readonly Checklist[] {
  const all = [...shipped, ...writtenIn(journal, id)]
  return all.filter((one) => one.id === id).sort((one, other) => other.version - one.version)
}

/** Every version in the journal, those that are only kept as the wording of old answers after the others. */
function writtenIn(journal: Pick<Journal, 'objects'>, id: string): readonly Checklist[] {
  const own = versionsIn(journal.objects(KIND).get(id) ?? [])
  const kept = versionsIn(journal.objects(WORDING).get(id) ?? [])
  return [...own, ...kept.filter(({ version }) => find(own, id, version) === undefined)]
}

/** The number of the version that is made now; changedChecklists.ts says why it is so. */
export function nextVersion(id: string, parts: Pick<OwnParts, 'journal' | 'clock'>): number {
  const [last] = versionsOf(id, parts)
  return Math.max(parts.clock.now(), (last?.version ?? 0) + 1)
}

/** One version into the journal. Throws MalformedChecklist for one that no change would hold. */
export async function writeVersion(checklist: Checklist, parts: OwnParts): Promise<void> {
  const { id, version } = checklist
  const value = checklistToValue(checklist)
  if (textToBytes(JSON.stringify(value)).length > limits.versionBytes)
    throw new MalformedChecklist(id, '', 'item', `larger than ${limits.versionBytes} bytes`)
  const set = { [VERSION + String(version)]: value, [FROM + String(version)]: todayOf(parts.clock) }
  await write({ kind: KIND, id, set }, parts)
  // Before anything was ever saved there is no journal to follow: what is kept here is all there is.
  if (parts.journal.current.kind !== 'open') await keepAlso(checklist, parts)
}

async function keepAlso(checklist: Checklist, { checklists }: OwnParts): Promise<void> {
  await checklists.keep([...checklists.own.filter(({ id }) => id !== checklist.id), checklist])
}

export interface Own {
  /** What fits of each checklist in the file, and what does not. */
  readonly found: readonly Sorted[]
  /** What the file says about rights of use; the person confirms that they may use it. */
  readonly copyright: string | undefined
}

/** The checklists in a file's text, ours or a FHIR R4 Questionnaire. Throws MalformedChecklist, NewerChecklist. */
export function readOwn(json: string): Own {
  if (!/"resourceType"\s*:/.test(json)) return { found: parseSorted(json), copyright: undefined }
  const { copyright, ...found } = readQuestionnaire(json)
  return { found: [found], copyright }
}

/**
 * Out of use; of one that comes with the app, the person's own version is, and it asks as it came. Old answers keep
 * their wording, which stays in the journal.
 */
export async function remove(id: string, parts: OwnParts = HERE): Promise<void> {
  await write({ kind: KIND, id, delete: true }, parts)
}

/** Undoes a removal: a write that no delete has seen, and that sets nothing (PROTOCOL 4.2). */
export async function restore(id: string, parts: OwnParts = HERE): Promise<void> {
  await write({ kind: KIND, id, set: {} }, parts)
}

/** Those taken out of use, newest version each. */
export function removedIn(journal: Pick<Journal, 'objects'>): Checklist[] {
  return [...journal.objects(KIND)].flatMap(([id, writes]) =>
    resolve(writes).gone ? (newest(versionsIn(writes), id) ?? []) : [],
  )
}

function ownIn(journal: Pick<Journal, 'objects'>): Checklist[] {
  return [...journal.objects(KIND)].flatMap(([id, writes]) =>
    resolve(writes).gone ? [] : (newest(versionsIn(writes), id) ?? []),
  )
}

function refuseTaken({ id, version }: Checklist, parts: OwnParts): void {
  const refuse = (field: string, reason: string): never => {
    throw new MalformedChecklist(id, '', field, reason)
  }
  if (!ID.test(id)) refuse('id', 'is not 1 to 64 small letters, digits and hyphens')
  if (isShippedChecklist(id)) refuse('id', 'is the name of a checklist that comes with the app')
  if (wordingOf(id, version, parts))
    refuse('version', `${version} is here already; a changed one needs a higher number`)
  const others = parts.checklists.own.filter((one) => !isShippedChecklist(one.id) && one.id !== id)
  if (others.length >= CHECKLISTS_MAX) refuse('checklists', `more than ${CHECKLISTS_MAX} of your own`)
}

async function write(op: Op, { journal, put }: OwnParts): Promise<void> {
  await shown(put([op]))
  await journal.follow()
}
