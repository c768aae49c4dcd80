/** The made-up year, restored and purged by half: what stays of it is what a phone in Python keeps. */
import 'fake-indexeddb/auto'

import { readFileSync } from 'node:fs'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { purgeIn, read } from '../journal/castOfPurging.ts'
import type { Members } from '../protocol/change.ts'
import { objectsOf, type Objects } from '../protocol/journalJson.ts'
import { AServer } from '../sync/aServer.ts'
import { alonePhones, anOpenPhone } from '../sync/cast.ts'
import { add, preview } from './restore.ts'
import { readSource } from './sources.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const HALF = '2026-06'
const corpus = (name: string): string =>
  readFileSync(new URL(`../../../tests/corpus/${name}`, import.meta.url), 'utf8')

test('the made-up year keeps the counts of a phone in Python', async () => {
  const phone = await anOpenPhone(new AServer())
  const journal = await read(phone)
  const bundle = await readSource(new File([corpus('year.json')], 'year'), null)
  if (journal.state === null) throw new Error('the journal is closed')
  const { missing } = await preview(bundle, journal.state, phone.parts.clock)
  await add(missing, {}, (ops) => phone.put(...ops))
  await journal.follow()
  const before = objectsOf(journal.state)

  await purgeIn(journal, phone, {}, HALF)

  const now = objectsOf(journal.state)
  expect(Object.fromEntries(now.get('counts') ?? [])).toEqual(JSON.parse(corpus('year-in-counts.json')))
  const stayed = [...(before.get('entry') ?? [])].filter(
    ([, { day }]) => typeof day === 'string' && day >= HALF,
  )
  expect(sorted(now, 'entry')).toEqual(stayed.sort(([one], [other]) => (one < other ? -1 : 1)))
  expect(sorted(now, 'checklist')).toEqual(sorted(before, 'checklist'))
  expect(now.get('consultation')?.size).toBe(before.get('consultation')?.size)
})

function sorted(objects: Objects, kind: string): [string, Members][] {
  return [...(objects.get(kind) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1))
}
