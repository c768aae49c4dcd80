import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { canonical, emptyState } from '../protocol/merge.ts'
import { amend, entry, remove, restore, type EntriesParts } from './amending.ts'
import { anEntry, Phone } from './cast.ts'
import { answersInWords, isRecent, versionsOf } from './entry.ts'

test('an amendment sets only what differs', async () => {
  const { alma, parts } = await anOpenEntry()

  await amend('one', { answers: new Map([['daily-steady', 'steady']]), note: 'slow' }, parts)
  await amend('one', { answers: new Map([['daily-steady', 'steady']]), note: 'slow' }, parts)

  const writes = parts.journal.objects('entry').get('one') ?? []
  expect(writes.map((write) => write['set']).at(-1)).toEqual({ 'answer.daily-steady': 'steady' })
  expect(writes).toHaveLength(2)
  expect(alma.vault.current).toBe('open')
})

test('an answer taken back stays in the history', async () => {
  const { parts } = await anOpenEntry()

  await amend('one', { answers: new Map(), note: 'slow' }, parts)

  const versions = versionsOf(parts.journal.objects('entry').get('one') ?? [])
  expect(entry('one', parts)?.answers.size).toBe(0)
  expect(versions.map(({ cleared }) => cleared)).toEqual([[], ['daily-steady']])
  expect(versions[0]?.answers.get('daily-steady')).toBe('mostly')
})

test('undo brings a removed entry back whole', async () => {
  const { parts } = await anOpenEntry()
  const before = entry('one', parts)

  await remove('one', parts)
  const removed = entry('one', parts)
  await restore('one', parts)

  expect(removed?.isRemoved).toBe(true)
  expect({ ...entry('one', parts), isAmended: false }).toEqual(before)
})

test('two tabs that amend and remove come to one state', async () => {
  const { alma, parts } = await anOpenEntry()
  const other: EntriesParts = { journal: await alma.tab(), put: parts.put }

  await amend('one', { answers: new Map([['daily-steady', 'wobbly']]), note: 'slow' }, parts)
  await remove('one', other)
  await restore('one', parts)
  await amend('one', { answers: new Map([['daily-steady', 'steady']]), note: '' }, other)
  const fresh = await alma.tab()
  await Promise.all([alma.left.follow(), other.journal.follow()])

  expect(canonical(alma.left.state ?? emptyState())).toBe(canonical(fresh.state ?? emptyState()))
  expect(entry('one', parts)).toEqual(entry('one', { ...parts, journal: fresh }))
  expect(entry('one', parts)?.answers.get('daily-steady')).toBe('steady')
})

test('answers of an unknown version show by code', async () => {
  const { parts } = await anOpenEntry()
  const read = entry('one', parts)
  if (!read) throw new Error('no entry')

  expect(answersInWords(read, undefined)).toEqual([
    { linkId: 'daily-steady', question: 'daily-steady', answer: 'mostly' },
  ])
})

test('what was removed can be brought back for 30 days', () => {
  const at = '2026-11-01T00:00:00.000Z-0000'

  expect(isRecent(at, Date.parse('2026-11-30T23:59:59Z'))).toBe(true)
  expect(isRecent(at, Date.parse('2026-12-01T00:00:00Z'))).toBe(false)
})

test('a zone that this browser lacks stops nothing', async () => {
  const alma = await Phone.begin()
  await alma.put([{ kind: 'entry', id: 'odd', set: { zone: 'Mars/Olympus', authored: 'noon', day: '2026-11-23' } }])
  const parts = { journal: await alma.tab(), put: () => Promise.resolve() }

  expect(entry('odd', parts)).toMatchObject({ zone: 'UTC', authored: '2026-11-23T12:01:00.000Z' })
})

async function anOpenEntry() {
  const alma = await Phone.begin()
  await alma.put([anEntry('one', { note: 'slow' })])
  const left = await alma.tab()
  const parts: EntriesParts = { journal: left, put: (ops) => alma.put(ops) }
  return { alma: Object.assign(alma, { left }), parts }
}
