import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { eraseAll, type Erasing } from '../platform/erasing.ts'
import { AServer } from '../sync/aServer.ts'
import { readAccount } from '../sync/account.ts'
import { alonePhones, anEntry, anOpenPhone, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
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

  test('needs no account', async () => {
    aBrowser()
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('mine'))

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

  test('of this phone alone leaves account and phones', async () => {
    aBrowser()
    const server = new AServer()
    const { phone, handle } = await aSyncingPhone(server)
    const other = await joined(new Phone(server), phone, handle)

    const erased = await eraseEverything(phone.recovery, true, phone.parts, () => Promise.resolve([]))

    expect(erased.server).toBe('kept')
    expect(server.accounts.size).toBe(1)
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
})
