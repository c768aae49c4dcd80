import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { canonical } from '../protocol/merge.ts'
import { AServer } from '../sync/aServer.ts'
import { alonePhones, anOpenPhone, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { hasOrders } from '../sync/orders.ts'
import { countWaiting } from '../sync/send.ts'
import { readAlarm } from '../vault/alarm.ts'
import { anEntry } from './cast.ts'
import {
  OLD,
  objectsIn,
  purge,
  purgeIn,
  read,
  saying,
  setting,
  STILL,
  talk,
  wholeOf,
} from './castOfPurging.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a purge that is killed', () => {
  test('anywhere is ended the next time', async () => {
    // A dead page has no idle time.
    vi.stubGlobal('requestIdleCallback', () => 0)
    let isOver = false
    for (let steps = 1; !isOver; steps++) {
      const server = new AServer()
      const phone = await anOpenPhone(server)
      await phone.put(anEntry('old', { day: OLD }), anEntry('still', { day: STILL }), setting)
      await phone.put(talk('talk', OLD))
      const opened = await read(phone)
      const ended = await phone.killedAfter(steps, async () => {
        await purgeIn(opened, phone)
      })
      isOver = ended === null
      await phone.unlock({ kind: 'device' })

      const journal = await purge(phone)

      const all = ['consultation talk', 'counts 2025-10', 'entry still', 'setting codes-of-ethics']
      expect(objectsIn(journal)).toEqual(all)
      expect(saying(journal, 'consultation', 'talk')).toMatchObject({ date: OLD, minutes: 50 })
      expect(saying(journal, 'entry', 'still')).toMatchObject({ day: STILL })
      expect(Object.values(saying(journal, 'counts', '2025-10'))).toEqual([{ 'self-care': [0, 1, 0, 0] }])
    }
  }, 60_000)
})

describe('a purge with a server', () => {
  async function aPair(): Promise<{ server: AServer; alma: Phone; second: Phone; handle: string }> {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const second = await joined(new Phone(server), alma, handle)
    await alma.put(anEntry('of alma', { day: OLD, note: 'quincunx' }))
    await alma.sync()
    await second.put(anEntry('of second', { day: OLD }))
    await second.put(anEntry('still', { day: STILL }))
    await second.sync()
    await alma.sync()
    return { server, alma, second, handle }
  }

  test('leaves stubs in the log and on both phones', async () => {
    const { server, alma, second } = await aPair()
    await second.unlock()

    await purge(alma)
    await alma.sync()
    await second.sync()
    const [one, other] = [await read(alma), await read(second)]

    const [account] = server.accounts.values()
    expect(account?.log.filter(({ envelope }) => envelope === null)).toHaveLength(2)
    expect(objectsIn(one)).toEqual(['counts 2025-10', 'entry still'])
    expect(objectsIn(other)).toEqual(objectsIn(one))
    expect([await wholeOf(alma), await wholeOf(second)]).toEqual([3, 3])
    expect([await readAlarm(alma.storage), await readAlarm(second.storage)]).toEqual([null, null])
    expect(await hasOrders(alma.storage)).toBe(false)
  })

  test('is told once there is a network again', async () => {
    const { server, alma } = await aPair()
    alma.onWay = () => Promise.reject(new TypeError('no network'))
    await purge(alma)
    await alma.sync().catch(() => undefined)
    const [account] = server.accounts.values()
    expect(account?.log.every(({ envelope }) => envelope !== null)).toBe(true)
    alma.onWay = (ask) => ask()

    await alma.sync()

    expect(account?.log.filter(({ envelope }) => envelope === null)).toHaveLength(2)
    expect(await hasOrders(alma.storage)).toBe(false)
  })

  test('whose answer was lost is told once more', async () => {
    const { server, alma } = await aPair()
    await purge(alma)
    alma.onWay = async (ask, path) => {
      const answer = await ask()
      if (path.includes('purges')) throw new TypeError('lost')
      return answer
    }
    await alma.sync().catch(() => undefined)
    expect(await hasOrders(alma.storage)).toBe(true)
    alma.onWay = (ask) => ask()

    await alma.sync()

    expect(await hasOrders(alma.storage)).toBe(false)
    expect(await countWaiting(alma.storage)).toBe(0)
    expect(server.accounts.size).toBe(1)
  })

  test('on two phones at once leaves the same', async () => {
    const { alma, second } = await aPair()
    await second.sync()
    await second.unlock()

    await Promise.all([purge(alma), purge(second)])
    for (const phone of [alma, second, alma, second]) await phone.sync()
    const [one, other] = [await read(alma), await read(second)]

    expect(canonical(one.state ?? (await Promise.reject(new Error('closed'))))).toBe(
      canonical(other.state ?? (await Promise.reject(new Error('closed')))),
    )
    expect(Object.keys(saying(one, 'counts', '2025-10'))).toHaveLength(2)
    expect([await readAlarm(alma.storage), await readAlarm(second.storage)]).toEqual([null, null])
  })

  test('lets a third phone read the log from its start', async () => {
    const { server, alma, handle } = await aPair()
    await purge(alma)
    await alma.sync()

    const third = await joined(new Phone(server), alma, handle)
    await third.sync()

    expect(objectsIn(await read(third))).toEqual(['counts 2025-10', 'entry still'])
    expect(await readAlarm(third.storage)).toBeNull()
  })

  test('takes what another phone changed meanwhile the next time', async () => {
    const { alma, second } = await aPair()
    await second.sync()
    await purge(alma)
    await second.put({ kind: 'entry', id: 'of alma', set: { note: { text: 'quincunx again' } } })
    for (const phone of [alma, second, alma]) await phone.sync()
    const counted = saying(await read(alma), 'counts', '2025-10')
    expect(objectsIn(await read(alma))).toContain('entry of alma')

    const journal = await purge(alma)

    expect(objectsIn(journal)).toEqual(['counts 2025-10', 'entry still'])
    expect(saying(journal, 'counts', '2025-10')).toEqual(counted)
  })

  test('leaves what waits to be sent until it was', async () => {
    const { alma } = await aPair()
    await alma.put(anEntry('unsent', { day: OLD }))

    const before = objectsIn(await purge(alma))
    await alma.sync()
    const after = objectsIn(await purge(alma))
    await alma.sync()

    expect(before).toContain('entry unsent')
    expect(after).not.toContain('entry unsent')
    expect(await countWaiting(alma.storage)).toBe(0)
  })
})
