import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { Storage } from './storage.ts'

let phones = 0
const aPhone = (): Storage => new Storage(`phone-${(phones += 1)}`)

async function keep(storage: Storage, name: string, value: unknown): Promise<void> {
  await storage.transaction(['kept'], 'readwrite', async (transaction) => {
    await transaction.objectStore('kept').put(value, name)
  })
}

async function kept(storage: Storage, name: string): Promise<unknown> {
  return storage.transaction(['kept'], 'readonly', (transaction) => transaction.objectStore('kept').get(name))
}

async function openFirstVersion(name: string, make: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((give, fail) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => make(request.result)
    request.onsuccess = () => give(request.result)
    request.onerror = () => fail(new Error('no database'))
  })
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a transaction', () => {
  test('keeps what was written for another handle', async () => {
    const phone = new Storage('two-tabs')
    await keep(phone, 'colour', 'green')

    expect(await kept(new Storage('two-tabs'), 'colour')).toBe('green')
  })

  test('writes nothing at all when its work throws', async () => {
    const phone = aPhone()
    const slip = new Error('slip')

    const write = phone.transaction(['kept', 'drafts'], 'readwrite', async (transaction) => {
      await transaction.objectStore('kept').put(1, 'a')
      await transaction.objectStore('drafts').put(2, 'b')
      throw slip
    })

    await expect(write).rejects.toBe(slip)
    expect(await kept(phone, 'a')).toBeUndefined()
  })

  test('asks the browser for strict durability', async () => {
    const phone = aPhone()
    await keep(phone, 'a', 0)
    const asked = vi.spyOn(IDBDatabase.prototype, 'transaction')

    await keep(phone, 'a', 1)

    expect(asked).toHaveBeenCalledWith(['kept'], 'readwrite', { durability: 'strict' })
  })

  test('gives envelopes back in the order stored', async () => {
    const phone = aPhone()
    await phone.transaction(['envelopes'], 'readwrite', async (transaction) => {
      const envelopes = transaction.objectStore('envelopes')
      await envelopes.put({ device: 'b', counter: 1, order: 1 })
      await envelopes.put({ device: 'a', counter: 1, order: 2 })
    })

    const read = await phone.transaction(['envelopes'], 'readonly', (transaction) =>
      transaction.objectStore('envelopes').index('order').getAll(),
    )

    expect(read).toEqual([
      { device: 'b', counter: 1, order: 1 },
      { device: 'a', counter: 1, order: 2 },
    ])
  })
})

describe('a database of the first version', () => {
  test('keeps all it has when the new stores are made', async () => {
    const stores = ['device', 'locks', 'drafts', 'snapshots', 'kept'] as const
    const old = await openFirstVersion('from-before', (database) => {
      for (const store of stores) database.createObjectStore(store).put(`in ${store}`, 'x')
      const envelopes = database.createObjectStore('envelopes', { keyPath: ['device', 'counter'] })
      envelopes.createIndex('order', 'order', { unique: true })
      envelopes.put({ device: 'a', counter: 1, order: 1 })
    })
    old.close()
    const phone = new Storage('from-before')

    await phone.transaction(['sync'], 'readwrite', (transaction) =>
      transaction.objectStore('sync').put('new', 'x'),
    )

    await phone.transaction([...stores, 'envelopes', 'sync'], 'readonly', async (transaction) => {
      for (const store of stores) expect(await transaction.objectStore(store).get('x')).toBe(`in ${store}`)
      expect(await transaction.objectStore('envelopes').index('order').getAll()).toEqual([
        { device: 'a', counter: 1, order: 1 },
      ])
      expect(await transaction.objectStore('sync').get('x')).toBe('new')
    })
  })
})

describe('when the browser drops the database', () => {
  test('a closed handle is opened again unseen', async () => {
    const phone = aPhone()
    await keep(phone, 'a', 1)
    const open = vi.spyOn(IDBFactory.prototype, 'open')
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (
      this: IDBDatabase,
      ...args
    ) {
      this.close()
      return this.transaction(...args)
    })

    await keep(phone, 'b', 2)

    expect(open).toHaveBeenCalledTimes(1)
    expect(spy).toHaveBeenCalledTimes(3)
    expect(await kept(phone, 'b')).toBe(2)
  })

  test('a second loss is told as storage-closed', async () => {
    const phone = aPhone()
    await keep(phone, 'a', 0)
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
    })

    await expect(keep(phone, 'a', 1)).rejects.toMatchObject({ type: 'storage-closed' })
  })

  test('a save begun again is stored only once', async () => {
    const phone = aPhone()
    let runs = 0

    await phone.transaction(['envelopes'], 'readwrite', async (transaction) => {
      runs += 1
      await transaction.objectStore('envelopes').add({ device: 'a', counter: 1, order: 1 })
      if (runs === 1) throw new DOMException('gone', 'InvalidStateError')
    })

    const count = await phone.transaction(['envelopes'], 'readonly', (transaction) =>
      transaction.objectStore('envelopes').count(),
    )
    expect([runs, count]).toEqual([2, 1])
  })
})

describe('a failure is told by its name', () => {
  test('a full disk is told as storage-full', async () => {
    const phone = aPhone()
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })

    await expect(keep(phone, 'a', 1)).rejects.toMatchObject({ type: 'storage-full' })
  })

  test('no database at all is told as storage-missing', async () => {
    vi.stubGlobal('indexedDB', undefined)

    await expect(keep(aPhone(), 'a', 1)).rejects.toMatchObject({ type: 'storage-missing' })
  })

  test('an open without an answer is told after five seconds', async () => {
    vi.useFakeTimers()
    const silent: unknown = Object.create(IDBOpenDBRequest.prototype, {
      addEventListener: { value: () => undefined },
    })
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      if (silent instanceof IDBOpenDBRequest) return silent
      throw new Error('not a request')
    })

    const write = expect(keep(aPhone(), 'a', 1)).rejects.toMatchObject({ type: 'storage-hung' })
    await vi.advanceTimersByTimeAsync(5000)

    await write
  })

  test('a database of a newer app is told as storage-newer', async () => {
    const newer = await new Promise<IDBDatabase>((give, fail) => {
      const request = indexedDB.open('from-the-future', 3)
      request.onsuccess = () => give(request.result)
      request.onerror = () => fail(new Error('no database'))
    })
    newer.close()

    await expect(keep(new Storage('from-the-future'), 'a', 1)).rejects.toMatchObject({
      type: 'storage-newer',
    })
  })

  test('a newer app in another tab is made way for', async () => {
    const phone = new Storage('updated')
    await keep(phone, 'a', 1)

    const version = await new Promise<number>((give, fail) => {
      const request = indexedDB.open('updated', 3)
      request.onsuccess = () => give(request.result.version)
      request.onblocked = () => fail(new Error('blocked'))
    })

    expect(version).toBe(3)
    await expect(keep(phone, 'a', 2)).rejects.toMatchObject({ type: 'storage-newer' })
  })
})
