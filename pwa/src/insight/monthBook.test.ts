import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { anEntry, Phone } from '../journal/cast.ts'
import type { Journal } from '../journal/journal.ts'
import { MonthBook, type MonthBookState } from './monthBook.ts'

async function aBook(): Promise<{ phone: Phone; journal: Journal; book: MonthBook }> {
  const phone = await Phone.begin()
  await phone.put([anEntry('1', { steady: 'wobbly' })])
  const journal = await phone.tab()
  return { phone, journal, book: new MonthBook(journal) }
}

const checksIn = ({ current }: MonthBook): number | null =>
  current.kind === 'ready' ? current.months.of('2026-11').checks : null

test('nothing is read until somebody looks', async () => {
  const { book } = await aBook()

  const before = book.current
  book.subscribe(() => undefined)
  await book.settled()

  expect(before.kind).toBe('closed')
  expect(checksIn(book)).toBe(1)
})

test('what is written shows, and what is removed is gone', async () => {
  const { phone, journal, book } = await aBook()
  const seen: MonthBookState['kind'][] = []
  book.subscribe(() => seen.push(book.current.kind))
  await book.settled()

  await phone.put([anEntry('2')])
  await journal.follow()
  await book.settled()
  const two = checksIn(book)
  await phone.put([{ kind: 'entry', id: '1', delete: true }])
  await journal.follow()
  await book.settled()

  expect([two, checksIn(book)]).toEqual([2, 1])
  expect([seen[0], ...new Set(seen.slice(1))]).toEqual(['reading', 'ready'])
})

test('what nobody looked at is read anew when somebody looks again', async () => {
  const { phone, journal, book } = await aBook()
  const stop = book.subscribe(() => undefined)
  await book.settled()
  stop()

  await phone.put([anEntry('2')])
  await journal.follow()
  const unseen = book.current.kind
  book.subscribe(() => undefined)
  await book.settled()

  expect([unseen, checksIn(book)]).toEqual(['closed', 2])
})

test('locking forgets all of it', async () => {
  const { phone, book } = await aBook()
  book.subscribe(() => undefined)
  await book.settled()

  phone.vault.lock()

  expect(book.current).toEqual({ kind: 'closed' })
})
