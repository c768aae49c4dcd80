/** For tests: what is done with the vectors of readable files (PROTOCOL 15). */
import * as v from 'valibot'

import { find, format } from '../checklists/definition.ts'
import { readEntry } from '../journal/entry.ts'
import { monthSaid } from '../journal/months.ts'
import { readDefinitions } from '../journal/readDefinitions.ts'
import { countsField, talliesOf } from '../journal/tallies.ts'
import { byKindAndId, deed, mapsOf, text, type Deed } from '../protocol/aDeed.ts'
import { ageNormalForm, lockOf } from '../protocol/ageFile.ts'
import { bytesToHex, hexToBytes, textToBytes } from '../protocol/bytes.ts'
import type { Members } from '../protocol/change.ts'
import { kindOf } from '../protocol/fileKinds.ts'
import { objectsOf, readJournalJson, writeJournalJson, type Read } from '../protocol/journalJson.ts'
import type { Write } from '../protocol/merge.ts'
import { DEEDS_OF_RESTORING } from './deedsOfRestoring.ts'
import { definitionsIn } from './definitions.ts'
import { fhirBundle } from './fhirBundle.ts'
import { journalMarkdown } from './markdown.ts'
import { readSpreadsheet } from './spreadsheetReader.ts'
import { consultationsTable, entriesTable } from './spreadsheets.ts'

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null
const isWrites = (value: unknown): value is Write[] => Array.isArray(value)
const Fields = byKindAndId(isMembers)
const Journal = { objects: Fields, checklists: v.array(v.unknown()) }

const HEADINGS = {
  title: 'Plumbline journal',
  entries: 'Entries',
  consultation: 'Consultations',
  worksheet: 'Decision worksheets',
  reflection: 'Reflections',
}

export const DEEDS_OF_LEAVING: Readonly<Record<string, Deed>> = {
  journal_json: deed({ writes: byKindAndId(isWrites) }, ({ writes }) => ({
    json: writeJournalJson(objectsOf({ objects: new Map(mapsOf(writes)) })),
  })),
  read_journal_json: deed({ file: text }, ({ file }) => readToJson(readJournalJson(hexToBytes(file)))),
  entries_csv: deed(Journal, ({ objects, checklists }) => ({
    csv: entriesTable(mapsOf(objects), definitionsIn(mapsOf(objects), checklists)),
  })),
  consultations_csv: deed(Journal, ({ objects }) => ({ csv: consultationsTable(mapsOf(objects)) })),
  read_csv: deed({ csv: text }, ({ csv }) => readToJson(readSpreadsheet(textToBytes(csv)))),
  journal_markdown: deed(Journal, ({ objects, checklists }) => ({
    markdown: journalMarkdown(mapsOf(objects), definitionsIn(mapsOf(objects), checklists), HEADINGS),
  })),
  fhir_bundle: deed(Journal, ({ objects, checklists }) => ({
    bundle: fhirBundle(mapsOf(objects), definitionsIn(mapsOf(objects), checklists)),
  })),
  kept_counts: deed(
    { id: text, fields: v.custom<Members>(isMembers), checklists: v.array(v.unknown()) },
    async ({ id, fields, checklists }) => {
      const entry = readEntry(id, [{ device: '', counter: 1, at: '', seen: {}, set: fields }])
      const wording = find(readDefinitions({ format, checklists }), entry.checklist, entry.version)
      const month = monthSaid(entry.day)
      if (month === null || wording === undefined) return { counts: null }
      return { counts: { month, field: await countsField(id), value: talliesOf(entry, wording) } }
    },
  ),
  file_kind: deed({ beginning: text }, ({ beginning }) => ({ kind: kindOf(hexToBytes(beginning)) })),
  age_work_factor: deed({ file: text }, ({ file }) => ({
    work_factor: lockOf(textToBytes(file)).workFactor,
  })),
  age_normal_form: deed({ passphrase: text }, ({ passphrase }) => ({
    normal_form: bytesToHex(ageNormalForm(passphrase)),
  })),
  ...DEEDS_OF_RESTORING,
}

function readToJson({ objects, refused }: Read): Record<string, unknown> {
  return {
    json: writeJournalJson(objects),
    refused: refused.map(({ line, kind, id, type, field }) => [line, kind, id, type, field]),
  }
}
