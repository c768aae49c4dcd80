import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { eraseAll, type Erasing } from '../platform/erasing.ts'
import { AServer } from '../sync/aServer.ts'
import { readAccount } from '../sync/account.ts'
import { alonePhones, anEntry, anOpenPhone, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { syncNow } from '../sync/starting.ts'
import { readAlarm } from '../vault/alarm.ts'
import { eraseEverything } from './erase.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** What a browser keeps beside databases; each is looked at after. */
function aBrowser(): { caches: Set<string>; worker: { isThere: boolean }; local: Map<string, string> } {
  const [names, worker, local] = [new Set(['own']), { isThere: true }, new Map([['small', 'choice']])]
  vi.stubGlobal('caches', {
    keys: () => Promise.resolve([...names]),
    delete: (name: string) => Promise.resolve(names.delete(name)),
  })
  const registration = { unregister: () => Promise.resolve((worker.isThere = false)) }
  vi.stubGlobal('navigator', {
    serviceWorker: { getRegistrations: () => Promise.resolve([registration]) },
  })
  vi.stubGlobal('localStorage', local)
  vi.stubGlobal('sessionStorage', new Map())
  vi.stubGlobal('document', { cookie: '' })
  return { caches: names, worker, local }
}

/** A way to a server that never answers; `told` of what would break a request off. */
function neverAnswering(told: (signal: AbortSignal) => void): typeof fetch {
  return (_place, { signal } = {}) =>
    new Promise((_, fail) => {
      if (!signal) return
      signal.addEventListener('abort', () => fail(new DOMException('given up', 'AbortError')))
      told(signal)
    })
}

async function databases(): Promise<string[]> {
  return (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
}

describe('erasing everything', () => {
  test('leaves nothing on the server and on this phone', async () => {
    const server = new AServer()
    const { phone, handle } = await aSyncingPhone(server)
    await phone.put(anEntry('mine', 'quincunx'))
    await phone.sync()
    const browser = aBrowser()

    const erased = await eraseEverything(phone.recovery, false, phone.parts)

    expect(erased).toMatchObject({ server: 'deleted', handle })
    expect(erased.phone.map(({ isGone }: Erasing) => isGone)).toEqual([true, true, true, true])
    expect(server.accounts.size).toBe(0)
    expect([browser.caches.size, browser.worker.isThere, browser.local.size]).toEqual([0, false, 0])
    expect(phone.vault.current).toBe('new')
  })

  test('asks for the leavings of the browser at the end', async () => {
    aBrowser()
    const phone = await anOpenPhone(new AServer())
    const asked: [string, boolean][] = []
    phone.onWay = async (ask, path) => {
      asked.push([path, (await databases()).includes(phone.name)])
      return ask()
    }

    await eraseEverything({ kind: 'device' }, false, phone.parts)

    expect(asked).toEqual([['/api/erasures', false]])
  })

  test('needs no account and no network', async () => {
    aBrowser()
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('mine'))
    phone.onWay = () => Promise.reject(new TypeError('no network'))

    const { server } = await eraseEverything({ kind: 'device' }, false, phone.parts)

    expect(server).toBe('none')
    expect(phone.vault.current).toBe('new')
  })

  test('erases nothing while the server is out of reach', async () => {
    aBrowser()
    const { phone } = await aSyncingPhone(new AServer())
    phone.onWay = () => Promise.reject(new TypeError('no network'))

    await expect(eraseEverything(phone.recovery, false, phone.parts)).rejects.toMatchObject({
      type: 'server-unreachable',
    })

    expect(await databases()).toContain(phone.name)
    expect(await readAccount(phone.parts)).not.toBeNull()
  })

  test('erases nothing where the server forgets who has signed in', async () => {
    aBrowser()
    const server = new AServer()
    const { phone } = await aSyncingPhone(server)
    phone.onWay = (ask, path) => {
      if (path === '/api/vault') server.forgetSessions()
      return ask()
    }

    await expect(eraseEverything(phone.recovery, false, phone.parts)).rejects.toMatchObject({
      type: 'not-signed-in',
    })

    expect(server.accounts.size).toBe(1)
    expect(await databases()).toContain(phone.name)
  })

  test('of this phone alone leaves account and phones', async () => {
    aBrowser()
    const server = new AServer()
    const { phone, handle } = await aSyncingPhone(server)
    const other = await joined(new Phone(server), phone, handle)

    const erased = await eraseEverything(phone.recovery, true, phone.parts, () => Promise.resolve([]))

    expect(erased.server).toBe('kept')
    expect(server.accounts.size).toBe(1)
    await expect(phone.parts.http.ask('GET', '/api/vault')).rejects.toMatchObject({ type: 'not-signed-in' })
    await other.sync()
    expect(await readAlarm(other.storage)).toBeNull()
  })

  test('tells other phones that the account is gone', async () => {
    aBrowser()
    const server = new AServer()
    const { phone, handle } = await aSyncingPhone(server)
    const other = await joined(new Phone(server), phone, handle)
    await eraseEverything(phone.recovery, false, phone.parts, () => Promise.resolve([]))

    await other.sync().catch(() => undefined)
    const erased = await eraseEverything(other.recovery, false, other.parts)

    expect(await readAlarm(other.storage)).toBeNull()
    expect(erased.server).toBe('unknown')
  })

  test('says what could not be erased', async () => {
    aBrowser()
    vi.stubGlobal('caches', { keys: () => Promise.reject(new Error('no')) })

    const done = await eraseAll()

    expect(done.filter(({ isGone }) => !isGone)).toEqual([{ what: 'caches', isGone: false }])
  })

  test('breaks off a sync that is under way', async () => {
    const server = new AServer()
    const { phone, handle } = await aSyncingPhone(server)
    // The page's own sync is of the one database of its origin.
    const page = await joined(new Phone(server, 'plumbline'), phone, handle)
    for (const target of ['document', 'window']) vi.stubGlobal(target, new EventTarget())
    const asked = new Promise<AbortSignal>((told) => vi.stubGlobal('fetch', neverAnswering(told)))
    const syncing = syncNow()
    const signal = await asked

    await eraseEverything(page.recovery, true, page.parts, () => Promise.resolve([]))

    expect(signal.aborted).toBe(true)
    await syncing
  })
})
