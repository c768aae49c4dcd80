import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { canonical, emptyState, resolve } from '../protocol/merge.ts'
import { readAlarm } from '../vault/alarm.ts'
import { stretchHere } from '../vault/cast.ts'
import { codeInOne, newRecoveryCode } from '../vault/enrolling.ts'
import { readOffered } from '../vault/locks.ts'
import {
  deleteAccount,
  devices,
  readAccount,
  removeDevice,
  setPassphrase,
  signInWithPasskey,
  signOut,
  turnOn,
} from './account.ts'
import { AServer } from './aServer.ts'
import { alonePhones, aLockedUpPhone, anEntry, anOpenPhone, aSyncingPhone, joined, Phone } from './cast.ts'
import { countWaiting } from './send.ts'

beforeEach(() => {
  stretchHere()
  alonePhones()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** The journal of a phone as it would open now. */
async function open(phone: Phone): Promise<Journal> {
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  await journal.follow()
  return journal
}

async function entries(phone: Phone): Promise<Record<string, unknown>> {
  const byId = (await open(phone)).objects('entry')
  const shown = [...byId].map(([id, writes]) => [id, resolve(writes)] as const)
  return Object.fromEntries(
    shown.filter(([, { gone }]) => !gone).map(([id, { fields }]) => [id, fields.get('note')?.value ?? null]),
  )
}

async function state(phone: Phone): Promise<string> {
  return canonical((await open(phone)).state ?? emptyState())
}

describe('turning sync on', () => {
  test('sends what was written before and after', async () => {
    const server = new AServer()
    const phone = await aLockedUpPhone(server)
    await phone.put(anEntry('before'))

    const { handle } = await turnOn('Alma', phone.recovery, phone.parts)
    await phone.put(anEntry('after'))
    await phone.sync()

    const [account] = server.accounts.values()
    expect(handle).toBe('alma-1000')
    expect(account?.log).toHaveLength(2)
    expect(await countWaiting(phone.storage)).toBe(0)
  })

  test('is refused before the journal is locked up', async () => {
    const phone = await anOpenPhone(new AServer())

    await expect(turnOn('alma', { kind: 'device' }, phone.parts)).rejects.toMatchObject({
      type: 'not-locked',
    })
    expect(await readAccount(phone.parts)).toBeNull()
  })
})

describe('a second phone', () => {
  test('that is empty reads what the first wrote', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    await alma.put(anEntry('one', 'written on the first'))
    await alma.sync()

    const second = await joined(new Phone(server), alma, handle)
    await second.sync()

    expect(await entries(second)).toEqual({ one: { text: 'written on the first' } })
    expect([...(await second.vault.locks())].sort()).toEqual(['passkey', 'recovery'])
  })

  test('brings a journal of its own, nothing lost or doubled', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    await alma.put(anEntry('first'))
    await alma.sync()
    const second = await anOpenPhone(server)
    await second.put(anEntry('second', 'as it was'))
    await second.put(anEntry('second', 'as it is'))
    await second.put(anEntry('removed'))
    await second.put({ kind: 'entry', id: 'removed', delete: true })

    await joined(second, alma, handle)
    await second.sync()
    await alma.sync()

    const both = { first: null, second: { text: 'as it is' } }
    expect([await entries(alma), await entries(second)]).toEqual([both, both])
    expect(await state(alma)).toBe(await state(second))
    expect((await open(alma)).objects('entry').get('second')).toHaveLength(2)
  })

  test('signs in with a passkey alone', async () => {
    const server = new AServer()
    const { phone: alma } = await aSyncingPhone(server)
    await alma.put(anEntry('one'))
    await alma.sync()
    const second = new Phone(server)

    await signInWithPasskey(second.parts)
    await second.sync()

    expect(await entries(second)).toEqual({ one: null })
  })

  test('that is locked has to open what it brings first', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const second = await aLockedUpPhone(server)
    second.vault.lock()

    await expect(joined(second, alma, handle)).rejects.toMatchObject({ type: 'must-be-open' })
  })

  test('with a wrong code is what it was', async () => {
    const server = new AServer()
    const { handle } = await aSyncingPhone(server)
    const stranger = await aLockedUpPhone(server)
    await stranger.put(anEntry('mine'))

    await expect(joined(stranger, stranger, handle)).rejects.toMatchObject({ type: 'sign-in-failed' })
    expect(await entries(stranger)).toEqual({ mine: null })
  })
})

describe('the session', () => {
  test('that the server forgot is begun again silently', async () => {
    const server = new AServer()
    const { phone } = await aSyncingPhone(server)
    phone.vault.lock()
    server.forgetSessions()
    await phone.put(anEntry('one'))

    await phone.sync()

    expect(await countWaiting(phone.storage)).toBe(0)
  })

  test('ended by hand leaves the journal, which comes back', async () => {
    const server = new AServer()
    const { phone, handle } = await aSyncingPhone(server)
    await phone.put(anEntry('one'))
    await phone.sync()

    await signOut(phone.parts)
    await phone.put(anEntry('two'))
    await phone.sync()
    expect(await readAccount(phone.parts)).toBeNull()
    await joined(phone, phone, handle)
    await phone.sync()

    expect(await entries(phone)).toEqual({ one: null, two: null })
    expect([...server.accounts.values()][0]?.log).toHaveLength(2)
    expect(await devices(phone.parts)).toHaveLength(1)
  })
})

describe('a removed phone', () => {
  test('neither reads what comes after nor writes', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const lost = await joined(new Phone(server), alma, handle)
    await lost.put(anEntry('from the lost one'))
    await lost.sync()
    const passphrase = 'a quiet hour before dawn'
    await setPassphrase(passphrase, alma.recovery, {}, alma.parts)
    const code = await newRecoveryCode()
    const [removed] = (await devices(alma.parts)).filter(({ isThis }) => !isThis)

    await removeDevice(removed?.id ?? '', { kind: 'passphrase', passphrase }, code, alma.parts)
    await alma.put(anEntry('after'))
    await alma.sync()
    await lost.put(anEntry('too late'))

    await expect(lost.sync()).rejects.toMatchObject({ type: 'sign-in-failed' })
    expect(await readAlarm(lost.storage)).toBe('sign-in-failed')
    expect(await entries(alma)).toEqual({ 'from the lost one': null, after: null })
    expect(Object.keys(await entries(lost)).sort()).toEqual(['from the lost one', 'too late'])
  }, 60_000)

  test('leaves the others a newer root at their next unlocking', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const [other, lost] = [new Phone(server), new Phone(server)]
    for (const phone of [other, lost]) await joined(phone, alma, handle)
    await other.sync()
    const code = await newRecoveryCode()
    const { device } = await lostDevice(lost)

    await removeDevice(device, { kind: 'passkey' }, code, alma.parts)
    await alma.put(anEntry('under the new root'))
    await alma.sync()
    other.vault.lock()
    await other.put(anEntry('written under the old one'))
    await other.sync()
    expect((await readOffered(other.storage)).map(({ epoch }) => epoch)).toContain(2)
    other.code = codeInOne(code)
    await other.unlock()
    await alma.sync()

    const all = { 'under the new root': null, 'written under the old one': null }
    expect([await entries(alma), await entries(other)]).toEqual([all, all])
    expect([await readAlarm(alma.storage), await readAlarm(other.storage)]).toEqual([null, null])
  }, 60_000)

  test('that signs in again brings what it could not send', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const lost = await joined(new Phone(server), alma, handle)
    await lost.put(anEntry('sent'))
    await lost.sync()
    const code = await newRecoveryCode()
    await removeDevice((await lostDevice(lost)).device, { kind: 'passkey' }, code, alma.parts)
    await lost.put(anEntry('not sent'))
    await expect(lost.sync()).rejects.toMatchObject({ type: 'sign-in-failed' })

    alma.code = codeInOne(code)
    await joined(lost, alma, handle)
    await lost.sync()
    await alma.sync()

    const all = { sent: null, 'not sent': null }
    expect([await entries(alma), await entries(lost)]).toEqual([all, all])
    expect(await state(alma)).toBe(await state(lost))
  }, 60_000)
})

describe('an account that is deleted', () => {
  test('leaves the journal, which may have another', async () => {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const other = await joined(new Phone(server), alma, handle)
    await other.put(anEntry('of the other'))
    await other.sync()
    await alma.put(anEntry('of alma'))
    await alma.sync()

    await deleteAccount(alma.recovery, alma.parts)
    expect(server.accounts.size).toBe(0)
    const { handle: again } = await turnOn('alma', alma.recovery, alma.parts)
    await alma.sync()
    await other.put(anEntry('meanwhile'))
    await joined(other, alma, again)
    await other.sync()
    await alma.sync()

    const all = { 'of alma': null, 'of the other': null, meanwhile: null }
    expect([await entries(alma), await entries(other)]).toEqual([all, all])
    expect(await state(alma)).toBe(await state(other))
  })
})

async function lostDevice(phone: Phone): Promise<{ device: string }> {
  const { knownDevice } = await import('../vault/device.ts')
  const device = await knownDevice(phone.storage)
  if (device === undefined) throw new Error('nothing begun')
  return device
}
