import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { newBoxKey } from '../platform/seals.ts'
import { Storage } from '../platform/storage.ts'
import { dropAgenda, EMPTY, keepAgenda, readAgenda, type Agenda } from './agenda.ts'

const FULL: Agenda = {
  wishes: [{ text: 'talk', from: 1, until: 2, isAsked: false }],
  said: [{ text: 'planned', dueMs: 3 }],
}
let storages = 0
const aStorage = (): Storage => new Storage(`agenda-${(storages += 1)}`)

async function stored(storage: Storage): Promise<{ sealed: Uint8Array }> {
  const record: unknown = await storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get('nudges-agenda'),
  )
  return record as { sealed: Uint8Array }
}

test('what is kept is read again with its key', async () => {
  const storage = aStorage()
  const key = await newBoxKey()

  await keepAgenda(storage, { key, epoch: 3 }, FULL)

  expect(await readAgenda(storage)).toMatchObject({ ...FULL, epoch: 3 })
})

test('a full agenda lies in as many bytes as an empty one', async () => {
  const [one, other] = [aStorage(), aStorage()]
  const key = await newBoxKey()

  await keepAgenda(one, { key, epoch: 1 }, FULL)
  await keepAgenda(other, { key, epoch: 1 }, EMPTY)

  expect((await stored(one)).sealed.length).toBe((await stored(other)).sealed.length)
})

test('where it was dropped there is neither agenda nor key', async () => {
  const storage = aStorage()
  await keepAgenda(storage, { key: await newBoxKey(), epoch: 1 }, FULL)

  await dropAgenda(storage)

  expect(await readAgenda(storage)).toBeNull()
})

test('an agenda that does not open is empty and its key stands', async () => {
  const storage = aStorage()
  await keepAgenda(storage, { key: await newBoxKey(), epoch: 1 }, FULL)
  const { sealed, ...rest } = await stored(storage)
  sealed[40] = (sealed[40] ?? 0) ^ 1
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').put({ ...rest, sealed }, 'nudges-agenda'),
  )

  expect(await readAgenda(storage)).toMatchObject({ ...EMPTY, epoch: 1 })
})
