/** For tests: what is done with the vectors of restoring (PROTOCOL 15.2). */
import * as v from 'valibot'

import { clockAt } from '../platform/clock.ts'
import { byKindAndId, deed, mapsOf, text, type Deed } from '../protocol/aDeed.ts'
import { textToBytes } from '../protocol/bytes.ts'
import type { Op } from '../protocol/change.ts'
import { readJournalJson } from '../protocol/journalJson.ts'
import type { State, Write } from '../protocol/merge.ts'
import { add, bundleOf, preview, type Preview } from './restore.ts'

const Writes = byKindAndId((value): value is Write[] => Array.isArray(value))
const Given = {
  file: v.union([v.object({ json: text }), v.object({ writes: Writes })]),
  here: Writes,
  today: text,
}
type Given = v.InferOutput<v.ObjectSchema<typeof Given, undefined>>

export const DEEDS_OF_RESTORING: Readonly<Record<string, Deed>> = {
  restoring: deed(Given, async (given) => {
    const { entries, here, span, past, missing } = await lookedAt(given)
    return { entries, here, first: span?.first ?? '', last: span?.last ?? '', past, missing }
  }),
  restoring_changes: deed(Given, async (given) => {
    const changes: (readonly Op[])[] = []
    await add((await lookedAt(given)).missing, {}, (ops) => Promise.resolve(changes.push(ops)))
    return {
      ops: changes.map((ops) => ops.map(({ kind, id, set }) => [kind, id, Object.keys(set ?? {}).sort()])),
    }
  }),
}

async function lookedAt({ file, here, today }: Given): Promise<Preview> {
  const there =
    'json' in file ? bundleOf(readJournalJson(textToBytes(file.json))).state : stateOf(file.writes)
  return preview({ state: there }, stateOf(here), clockAt(Date.parse(`${today}T12:00:00Z`), 'UTC'))
}

function stateOf(writes: v.InferOutput<typeof Writes>): State {
  return { heads: new Map(), objects: new Map(mapsOf(writes)) }
}
