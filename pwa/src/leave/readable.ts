/**
 * The journal as files that anyone can read, and as one that only its own passphrase opens (PROTOCOL 15).
 *
 * Names tell the product and the day. What is readable is so for whoever has the file: the screen says it.
 */
import { storage as thisPhone, type Storage } from '../platform/storage.ts'
import { textToBytes } from '../protocol/bytes.ts'
import { objectsOf, writeJournalJson, type Objects } from '../protocol/journalJson.ts'
import type { State } from '../protocol/merge.ts'
import { readBack } from '../sync/back.ts'
import type { Watch } from './bundle.ts'
import { definitionsIn } from './definitions.ts'
import { fhirBundle } from './fhirBundle.ts'
import { journalMarkdown, type Headings } from './markdown.ts'
import { LeaveProblem } from './problems.ts'
import { remembering } from './sources.ts'
import { consultationsTable, entriesTable } from './spreadsheets.ts'

export type Form = 'json' | 'markdown' | 'csv' | 'fhir'

export interface Leaving {
  /** Of an open journal. */
  readonly state: Pick<State, 'objects'>
  /** In the files' names. */
  readonly day: string
  readonly storage?: Storage
}

/** What the readable forms say beside the journal: the checklists that come with the app, and their own headings. */
export interface Wording {
  readonly checklists: readonly unknown[]
  readonly headings: Headings
}

/** The files of a form. Throws nothing-to-export, not-whole-yet. */
export async function readableFiles(
  form: Form,
  leaving: Leaving,
  wording: Wording,
): Promise<readonly File[]> {
  const objects = await leavingObjects(leaving)
  return filesOf(form, objects, wording, leaving.day)
}

/** The encrypted backup. Throws the same, passphrase-empty, passphrase-too-long, and the signal's reason. */
export async function backupFile(
  leaving: Leaving,
  passphrase: string,
  { onProgress, signal }: Watch = {},
): Promise<File> {
  const json = textToBytes(writeJournalJson(await leavingObjects(leaving)))
  const { sealBackup } = await import('../protocol/ageFile.ts')
  const sealed = await remembering(
    sealBackup(json, passphrase, (done) => {
      signal?.throwIfAborted()
      onProgress?.(done)
    }),
  )
  signal?.throwIfAborted()
  return new File([sealed], `plumbline-${leaving.day}.age`, { type: 'application/octet-stream' })
}

async function leavingObjects({ state, storage = thisPhone }: Leaving): Promise<Objects> {
  if ((await readBack(storage)) !== null) throw new LeaveProblem('not-whole-yet')
  const objects = objectsOf(state)
  if (objects.size === 0) throw new LeaveProblem('nothing-to-export')
  return objects
}

function filesOf(form: Form, objects: Objects, { checklists, headings }: Wording, day: string): File[] {
  const named = (name: string, type: string, text: string): File => new File([text], name, { type })
  const json = `plumbline-${day}.json`
  if (form === 'json') return [named(json, 'application/json', writeJournalJson(objects))]
  const definitions = definitionsIn(objects, checklists)
  if (form === 'fhir')
    return [named(`plumbline-fhir-${day}.json`, 'application/fhir+json', fhirBundle(objects, definitions))]
  if (form === 'markdown')
    return [named(`plumbline-${day}.md`, 'text/markdown', journalMarkdown(objects, definitions, headings))]
  return [
    named(`plumbline-entries-${day}.csv`, 'text/csv', entriesTable(objects, definitions)),
    named(`plumbline-consultations-${day}.csv`, 'text/csv', consultationsTable(objects)),
  ]
}
