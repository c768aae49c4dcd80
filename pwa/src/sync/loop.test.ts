import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { AServer } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, type Phone } from './cast.ts'
import { SyncLoop } from './loop.ts'
import { progress } from './progress.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function aPhoneThatSynced(): Promise<{ phone: Phone; loop: SyncLoop; asked: string[] }> {
  const { phone } = await aSyncingPhone(new AServer())
  const asked: string[] = []
  const loop = new SyncLoop(phone.parts, () => {
    asked.push('background')
    return Promise.resolve()
  })
  await phone.put(anEntry('one'))
  await loop.now()
  return { phone, loop, asked }
}

test('what is saved without a network waits, then is synced', async () => {
  const { phone, loop, asked } = await aPhoneThatSynced()
  expect(progress.current).toBe('synced')
  phone.onWay = () => Promise.reject(new TypeError('no network'))
  await phone.put(anEntry('two'))

  await loop.now()
  expect([progress.current, progress.detail.count, progress.detail.type]).toEqual(['waiting', 1, null])
  expect(asked).toEqual(['background'])
  phone.onWay = (ask) => ask()
  await loop.now()

  expect([progress.current, progress.detail.type]).toEqual(['synced', null])
})

test('how much waits is not told by a locked phone', async () => {
  const { phone, loop } = await aPhoneThatSynced()
  phone.onWay = () => Promise.reject(new TypeError('no network'))
  await phone.put(anEntry('two'))
  phone.vault.lock()

  await loop.now()

  expect([progress.current, progress.detail.count]).toEqual(['waiting', null])
})

test('a full account is said, and is no alarm', async () => {
  const { phone, loop } = await aPhoneThatSynced()
  phone.onWay = async (ask, path) => {
    if (path !== '/api/changes') return ask()
    const said = JSON.stringify({ type: 'quota-reached', status: 403, bytes_max: 1 })
    return new Response(said, { status: 403, headers: { 'Content-Type': 'application/problem+json' } })
  }
  await phone.put(anEntry('two'))

  await loop.now()
  expect([progress.current, progress.detail.type]).toEqual(['problem', 'quota-reached'])
  phone.onWay = (ask) => ask()
  await loop.now()

  expect(progress.current).toBe('synced')
})

test('a sync that is stopped goes on where it was', async () => {
  const { phone, loop } = await aPhoneThatSynced()
  await phone.put(anEntry('two'))
  phone.onWay = async (ask) => {
    loop.stop()
    return ask()
  }

  await loop.now()
  phone.onWay = (ask) => ask()
  await loop.now()

  expect([progress.current, progress.detail.done]).toEqual(['synced', null])
})
