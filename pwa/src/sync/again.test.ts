import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { readAlarm } from '../vault/alarm.ts'
import { knownDevice } from '../vault/device.ts'
import { signIn, turnOff } from './account.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, twoPhones, type Phone } from './cast.ts'
import { SyncLoop } from './loop.ts'
import { countWaiting } from './send.ts'

beforeEach(alonePhones)
afterEach(() => vi.unstubAllGlobals())

async function read(phone: Phone): Promise<Journal> {
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return journal
}

describe('a phone that was restored from a copy', () => {
  test('goes on as a new one, with what was not taken', async () => {
    const server = new AServer()
    const { phone: alma } = await aSyncingPhone(server)
    await alma.put(anEntry('before the copy'))
    await alma.sync()
    const copy = await alma.copied(server)
    await alma.put(anEntry('on the one'))
    await alma.sync()
    await copy.put(anEntry('on the copy'))
    await copy.put(anEntry('on the copy too'))
    const before = await knownDevice(copy.storage)
    const loop = new SyncLoop(copy.parts, () => Promise.resolve())

    await loop.now()
    expect(await readAlarm(copy.storage)).toBe('device-copied')
    await copy.unlock()
    const open = await read(copy)
    await loop.now()
    await open.follow()
    await alma.sync()

    const all = ['before the copy', 'on the copy', 'on the copy too', 'on the one']
    for (const journal of [open, await read(copy)])
      expect([...journal.objects('entry').keys()].sort()).toEqual(all)
    expect([...(await read(alma)).objects('entry').keys()].sort()).toEqual(all)
    expect((await knownDevice(copy.storage))?.device).not.toBe(before?.device)
    expect([await readAlarm(alma.storage), await readAlarm(copy.storage)]).toEqual([null, null])
  })

  test('does so at once where it is open', async () => {
    const server = new AServer()
    const { phone: alma } = await aSyncingPhone(server)
    const copy = await alma.copied(server)
    await copy.unlock()
    const open = await read(copy)
    await alma.put(anEntry('on the one'))
    await alma.sync()
    await copy.put(anEntry('on the copy'))

    await new SyncLoop(copy.parts, () => Promise.resolve()).now()
    await open.follow()

    expect(await readAlarm(copy.storage)).toBeNull()
    expect([...open.objects('entry').keys()].sort()).toEqual(['on the copy', 'on the one'])
  })
})

describe('a phone that left its account and signs in again', () => {
  async function back(meanwhile: (log: AnAccount['log'], second: string) => AnAccount['log']): Promise<{
    phone: Phone
    journal: Journal
  }> {
    const { alma: phone, second, account } = await twoPhones()
    await phone.put(anEntry('had read them'))
    await phone.sync()
    await turnOff(phone.parts)
    account.log = meanwhile(account.log, (await knownDevice(second.storage))?.device ?? '')
    await signIn(account.handle, { kind: 'recovery', code: phone.code }, phone.parts)
    return { phone, journal: await read(phone) }
  }

  test('raises no alarm before the log has come again', async () => {
    const { phone, journal } = await back((log) => log)

    expect(await readAlarm(phone.storage)).toBeNull()
    await phone.sync()
    await journal.follow()

    expect(await readAlarm(phone.storage)).toBeNull()
  })

  test('finds out what was withheld meanwhile', async () => {
    const { phone, journal } = await back((log, second) =>
      log.filter(({ stub }) => stub.header.device !== second),
    )

    await phone.sync()
    await journal.follow()

    expect(await readAlarm(phone.storage)).toBe('seen-missing')
    expect(journal.objects('entry').size).toBe(5)
  })
})

describe('a phone that its server did not know for a while', () => {
  /** Both have read seven changes; the server forgot alma, and knows it again once `meanwhile` was done. */
  async function back(meanwhile: (account: AnAccount) => void): Promise<Phone> {
    const { alma, second, server, account } = await twoPhones()
    await second.put(anEntry('read by both'))
    await second.sync()
    await alma.sync()
    const own = account.devices.get((await knownDevice(alma.storage))?.device ?? '')
    if (own === undefined) throw new Error('never known')
    account.devices.delete(own.id)
    server.forgetSessions()
    await expect(alma.sync()).rejects.toMatchObject({ type: 'sign-in-failed' })
    account.devices.set(own.id, own)
    meanwhile(account)
    await signIn(account.handle, { kind: 'recovery', code: alma.code }, alma.parts)
    return alma
  }

  test('goes on where it was once it signed in', async () => {
    const alma = await back(() => undefined)
    await alma.put(anEntry('back again'))

    await alma.sync()

    expect(await readAlarm(alma.storage)).toBeNull()
    expect(await countWaiting(alma.storage)).toBe(0)
    expect((await read(alma)).objects('entry').size).toBe(6)
  })

  test('finds out that the log is older than it was', async () => {
    const alma = await back(({ log }) => log.splice(-1))

    await expect(alma.sync()).rejects.toMatchObject({ type: 'log-shortened' })

    expect(await readAlarm(alma.storage)).toBe('log-shortened')
    expect((await read(alma)).objects('entry').size).toBe(5)
  })
})
