import 'fake-indexeddb/auto'
import { afterEach, expect, test, vi } from 'vitest'

import { probe } from './probe.ts'
import { Storage } from './storage.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('a browser that keeps our keys passes, untouched', async () => {
  const phone = new Storage('keeps')
  // fake-indexeddb copies by structuredClone, which in Node carries keys as a browser's storage does.
  await probe(phone)

  const left = await phone.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').count(),
  )
  expect(left).toBe(0)
})

test('a browser that gives null for keys is found out', async () => {
  const put = Reflect.get(IDBObjectStore.prototype, 'put')
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, _value, name) {
    return Reflect.apply(put, this, [null, name])
  })

  await expect(probe(new Storage('forgets'))).rejects.toMatchObject({ type: 'storage-forgetful' })
})

test('a browser that refuses keys is found out', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no keys', 'DataCloneError')
  })

  await expect(probe(new Storage('refuses'))).rejects.toMatchObject({ type: 'storage-forgetful' })
})

test('a browser without Ed25519 is told apart', async () => {
  vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(new DOMException('unknown', 'NotSupportedError'))

  await expect(probe(new Storage('old'))).rejects.toMatchObject({ type: 'keys-missing' })
})
