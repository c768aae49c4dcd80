import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { changeId, readHeader } from '../protocol/chain.ts'
import { readAlarm } from '../vault/alarm.ts'
import { knownDevice } from '../vault/device.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { turnOff } from './account.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from './cast.ts'
import { endWalk, goBack } from './goingBack.ts'
import { FIRST } from './head.ts'
import { movePlace, readPlace, START } from './place.ts'
import { resealAs } from './resealing.ts'
import { countWaiting } from './send.ts'
import { allChanges } from './stored.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Phones {
  readonly server: AServer
  readonly account: AnAccount
  readonly alma: Phone
  readonly second: Phone
}

/** Alma has one change in the log and the other phone three; alma has read all but the last of them. */
async function twoPhones(): Promise<Phones> {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  const second = await joined(new Phone(server), alma, handle)
  await alma.put(anEntry('of alma'))
  await second.put(anEntry('one'))
  await second.put(anEntry('two'))
  await second.sync()
  await alma.sync()
  await second.put(anEntry('three'))
  await second.sync()
  const [account] = server.accounts.values()
  if (account === undefined) throw new Error('no account')
  return { server, account, alma, second }
}

async function deviceOf(phone: Phone): Promise<string> {
  return (await knownDevice(phone.storage))?.device ?? ''
}

/** How many changes are held here, and how many of them are stubs. */
async function held(phone: Phone): Promise<[number, number]> {
  const all = await allChanges(phone.storage)
  return [all.length, all.filter((one) => 'header' in one).length]
}

async function alarmAfterSync(phone: Phone): Promise<string | null> {
  await phone.sync().catch(() => undefined)
  return readAlarm(phone.storage)
}

describe('a phone that goes back', () => {
  test('owes itself all that the log had shown', async () => {
    const { alma, second } = await twoPhones()
    const before = await held(alma)

    await goBack(alma.storage)

    const owed = { [await deviceOf(alma)]: 1, [await deviceOf(second)]: 2 }
    expect(await readPlace(alma.storage)).toMatchObject({ seq: 0, heads: {}, owed, told: 3, taken: 1 })
    expect(await held(alma)).toEqual(before)
    expect(await countWaiting(alma.storage)).toBe(0)
  })

  test('is where it was once all is shown', async () => {
    const { alma } = await twoPhones()
    await goBack(alma.storage)
    await alma.put(anEntry('written on the way'))

    expect(await alarmAfterSync(alma)).toBeNull()

    expect(await readPlace(alma.storage)).toMatchObject({ seq: 5, owed: null, walks: 1 })
    expect(await held(alma)).toEqual([5, 0])
    expect(await countWaiting(alma.storage)).toBe(0)
  })

  test('is the same when it goes back twice', async () => {
    const { alma } = await twoPhones()
    await goBack(alma.storage)
    const once = await readPlace(alma.storage)

    await goBack(alma.storage)

    expect(await readPlace(alma.storage)).toEqual(once)
  })

  test('lets go of what the server only said', async () => {
    const { alma } = await twoPhones()
    const place = await readPlace(alma.storage)
    await alma.storage.transaction(['sync'], 'readwrite', (transaction) =>
      movePlace(transaction, { ...place, told: 99, taken: 9 }),
    )

    await goBack(alma.storage)

    expect(await alarmAfterSync(alma)).toBeNull()
  })

  test('finds that one phone is shown less far', async () => {
    const { server, account, alma, second } = await twoPhones()
    const third = await joined(new Phone(server), alma, account.handle)
    await third.put(anEntry('in its place'))
    await third.sync()
    const device = await deviceOf(second)
    account.log = account.log.filter(({ stub: { header } }) => header.device !== device || header.counter < 2)
    await goBack(alma.storage)

    expect(await alarmAfterSync(alma)).toBe('log-shortened')
    expect((await held(alma))[0]).toBe(4)
  })

  test('finds another change than the one it holds', async () => {
    const { account, alma, second } = await twoPhones()
    const before = await held(alma)
    const owner = await knownDevice(second.storage)
    const [one] = account.log
    if (owner === undefined || one === undefined) throw new Error('nothing sent')
    const start = { ...FIRST, counter: 1, previous: one.stub.id }
    const change = { at: '2026-11-23T12:00:00.000Z-0000', seen: {}, ops: [anEntry('in its place')] }
    const [other] = (await resealAs(owner, start, [change])).envelopes
    if (other === undefined) throw new Error('nothing sealed')
    const stub = { header: readHeader(other), id: await changeId(other) }
    account.log.splice(3)
    account.log.splice(1, 1, { stub, envelope: other })
    await goBack(alma.storage)

    expect(await alarmAfterSync(alma)).toBe('chain-broken')
    expect(await held(alma)).toEqual(before)
  })

  test('drops a stub that nothing vouches for', async () => {
    const { account, alma } = await twoPhones()
    const last = account.log.at(-1)
    if (!last?.envelope) throw new Error('nothing sent')
    const whole = last.envelope
    last.envelope = null
    await alma.sync()
    expect(await held(alma)).toEqual([4, 1])

    await goBack(alma.storage)

    expect(await held(alma)).toEqual([3, 0])
    last.envelope = whole
    expect(await alarmAfterSync(alma)).toBeNull()
    expect(await held(alma)).toEqual([4, 0])
  })

  test('keeps a whole change that is shown purged', async () => {
    const { account, alma } = await twoPhones()
    const [, two] = account.log
    if (two === undefined) throw new Error('nothing sent')
    await alma.sync()
    const whole = await held(alma)
    two.envelope = null

    await goBack(alma.storage)
    await alma.sync()

    expect(await held(alma)).toEqual(whole)
    expect((await readPlace(alma.storage)).shown).toHaveLength(1)
  })

  test('does nothing while sync is off', async () => {
    const { alma } = await twoPhones()
    await turnOff(alma.parts)

    await goBack(alma.storage)

    expect(await readPlace(alma.storage)).toEqual(START)
  })
})

describe('the end of a walk', () => {
  test('is none where nobody went back', async () => {
    const { alma } = await twoPhones()

    expect(await endWalk(alma.storage)).toBe(false)

    expect((await readPlace(alma.storage)).walks).toBe(0)
  })
})
