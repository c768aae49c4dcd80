import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { changeId } from '../protocol/chain.ts'
import { purgeOp } from '../protocol/purges.ts'
import { canonical, emptyState } from '../protocol/merge.ts'
import { readAlarm } from '../vault/alarm.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { alonePhones, anEntry, aPurge, joined, Phone, twoPhones } from './cast.ts'
import { SyncLoop } from './loop.ts'
import { readPlace } from './place.ts'
import { progress } from './progress.ts'
import { countWaiting } from './send.ts'
import { allChanges } from './stored.ts'
import { Server } from './server.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function read(phone: Phone): Promise<Journal> {
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return journal
}

/** Opens the journal at the phone's own time. */
async function meetAt(phone: Phone): Promise<void> {
  vi.setSystemTime(phone.nowMs)
  await read(phone)
  vi.useRealTimers()
}

async function stored(phone: Phone): Promise<number> {
  return (await allChanges(phone.storage)).length
}

async function alarmAfterSync(phone: Phone): Promise<string | null> {
  await phone.sync().catch(() => undefined)
  return readAlarm(phone.storage)
}

describe('a server that lies is found out, and costs no entry', () => {
  test.each<[string, (account: AnAccount) => void]>([
    ['log-shortened', ({ log }) => log.splice(-1)],
    ['log-shortened', ({ log }) => log.splice(0)],
    ['epoch-rolled-back', (account) => Object.assign(account, { epoch: 0, version: 99 })],
    [
      'device-withheld',
      (account) => {
        account.devices.delete([...account.devices.keys()][1] ?? '')
        account.version += 1
      },
    ],
  ])('%s', async (alarm, lie) => {
    const { alma, account } = await twoPhones()
    const before = await stored(alma)
    // A vault says at least epoch 1; the phone remembers another.
    if (alarm === 'epoch-rolled-back') await remember(alma, { epoch: 2 })
    lie(account)
    if (alarm === 'epoch-rolled-back') account.epoch = 1

    expect(await alarmAfterSync(alma)).toBe(alarm)
    expect(await stored(alma)).toBe(before)
  })

  test('own-change-lost, when what it took is no longer there', async () => {
    const { alma, second, account } = await twoPhones()
    const others = await another(second, account)
    await alma.put(anEntry('taken'))
    alma.onWay = async (ask, path) => {
      const answer = await ask()
      // It answers that it took the change, and then shows another in its place.
      if (path === '/api/changes') account.log.splice(-1, 1, ...others.splice(0))
      return answer
    }

    expect(await alarmAfterSync(alma)).toBe('own-change-lost')
    expect((await read(alma)).objects('entry').has('taken')).toBe(true)
  })

  test('bad-signature, when a change was altered', async () => {
    const { alma, second, account } = await twoPhones()
    await second.put(anEntry('altered'))
    await second.sync()
    const last = account.log.at(-1)?.envelope
    if (last) last[300] = (last[300] ?? 0) ^ 1

    expect(await alarmAfterSync(alma)).toBe('bad-signature')
  })

  test('chain-broken, when a change is left out', async () => {
    const { alma, second, account } = await twoPhones()
    await second.put(anEntry('left out'))
    await second.put(anEntry('after it'))
    await second.sync()
    account.log.splice(-2, 1)

    expect(await alarmAfterSync(alma)).toBe('chain-broken')
  })

  test('unordered-purge, when nobody asked for it', async () => {
    const { alma, second, account } = await twoPhones()
    await second.put(anEntry('gone'))
    await second.put(anEntry('after it'))
    await second.sync()
    const gone = account.log.at(-2)
    if (gone) gone.envelope = null

    await alma.sync()
    await read(alma)

    expect(await readAlarm(alma.storage)).toBe('unordered-purge')
  })

  test('seen-missing, when a writer had read what is withheld', async () => {
    const { alma, second, account } = await twoPhones()
    await alma.put(anEntry('withheld'))
    await alma.sync()
    await second.sync()
    await second.put(anEntry('written after reading it'))
    await second.sync()
    account.log.splice(-2, 1)
    const third = await joined(new Phone(aServerOf(account)), alma, account.handle)

    await third.sync()
    await read(third)

    expect(await readAlarm(third.storage)).toBe('seen-missing')
  })

  test('bad-certificate, when it names a phone of its own', async () => {
    const { alma, account } = await twoPhones()
    const [device] = account.devices.values()
    const id = 'ab'.repeat(16)
    if (device) account.devices.set(id, { ...device, id })
    account.version += 1

    expect(await alarmAfterSync(alma)).toBe('bad-certificate')
  })

  test('stops syncing until the person tries again', async () => {
    const { alma, account } = await twoPhones()
    const removed = account.log.splice(-1)
    await alarmAfterSync(alma)
    account.log.push(...removed)
    await alma.put(anEntry('saved all the same'))

    await alma.sync()
    expect(await countWaiting(alma.storage)).toBe(1)
    const loop = new SyncLoop(alma.parts, () => Promise.resolve())
    await loop.show()
    expect([progress.current, progress.detail.type]).toEqual(['problem', 'log-shortened'])
    await loop.tryAgain()

    expect([progress.current, progress.detail.type]).toEqual(['synced', null])
    expect(await countWaiting(alma.storage)).toBe(0)
  })
})

describe('a purge that a phone ordered', () => {
  test('is obeyed by none when it was locked', async () => {
    const { alma, second, account } = await twoPhones()
    await alma.put(anEntry('stays'))
    await alma.sync()
    const entry = account.log.at(-1)
    if (!entry?.envelope) throw new Error('nothing sent')
    const [id, { device, counter }] = [await changeId(entry.envelope), entry.stub.header]

    await second.put(purgeOp('by a thief', [[device, counter, id]], new Uint8Array(32)))
    await second.sync()
    await alma.sync()

    const journal = await read(alma)
    expect(journal.objects('entry').has('stays')).toBe(true)
    expect(journal.current).toMatchObject({ damaged: [{ problem: 'malformed-change' }] })
  })

  test('leaves a stub on every phone and raises nothing', async () => {
    const { alma, second, account } = await twoPhones()
    await second.put(anEntry('to be purged', 'zebra'))
    await second.put(anEntry('stays'))
    await second.sync()
    await alma.sync()
    const entry = account.log.at(-2)
    if (!entry?.envelope) throw new Error('nothing sent')
    const [id, { device, counter }] = [await changeId(entry.envelope), entry.stub.header]
    await second.put(await aPurge('purge-one', [[device, counter, id]], second))
    await second.sync()
    await new Server(second.parts.http).purge([id])

    await alma.sync()
    const journal = await read(alma)
    const third = await joined(new Phone(aServerOf(account)), alma, account.handle)
    await third.sync()

    expect(journal.objects('entry').has('to be purged')).toBe(false)
    expect(journal.objects('entry').has('stays')).toBe(true)
    expect((await allChanges(alma.storage)).filter((one) => 'header' in one)).toHaveLength(1)
    expect(canonical((await read(third)).state ?? emptyState())).toBe(
      canonical(journal.state ?? emptyState()),
    )
    expect([await readAlarm(alma.storage), await readAlarm(third.storage)]).toEqual([null, null])
  })
})

describe('the clock of another phone', () => {
  test('is met by who reads it, unless a day ahead', async () => {
    const { alma, second } = await twoPhones()
    second.nowMs += 3 * 3_600_000
    await second.put(anEntry('three hours ahead'))
    await second.sync()
    await alma.sync()
    await meetAt(alma)
    await alma.put(anEntry('after it'))
    second.nowMs += 400 * 86_400_000
    await second.put(anEntry('a year ahead'))
    await second.sync()
    await alma.sync()
    await meetAt(alma)
    await alma.put(anEntry('not carried along'))

    const entries = (await read(alma)).objects('entry')
    const at = (id: string): string => entries.get(id)?.[0]?.at ?? ''
    expect(at('after it') > at('three hours ahead')).toBe(true)
    expect(at('not carried along') < at('a year ahead')).toBe(true)
  })
})

/** A change of the other phone, as the log would hold it. */
async function another(phone: Phone, account: AnAccount): Promise<AnAccount['log']> {
  await phone.put(anEntry('in its place'))
  const length = account.log.length
  await phone.sync()
  return account.log.splice(length)
}

async function remember(phone: Phone, what: { epoch: number }): Promise<void> {
  const place = await readPlace(phone.storage)
  await phone.storage.transaction(['sync'], 'readwrite', (transaction) =>
    transaction.objectStore('sync').put({ ...place, ...what }, 'place'),
  )
}

function aServerOf(account: AnAccount): AServer {
  const server = new AServer()
  server.accounts.set(account.id, account)
  return server
}
