/** A person's own checklists in the journal: added, taken out of use, and their wording for old answers. */
import { find, format, newest, parse, type Checklist } from '../checklists/definition.ts'
import { questionnaireToChecklist } from '../checklists/fhir.ts'
import { MalformedChecklist } from '../checklists/problems.ts'
import { shipped } from '../checklists/shipped.ts'
import type { Members, Op, Value } from '../protocol/change.ts'
import { resolve, type Write } from '../protocol/merge.ts'
import { put as putHere } from '../sync/outbox.ts'
import { checklists as theChecklists, readDefinitions, type Checklists } from './checklists.ts'
import { currentFields } from './entry.ts'
import { journal as theJournal, type Journal } from './journal.ts'

export interface OwnParts {
  readonly journal: Journal
  readonly checklists: Checklists
  readonly put: (ops: readonly Op[]) => Promise<unknown>
}

const HERE: OwnParts = { journal: theJournal, checklists: theChecklists, put: putHere }
const KIND = 'checklist'
const VERSION = 'version.'
// It stands in an address and names an object of the journal (PROTOCOL 4: at most 64 bytes).
const ID = /^[a-z0-9-]{1,64}$/

/** Keeps this phone's copy as the journal says, from now on; the result stops it. */
export function followJournal({ journal, checklists }: OwnParts = HERE): () => void {
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
  const writes = journal.objects(KIND).get(id)
  return find(shipped, id, version) ?? (writes && find(versionsIn(writes), id, version))
}

/** Throws MalformedChecklist if its name or version is taken; nothing is kept then. */
export async function add(checklist: Checklist, parts: OwnParts = HERE): Promise<void> {
  refuseTaken(checklist, parts)
  const { id, version } = checklist
  await write({ kind: KIND, id, set: { [`${VERSION}${version}`]: checklistToValue(checklist) } }, parts)
  // Before anything was ever saved there is no journal to follow: what is kept here is all there is.
  if (parts.journal.current.kind !== 'open') await keepAlso(checklist, parts)
}

async function keepAlso(checklist: Checklist, { checklists }: OwnParts): Promise<void> {
  await checklists.keep([...checklists.own.filter(({ id }) => id !== checklist.id), checklist])
}

export interface Own {
  readonly checklists: readonly Checklist[]
  /** What the file says about rights of use; the person confirms that they may use it. */
  readonly copyright: string | undefined
}

/** The checklists in a file's text, ours or a FHIR R4 Questionnaire. Throws MalformedChecklist, NewerChecklist. */
export function readOwn(json: string): Own {
  if (!/"resourceType"\s*:/.test(json)) return { checklists: parse(json), copyright: undefined }
  const { checklist, copyright } = questionnaireToChecklist(json)
  return { checklists: [checklist], copyright }
}

/** Out of use. Old answers keep their wording, which stays in the journal. */
export async function remove(id: string, parts: OwnParts = HERE): Promise<void> {
  await write({ kind: KIND, id, delete: true }, parts)
}

/** Undoes a removal. */
export async function restore(id: string, parts: OwnParts = HERE): Promise<void> {
  const writes = parts.journal.objects(KIND).get(id)
  if (writes) await write({ kind: KIND, id, set: currentFields(writes) }, parts)
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
  if (newest(shipped, id)) refuse('id', 'is the name of a checklist that comes with the app')
  if (wordingOf(id, version, parts))
    refuse('version', `${version} is here already; a changed one needs a higher number`)
}

async function write(op: Op, { journal, put }: OwnParts): Promise<void> {
  await put([op])
  await journal.follow()
}

function versionsIn(writes: readonly Write[]): Checklist[] {
  return [...resolve(writes).fields].flatMap(([name, { value }]) =>
    name.startsWith(VERSION) ? readDefinitions({ format, checklists: [value] }) : [],
  )
}

function checklistToValue(checklist: Checklist): Value {
  const { item, ...rest } = checklist
  return {
    ...rest,
    item: item.map((one): Members => ({
      ...one,
      answerOption: one.answerOption.map((option) => ({ ...option })),
    })),
  }
}
