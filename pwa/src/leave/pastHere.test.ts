import 'fake-indexeddb/auto'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { OLD, purge, read, setting, STILL, talk } from '../journal/castOfPurging.ts'
import type { Journal } from '../journal/journal.ts'
import { clockAt } from '../platform/clock.ts'
import type { Op } from '../protocol/change.ts'
import { objectsOf, writeJournalJson } from '../protocol/journalJson.ts'
import { emptyState, type State } from '../protocol/merge.ts'
import { AServer } from '../sync/aServer.ts'
import { alonePhones, anOpenPhone, type Phone } from '../sync/cast.ts'
import { anEntry } from '../journal/cast.ts'
import { add, preview, type Preview } from './restore.ts'
import { readSource } from './sources.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const TODAY = clockAt(Date.parse('2026-11-23T12:00:00Z'), 'UTC')
const SEVEN = '01990000-0000-7000-8000-00000000000'
const WRITTEN_IN_NOVEMBER = '019ab1c2-0000-7000-8000-000000000005'
const agreed = (value: number, agreed: number | null): Op => ({
  kind: 'setting',
  id: 'retention',
  set: { value, agreed },
})

test('a check that a purge has counted does not come back', async () => {
  const { phone, file } = await aPractice()
  const journal = await purge(phone)
  const before = objectsOf(stateOf(journal))

  const seen = await lookAt(file, journal)
  await add(seen.missing, {}, (ops) => phone.put(...ops))

  expect(seen).toMatchObject({ entries: 3, here: 1, past: 2, missing: [] })
  await journal.follow()
  expect(objectsOf(stateOf(journal))).toEqual(before)
})

test('it stays out once details are kept for ever', async () => {
  const { phone, file } = await aPractice()
  const journal = await purge(phone)
  await phone.put(agreed(12, 12))
  await phone.put({ kind: 'setting', id: 'retention', set: { value: null, agreed: null } })
  await journal.follow()

  expect(await lookAt(file, journal)).toMatchObject({ past: 2, missing: [] })
})

test('a part that another phone left is not made whole', async () => {
  const { phone, file } = await aPractice()
  const journal = await purge(phone)
  await phone.put({ kind: 'entry', id: 'one', set: { 'answer.daily-energy': 'plenty' } })
  await journal.follow()

  const seen = await lookAt(file, journal)

  expect(seen).toMatchObject({ entries: 3, here: 2, past: 2, missing: [] })
})

test('in an empty journal everything comes back', async () => {
  const { file } = await aPractice()
  const { state } = await readSource(file, null)

  const seen = await preview({ state }, emptyState(), TODAY)

  expect(seen).toMatchObject({ entries: 3, here: 0, past: 0 })
  expect(seen.missing).toHaveLength(4)
})

test('an old check that was never counted here comes back', async () => {
  const { file } = await aPractice()
  const journal = await journalOf(agreed(12, 12))

  const { past, missing } = await lookAt(file, journal)

  expect(past).toBe(0)
  expect(missing.map(({ id }) => id)).toEqual(['codes-of-ethics', 'one', 'two', 'still'])
})

const OLDER: readonly Op[] = [
  { kind: 'signal', id: 'said', set: { rule: 'tired-week', answer: 'settled', day: OLD } },
  { kind: 'reflection', id: '2025-10', set: { 'prompt.boundaries': { text: 'Firmer.' } } },
  { kind: 'worksheet', id: `${SEVEN}1`, set: { title: { text: 'One' }, finished: OLD } },
  { kind: 'consultation', id: 'plan', set: { when: `${OLD}T13:00`, role: 'peer' } },
  talk('talk', OLD),
]
const NEWER: readonly Op[] = [
  { kind: 'signal', id: 'said-still', set: { rule: 'tired-week', answer: 'settled', day: STILL } },
  { kind: 'reflection', id: '2025', set: { 'prompt.boundaries': { text: 'A year.' } } },
  { kind: 'worksheet', id: `${SEVEN}2`, set: { title: { text: 'Not finished' } } },
  { kind: 'worksheet', id: `${SEVEN}3`, set: { title: { text: 'Two' }, finished: STILL } },
  { kind: 'worksheet', id: WRITTEN_IN_NOVEMBER, set: { title: { text: 'Three' }, finished: OLD } },
  // Nothing tells of which time it is.
  { kind: 'signal', id: 'undated', set: { rule: 'tired-week', answer: 'settled' } },
  { kind: 'contact', id: `${SEVEN}4`, set: { slot: 'cover', name: { text: 'Ruth' } } },
  { kind: 'weather', id: OLD, set: { day: OLD } },
]

test('what is older than the agreed span does not come back', async () => {
  const file = fileOf(...OLDER, ...NEWER)
  const journal = await journalOf(agreed(12, 12))

  const { past, missing } = await lookAt(file, journal)

  expect(past).toBe(OLDER.length)
  expect(missing.map(({ id }) => id).sort()).toEqual([...NEWER.map(({ id }) => id), 'talk'].sort())
  expect(Object.keys(missing.find(({ id }) => id === 'talk')?.['set'] ?? {}).sort()).toEqual(
    ['date', 'minutes', 'kind', 'members', 'role', 'domain.boundaries', 'hours-for.bacp'].sort(),
  )
})

test.each([
  ['chosen and not agreed', agreed(12, null)],
  ['agreed for longer', agreed(13, 13)],
  ['of another form', agreed(0, 0)],
])('all comes back where the span is %s', async (_, op) => {
  const journal = await journalOf(op)

  const { past, missing } = await lookAt(fileOf(...OLDER), journal)

  expect([past, missing.length]).toEqual([0, OLDER.length])
})

/** A phone with two old checks and one that stays, and what it exported before any of them went. */
async function aPractice(): Promise<{ readonly phone: Phone; readonly file: File }> {
  const phone = await anOpenPhone(new AServer())
  const ops = [
    setting,
    anEntry('one', { day: OLD }),
    anEntry('two', { day: OLD, note: 'quincunx' }),
    anEntry('still', { day: STILL }),
  ]
  for (const op of ops) await phone.put(op)
  return { phone, file: new File([writeJournalJson(objectsOf(stateOf(await read(phone))))], 'x') }
}

async function journalOf(...ops: readonly Op[]): Promise<Journal> {
  const phone = await anOpenPhone(new AServer())
  for (const op of ops) await phone.put(op)
  return read(phone)
}

function fileOf(...ops: readonly Op[]): File {
  const objects: Record<string, Record<string, unknown>> = {}
  for (const { kind, id, set } of ops) objects[kind] = { ...objects[kind], [id]: set }
  return new File([JSON.stringify({ format: 'plumbline-json', version: 1, objects })], 'x')
}

async function lookAt(file: File, journal: Journal): Promise<Preview> {
  return preview(await readSource(file, null), stateOf(journal), TODAY)
}

function stateOf({ state }: Journal): State {
  if (state === null) throw new Error('the journal is closed')
  return state
}
