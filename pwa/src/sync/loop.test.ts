import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { AServer } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, type Phone } from './cast.ts'
import { SyncLoop } from './loop.ts'
import { NEWS } from './outbox.ts'
import { isAlarm, progress } from './progress.ts'

/** A line between pages whose ends are known: what is open hears every other. */
class ALine extends EventTarget {
  static readonly open = new Set<ALine>()
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
    ALine.open.add(this)
  }

  postMessage(data: unknown): void {
    for (const other of ALine.open)
      if (other !== this && other.name === this.name)
        other.dispatchEvent(new MessageEvent('message', { data }))
  }

  close(): void {
    ALine.open.delete(this)
  }
}

/** A page to watch, beside the phone's own doors, which were opened before. */
function aPage(): void {
  ALine.open.clear()
  vi.stubGlobal('BroadcastChannel', ALine)
  vi.stubGlobal('document', new EventTarget())
  vi.stubGlobal('window', new EventTarget())
}

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

test('what nobody foresaw is told, and no alarm', async () => {
  const { phone, loop } = await aPhoneThatSynced()
  phone.onWay = () => Promise.reject(new RangeError('a fault of our own'))

  await loop.now()
  expect([progress.current, progress.detail.type]).toEqual(['problem', 'unknown'])
  expect(isAlarm(progress.detail.type)).toBe(false)
  phone.onWay = (ask) => ask()
  await loop.now()

  expect(progress.current).toBe('synced')
})

test('storage that dies is told, and rejects nothing', async () => {
  const { phone, loop } = await aPhoneThatSynced()

  const ended = await phone.killedAfter(0, () => loop.now())

  expect(ended).toBeNull()
  expect([progress.current, progress.detail.type]).toEqual(['problem', 'unknown'])
})

test('nothing is heard once it is stopped', async () => {
  const { loop } = await aPhoneThatSynced()
  aPage()

  const stop = loop.start()
  await loop.now()
  expect([...ALine.open].map(({ name }) => name).sort()).toEqual(['alarms', 'journal'])
  stop()

  expect(ALine.open.size).toBe(0)
})

test('only news of what waits asks for a sync', async () => {
  const { phone, loop, asked } = await aPhoneThatSynced()
  aPage()
  const stop = loop.start()
  await loop.now()
  const timers = vi.spyOn(globalThis, 'setTimeout')
  const soon = (): number => timers.mock.calls.filter(([, ms]) => ms === 1500).length
  const other = new ALine(NEWS)

  other.postMessage('stored')
  await loop.now()
  expect([soon(), asked]).toEqual([0, []])
  await phone.put(anEntry('two'))
  other.postMessage('stored')
  await vi.waitFor(() => expect(asked).toEqual(['background']))

  expect(soon()).toBe(1)
  stop()
})
