import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import { bytesToHex } from '../protocol/bytes.ts'
import { NO_HEAD, trust, type Head } from '../protocol/chain.ts'
import type { Op } from '../protocol/change.ts'
import { open } from '../protocol/envelope.ts'
import { holdRoot, readDevicePublicKey, vaultKeyPair, type VaultKey } from '../protocol/keys.ts'
import { unwrap } from '../protocol/wrapping.ts'
import { thisDevice, type DeviceLock } from '../vault/device.ts'
import { headIn } from './head.ts'
import { put, type StoredEnvelope } from './outbox.ts'

const NOON = Date.parse('2026-11-23T12:00:00Z')
let phones = 0
const aName = (): string => `outbox-${(phones += 1)}`
const partsOf = (name: string, at = NOON) => ({
  storage: new Storage(name),
  clock: clockAt(at, 'Europe/Lisbon'),
})
const anOp = (id: string): Op => ({ kind: 'entry', id, set: { day: '2026-11-23' } })

/** As if changes of other devices had been pulled up to these counters. */
async function seeing(name: string, seen: Record<string, number>): Promise<void> {
  await new Storage(name).transaction(['device'], 'readwrite', async (transaction) => {
    const device = transaction.objectStore('device')
    await device.put({ ...(await headIn(transaction)), seen }, 'head')
  })
}

async function stored(name: string): Promise<StoredEnvelope[]> {
  return new Storage(name).transaction(['envelopes'], 'readonly', async (transaction) => {
    const all: unknown[] = await transaction.objectStore('envelopes').index('order').getAll()
    return all as StoredEnvelope[]
  })
}

/** Every stored change believed and opened, as an unlocked phone would; throws the first lie in the chain. */
async function readAll(name: string) {
  const device = await thisDevice(new Storage(name))
  const vault = new Map([[device.epoch, await pairOf(name)]])
  const devices = new Map([[device.device, await readDevicePublicKey(device.publicKey)]])
  let head: Head = NO_HEAD
  const opened = []
  for (const { envelope } of await stored(name)) {
    const known = { account: device.account, devices, heads: new Map([[device.device, head]]) }
    const believed = await trust(known, new Uint8Array(envelope))
    head = { counter: believed.header.counter, id: believed.id }
    opened.push(await open(believed, vault))
  }
  return opened
}

async function pairOf(name: string): Promise<VaultKey> {
  const { account, epoch } = await thisDevice(new Storage(name))
  const locks = await new Storage(name).transaction(['locks'], 'readonly', async (transaction) => {
    const all: unknown[] = await transaction.objectStore('locks').getAll()
    return all as DeviceLock[]
  })
  const [lock] = locks
  if (!lock) throw new Error('no lock')
  const root = await unwrap(lock.wrapped, lock.kek, { account, id: lock.id, epoch, kind: 'device' })
  return vaultKeyPair(await holdRoot(root))
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('put', () => {
  test('stores a change that this vault can believe and open', async () => {
    const name = aName()

    const id = await put([anOp('a')], undefined, partsOf(name))

    const [change] = await readAll(name)
    expect(change).toMatchObject({ id, at: '2026-11-23T12:00:00.000Z-0000', seen: {}, ops: [anOp('a')] })
  })

  test('makes one unbroken chain of 200 from several tabs at once', async () => {
    const name = aName()
    const tabs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        vi.resetModules()
        return { put: (await import('./outbox.ts')).put, parts: partsOf(name) }
      }),
    )

    await Promise.all(
      Array.from({ length: 200 }, async (_, at) =>
        tabs[at % 4]?.put([anOp(`entry-${at}`)], undefined, tabs[at % 4]?.parts),
      ),
    )

    const changes = await readAll(name)
    expect(changes.map(({ header }) => header.counter)).toEqual(
      Array.from({ length: 200 }, (_, at) => at + 1),
    )
    expect(new Set(changes.map(({ ops }) => ops[0]?.id)).size).toBe(200)
    expect(changes.every(({ at }, index) => index === 0 || at > (changes[index - 1]?.at ?? ''))).toBe(true)
  }, 60_000)

  test('makes one unbroken chain where tabs have no locks', async () => {
    vi.stubGlobal('navigator', {})
    const name = aName()
    const tabs = await Promise.all(
      Array.from({ length: 3 }, async () => {
        vi.resetModules()
        return (await import('./outbox.ts')).put
      }),
    )

    await Promise.all(
      Array.from({ length: 12 }, async (_, at) =>
        tabs[at % 3]?.([anOp(`entry-${at}`)], undefined, partsOf(name)),
      ),
    )

    expect(await readAll(name)).toHaveLength(12)
  })

  test('keeps its clock in order when the phone sets it back', async () => {
    const name = aName()
    await put([anOp('a')], undefined, partsOf(name, NOON))

    await put([anOp('b')], undefined, partsOf(name, NOON - 3_600_000))

    expect((await readAll(name)).map(({ at }) => at)).toEqual([
      '2026-11-23T12:00:00.000Z-0000',
      '2026-11-23T12:00:00.000Z-0001',
    ])
  })

  test('does what goes with it in the same transaction', async () => {
    const name = aName()
    const parts = partsOf(name)
    const drafts = (work: (names: string[]) => void) =>
      parts.storage.transaction(['drafts'], 'readwrite', async (transaction) => {
        await transaction.objectStore('drafts').put({}, 'x')
        work(await transaction.objectStore('drafts').getAllKeys())
      })
    await drafts(() => undefined)

    await expect(
      put(
        [anOp('a')],
        async (transaction) => {
          await transaction.objectStore('drafts').delete('x')
          throw new Error('slip')
        },
        parts,
      ),
    ).rejects.toThrow('slip')
    expect(await stored(name)).toEqual([])
    await drafts((names) => expect(names).toEqual(['x']))

    await put([anOp('a')], (transaction) => transaction.objectStore('drafts').delete('x'), parts)
    expect(await stored(name)).toHaveLength(1)
  })

  test('is not doubled when the browser wrote but said it failed', async () => {
    const name = aName()
    await put([anOp('a')], undefined, partsOf(name))
    const parts = partsOf(name)
    const transaction = parts.storage.transaction.bind(parts.storage)
    let lost = 0
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(function (
      this: IDBObjectStore,
      value: unknown,
    ) {
      const request = this.put(value)
      this.transaction.addEventListener('complete', () => (lost += 1))
      return request
    })
    // The first commit is on the disk; its answer is lost, so the work is done a second time.
    vi.spyOn(parts.storage, 'transaction').mockImplementation(async (stores, mode, work) => {
      const done = await transaction(stores, mode, work)
      return mode === 'readwrite' && stores.includes('envelopes') ? transaction(stores, mode, work) : done
    })

    await put([anOp('b')], undefined, parts)

    expect(lost).toBe(1)
    expect((await readAll(name)).map(({ ops }) => ops[0]?.id)).toEqual(['a', 'b'])
  })

  test('tells those who listen that something was stored', async () => {
    const news = new BroadcastChannel('journal')
    const heard = new Promise((give) => news.addEventListener('message', give, { once: true }))

    await put([anOp('a')], undefined, partsOf(aName()))

    await heard
    news.close()
  })

  test('says what its writer had read, and no more than is here', async () => {
    const name = aName()
    const [one, other, unknown] = ['a1', 'b2', 'c3'].map((byte) => byte.repeat(16))
    await put([anOp('first')], undefined, partsOf(name))
    await seeing(name, { [one ?? '']: 5, [other ?? '']: 2 })

    await put([anOp('all')], undefined, partsOf(name))
    await put([anOp('less')], undefined, partsOf(name), {
      [one ?? '']: 3,
      [other ?? '']: 9,
      [unknown ?? '']: 1,
    })
    await put([anOp('nothing')], undefined, partsOf(name), {})

    expect((await readAll(name)).map(({ seen }) => seen)).toEqual([
      {},
      { [one ?? '']: 5, [other ?? '']: 2 },
      { [one ?? '']: 3, [other ?? '']: 2 },
      {},
    ])
  })

  test('leaves nothing readable in what it stores', async () => {
    const name = aName()

    await put([{ kind: 'entry', id: 'a', set: { note: { text: 'zebra-canary' } } }], undefined, partsOf(name))

    const [record] = await stored(name)
    const text = Buffer.from(record?.envelope ?? []).toString('latin1')
    expect([
      text.includes('zebra'),
      text.includes('entry'),
      bytesToHex(record?.envelope ?? new Uint8Array()).length,
    ]).toEqual([false, false, 2 * 1213])
  })
})
