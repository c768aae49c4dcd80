import 'fake-indexeddb/auto'

import { beforeAll, expect, test } from 'vitest'

import { find, type Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { entriesOf } from '../insight/castOfMonths.ts'
import { Months } from '../insight/month.ts'
import { MonthBook } from '../insight/monthBook.ts'
import { anEntry, Phone } from '../journal/cast.ts'
import { Checklists } from '../journal/checklists.ts'
import { checklistToValue } from '../journal/checklistVersions.ts'
import type { Journal } from '../journal/journal.ts'
import { followJournal, versionsOf, wordingOf } from '../journal/ownChecklists.ts'
import type { Op } from '../protocol/change.ts'
import { objectsOf, writeJournalJson, type Objects } from '../protocol/journalJson.ts'
import { emptyState, type State } from '../protocol/merge.ts'
import { readableFiles } from './readable.ts'
import { add, preview } from './restore.ts'
import { readSource } from './sources.ts'

const DAY = '2026-11-23'
const headings = { title: 'J', entries: 'E', consultation: 'C', worksheet: 'W', reflection: 'R' }
const calm = (version: number): Checklist => ({ ...daily(), id: 'calm', title: `Calm ${version}`, version })

let there: Journal
let files: readonly File[]

beforeAll(async () => {
  const alma = await Phone.begin()
  for (const version of [1, 2, 3]) await alma.put([kept(version)])
  await alma.put([answered('one', 1, 'unsteady')])
  await alma.put([answered('two', 2, 'steady')])
  await alma.put([{ kind: 'checklist', id: 'calm', delete: true }])
  there = await alma.tab()
  files = await readableFiles(
    'json',
    { state: stateOf(there), day: DAY, storage: alma.storage },
    { checklists: shipped, headings },
  )
})

test('old answers keep their wording, and nothing new is asked', async () => {
  const { journal, phone } = await restored()

  expect(wordingOf('calm', 1, { journal })?.title).toBe('Calm 1')
  expect(versionsOf('calm', { journal }).map(({ version }) => version)).toEqual([2, 1])
  const checklists = new Checklists(phone.storage)
  followJournal({ journal, checklists })()
  await checklists.kept()
  expect(checklists.own).toEqual([])
  expect(checklists.current.map(({ id }) => id)).not.toContain('calm')
})

test('a month comes to the same there, in the export and here', async () => {
  const { journal } = await restored()

  const [before, after] = [await monthsIn(there), await monthsIn(journal)]
  const exported = await monthsOf(objectsOf(stateOf(there)))

  expect(before.of('2026-11').tallies.get('self-care')).toEqual([1, 0, 0, 1])
  expect(after.of('2026-11')).toEqual(before.of('2026-11'))
  expect(exported.of('2026-11')).toEqual(before.of('2026-11'))
})

test('what was restored is exported the same, and adds nothing', async () => {
  const { journal } = await restored()

  const bundle = await readSource(files[0] ?? new File([], 'none'), null)

  expect(writeJournalJson(objectsOf(stateOf(journal)))).toBe(await files[0]?.text())
  expect((await preview(bundle, stateOf(journal))).missing).toEqual([])
  expect((await preview(bundle, stateOf(there))).missing).toEqual([])
})

test('a whole journal brings its wordings along, before the answers', async () => {
  const { missing } = await preview({ state: stateOf(there) }, emptyState())

  expect(missing.map(({ kind }) => kind)).toEqual(['wording', 'entry', 'entry'])
})

function daily(): Checklist {
  const found = find(shipped, 'daily', 1)
  if (!found) throw new Error('no daily check')
  return found
}

function kept(version: number): Op {
  const set = { [`version.${version}`]: checklistToValue(calm(version)), [`from.${version}`]: DAY }
  return { kind: 'checklist', id: 'calm', set }
}

function answered(id: string, version: number, steady: string): Op {
  const op = anEntry(id, { steady })
  return { ...op, set: { ...(op['set'] as object), checklist: 'calm', version } }
}

async function restored(): Promise<{ readonly journal: Journal; readonly phone: Phone }> {
  const phone = await Phone.begin()
  const bundle = await readSource(files[0] ?? new File([], 'none'), null)
  await add((await preview(bundle, emptyState())).missing, {}, (ops) => phone.put(ops))
  return { journal: await phone.tab(), phone }
}

function stateOf({ state }: Journal): State {
  if (state === null) throw new Error('the journal is closed')
  return state
}

async function monthsIn(journal: Journal): Promise<Months> {
  const book = new MonthBook(journal)
  book.subscribe(() => undefined)
  await book.settled()
  if (book.current.kind !== 'ready') throw new Error('nothing was read')
  return book.current.months
}

async function monthsOf(objects: Objects): Promise<Months> {
  return Months.read({
    entries: entriesOf(objects.get('entry') ?? []),
    counts: [],
    checklists: [...(objects.get('checklist') ?? []), ...(objects.get('wording') ?? [])],
    shipped,
  })
}
