import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import { putFor } from './secondDoor.ts'

const partsOf = (name: string) => ({ storage: new Storage(name), clock: clockAt(0, 'UTC') })
const count = (name: string, store: 'envelopes' | 'drafts'): Promise<number> =>
  new Storage(name).transaction([store], 'readonly', (transaction) => transaction.objectStore(store).count())

test('what a page asked for is stored and its draft dropped', async () => {
  await new Storage('door').transaction(['drafts'], 'readwrite', (transaction) =>
    transaction.objectStore('drafts').put({}, 'a-draft'),
  )
  const ops = [{ kind: 'entry', id: 'a', set: { day: '2026-11-23' } }]

  expect(await putFor({ kind: 'put', ops, draft: 'a-draft' }, partsOf('door'))).toBe('stored')

  expect([await count('door', 'envelopes'), await count('door', 'drafts')]).toEqual([1, 0])
})

test.each([
  ['no message at all', undefined],
  ['another kind', { kind: 'change-over' }],
  ['ops without a kind', { kind: 'put', ops: [{ id: 'a' }], draft: 'x' }],
  ['no draft', { kind: 'put', ops: [] }],
])('%s is refused and writes nothing', async (_, message) => {
  expect(await putFor(message, partsOf('refusing'))).toBe('refused')
  expect(await count('refusing', 'envelopes')).toBe(0)
})

test('ops that no reader would take are not stored', async () => {
  const ops = [{ kind: 'entry', id: 'a', set: { energy: 0.5 } }]

  await expect(putFor({ kind: 'put', ops, draft: 'x' }, partsOf('odd'))).rejects.toMatchObject({
    type: 'malformed-change',
  })
  expect(await count('odd', 'envelopes')).toBe(0)
})
