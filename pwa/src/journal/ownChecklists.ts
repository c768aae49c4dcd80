/** A person's own checklists in the journal: added, taken out of use, and their wording for old answers. */
import { find, format, newest, type Checklist } from '../checklists/definition.ts'
import { MalformedChecklist } from '../checklists/problems.ts'
import { shipped } from '../checklists/shipped.ts'
import { textToBytes } from '../protocol/bytes.ts'
import type { Members, Op, Value } from '../protocol/change.ts'
import { resolve, type Write } from '../protocol/merge.ts'
import { NAME_BYTES_MAX } from '../protocol/sizes.ts'
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

/** Keeps this phone's copy as the journal says, from now on; the result stops it. */
export function followJournal({ journal, checklists }: OwnParts = HERE): () => void {
  const copy = (): void => {
    if (journal.current.kind === 'open') void checklists.keep(ownIn(journal))
  }
  copy()
  return journal.subscribe(copy)
}

/** The wording an entry was answered with, of removed checklists too; undefined if this app does not know it. */
export function wordingOf(id: string, version: number, { journal }: Pick<OwnParts, 'journal'> = HERE): Checklist | undefined {
  const writes = journal.objects(KIND).get(id)
  return find(shipped, id, version) ?? (writes && find(versionsIn(writes), id, version))
}

/** Throws MalformedChecklist if its name or version is taken; nothing is kept then. */
export async function add(checklist: Checklist, parts: OwnParts = HERE): Promise<void> {
  refuseTaken(checklist, parts)
  const { id, version } = checklist
  await write({ kind: KIND, id, set: { [VERSION + version]: checklistToValue(checklist) } }, parts)
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
  if (textToBytes(id).length > NAME_BYTES_MAX) refuse('id', `longer than ${NAME_BYTES_MAX} bytes`)
  if (newest(shipped, id)) refuse('id', 'is the name of a checklist that comes with the app')
  if (wordingOf(id, version, parts)) refuse('version', `${version} is here already; a changed one needs a higher number`)
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
  return { ...rest, item: item.map((one): Members => ({ ...one, answerOption: one.answerOption.map((option) => ({ ...option })) })) }
}
