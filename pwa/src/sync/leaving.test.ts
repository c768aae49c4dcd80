import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { readAlarm } from '../vault/alarm.ts'
import { knownDevice } from '../vault/device.ts'
import { deleteAccount, signOut, turnOff, turnOn } from './account.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { moveBack } from './back.ts'
import { alonePhones, anEntry, aPurge, aSyncingPhone, joined, Phone } from './cast.ts'
import { readPlace, START } from './place.ts'
import { countWaiting } from './send.ts'
import { Server } from './server.ts'
import { asThisDevice } from './session.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function twoPhones(): Promise<{ server: AServer; alma: Phone; other: Phone; handle: string }> {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  const other = await joined(new Phone(server), alma, handle)
  await other.put(anEntry('of the other'))
  await other.sync()
  await alma.put(anEntry('of alma'))
  await alma.sync()
  return { server, alma, other, handle }
}

/** The ids of the entries that a phone reads. */
async function entries({ storage, vault }: Phone): Promise<string[]> {
  const journal = new Journal({ storage, vault })
  await journal.settled()
  return [...journal.objects('entry').keys()].sort()
}

/** One change of a device in the log, ordered gone for good by the phone that has it. */
async function purgeFirst(phone: Phone, account: AnAccount, device: string): Promise<void> {
  const named = account.log.find(({ stub }) => stub.header.device === device)
  if (named === undefined) throw new Error('it never wrote')
  const { header, id } = named.stub
  await phone.put(await aPurge('a-purge', [[header.device, header.counter, id]], phone))
  await phone.sync()
  await new Server(phone.parts.http).purge([id])
}

/** The first change of a phone is purged, then the account goes. */
async function purgedAndDeleted(server: AServer, alma: Phone, whose: Phone): Promise<void> {
  const [account] = server.accounts.values()
  const device = await knownDevice(whose.storage)
  if (account === undefined || device === undefined) throw new Error('no account')
  await purgeFirst(alma, account, device.device)
  await alma.sync()
  await entries(alma)
  await deleteAccount(alma.recovery, alma.parts)
}

describe('sync that was turned off', () => {
  test('is turned on again beside phones that went on', async () => {
    const { alma, other, handle } = await twoPhones()
    await turnOff(alma.parts)
    await other.put(anEntry('meanwhile'))
    await other.sync()

    const account = await turnOn('alma', alma.recovery, alma.parts)
    await alma.put(anEntry('afterwards'))
    await alma.sync()
    await other.sync()

    const all = ['afterwards', 'meanwhile', 'of alma', 'of the other']
    expect(account.handle).toBe(handle)
    expect([await entries(alma), await entries(other)]).toEqual([all, all])
    expect(await readAlarm(alma.storage)).toBeNull()
  })

  test('comes back also to changes that were purged', async () => {
    const { server, alma, handle } = await twoPhones()
    const [account] = server.accounts.values()
    const [device] = account?.devices.keys() ?? []
    if (account === undefined || device === undefined) throw new Error('no account')
    await alma.put(anEntry('after it'))
    await alma.sync()
    await purgeFirst(alma, account, device)
    expect(await entries(alma)).not.toContain('of alma')
    await signOut(alma.parts)

    await joined(alma, alma, handle)
    await alma.put(anEntry('back'))
    await alma.sync()

    expect(await countWaiting(alma.storage)).toBe(0)
    expect(account.headOf(device).counter).toBe(4)
    expect(await readAlarm(alma.storage)).toBeNull()
  })

  test('is not gone on with by a pull under way', async () => {
    const { server, alma, other } = await twoPhones()
    server.pageMax = 1
    for (const id of ['one', 'two', 'three']) await other.put(anEntry(id))
    await other.sync()
    const asked: string[] = []
    alma.onWay = async (ask, path) => {
      const answer = await ask()
      if (path.includes('after=')) asked.push(path)
      if (asked.length === 2) await turnOff(alma.parts)
      return answer
    }

    await alma.sync()

    expect(asked).toHaveLength(2)
    expect(await readPlace(alma.storage)).toEqual(START)
  })

  test('signs in no more by itself', async () => {
    const { alma } = await twoPhones()

    await signOut(alma.parts)

    const server = asThisDevice(alma.parts.http, alma.storage)
    await expect(server.vault()).rejects.toMatchObject({ type: 'not-signed-in' })
  })

  test('stays off while older changes are still to come', async () => {
    const { server, alma } = await twoPhones()
    await turnOff(alma.parts)
    await alma.storage.transaction(['sync'], 'readwrite', (transaction) =>
      moveBack(transaction, { seq: 0, heads: {}, floor: 2, floorHeads: {} }),
    )
    server.accounts.clear()

    const turned = turnOn('alma', alma.recovery, alma.parts)

    await expect(turned).rejects.toMatchObject({ type: 'not-whole-yet' })
    expect(server.accounts.size).toBe(0)
  })
})

describe('an account that is deleted', () => {
  test('leaves here what another phone sent last', async () => {
    const { alma, other } = await twoPhones()
    await other.put(anEntry('sent at the last moment'))
    await other.sync()

    await deleteAccount(alma.recovery, alma.parts)

    expect(await entries(alma)).toContain('sent at the last moment')
  })

  test('is let go of though the server lies', async () => {
    const { server, alma } = await twoPhones()
    const [account] = server.accounts.values()
    account?.log.pop()

    await deleteAccount(alma.recovery, alma.parts)

    expect(server.accounts.size).toBe(0)
  })

  test.each(['alma', 'other'] as const)('is turned on anew after a purge of %s', async (whose) => {
    const { server, ...phones } = await twoPhones()
    const { alma } = phones
    await purgedAndDeleted(server, alma, phones[whose])
    const left = await entries(alma)
    expect(left).toHaveLength(1)

    const { handle } = await turnOn('alma', alma.recovery, alma.parts)
    await alma.sync()
    const third = await joined(new Phone(server), alma, handle)
    await third.sync()

    expect([await entries(alma), await entries(third)]).toEqual([left, left])
    expect(await countWaiting(alma.storage)).toBe(0)
    expect(
      [...server.accounts.values()].map(({ log }) => log.every(({ envelope }) => envelope !== null)),
    ).toEqual([true])
    expect([await readAlarm(alma.storage), await readAlarm(third.storage)]).toEqual([null, null])
  })

  test('is turned on anew after a purge though it was killed on the way', async () => {
    // A dead page has no idle time.
    vi.stubGlobal('requestIdleCallback', () => 0)
    let isOver = false
    for (let steps = 1; !isOver; steps++) {
      const { server, alma } = await twoPhones()
      await purgedAndDeleted(server, alma, alma)
      const left = await entries(alma)
      const ended = await alma.killedAfter(steps, async () => {
        await turnOn('alma', alma.recovery, alma.parts)
      })
      isOver = ended === null
      await alma.unlock()
      if (!isOver) await turnOn('alma', alma.recovery, alma.parts)

      await alma.sync()

      expect(await entries(alma)).toEqual(left)
      expect(await countWaiting(alma.storage)).toBe(0)
    }
  }, 120_000)

  test('leaves a journal with gaps that joins another', async () => {
    const { server, alma } = await twoPhones()
    await purgedAndDeleted(server, alma, alma)
    await alma.put(anEntry('after the gap'))
    const { phone: fresh, handle } = await aSyncingPhone(server)

    await joined(alma, fresh, handle)
    await alma.sync()
    await fresh.sync()

    const rest = ['after the gap', 'of the other']
    expect([await entries(alma), await entries(fresh)]).toEqual([rest, rest])
    expect(await countWaiting(alma.storage)).toBe(0)
  })
})
