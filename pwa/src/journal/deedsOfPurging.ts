/** For tests: what is done with the vectors of a purge (PROTOCOL 4.4, 6.3). */
import { byKindAndId, deed, mapsOf, text, type Deed } from '../protocol/aDeed.ts'
import { place } from '../protocol/journalJson.ts'
import type { State, Write } from '../protocol/merge.ts'
import { countsToWrite } from './counted.ts'
import { goingIn } from './retention.ts'
import { writtenAnew, type Anew } from './writtenAnew.ts'

const Given = { writes: byKindAndId((value): value is Write[] => Array.isArray(value)), kept_from: text }

export const DEEDS_OF_PURGING: Readonly<Record<string, Deed>> = {
  purging: deed(Given, async ({ writes, kept_from: keptFrom }) => {
    const state: State = { heads: new Map(), objects: new Map(mapsOf(writes)) }
    const journal = {
      state,
      objects: (kind: string) => state.objects.get(kind) ?? new Map<string, Write[]>(),
    }
    const goings = await goingIn(journal, keptFrom)
    const goes = new Map<string, Map<string, readonly [string, boolean]>>()
    for (const { kind, id, month, leavesRecord } of goings.objects)
      place(goes, kind, id, [month, leavesRecord])
    return {
      goes: asObject(goes),
      places: [...goings.places.keys()].sort(),
      anew: Object.fromEntries(writtenAnew(state, goings).map((one) => [one.at, verbsOf(one)])),
      counts: await countsToWrite(journal, goings),
    }
  }),
}

function verbsOf({ ops }: Anew): Record<string, Record<string, unknown>> {
  const verbs = new Map<string, Map<string, unknown>>()
  for (const { kind, id, ...verb } of ops) place(verbs, kind, id, verb)
  return asObject(verbs)
}

function asObject<Content>(
  byKind: ReadonlyMap<string, ReadonlyMap<string, Content>>,
): Record<string, Record<string, Content>> {
  return Object.fromEntries([...byKind].map(([kind, byId]) => [kind, Object.fromEntries(byId)]))
}
