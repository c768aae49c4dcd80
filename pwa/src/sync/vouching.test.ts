import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { bytesToB64 } from '../protocol/bytes.ts'
import { changeId, readHeader } from '../protocol/chain.ts'
import { newRoot } from '../protocol/keys.ts'
import { letGoOfAlarm, readAlarm } from '../vault/alarm.ts'
import { knownDevice, newDevice } from '../vault/device.ts'
import { codeInOne, newRecoveryCode } from '../vault/enrolling.ts'
import { readMembers } from '../vault/members.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { removeDevice } from './account.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from './cast.ts'
import { goBack } from './goingBack.ts'
import { FIRST } from './head.ts'
import { readPlace } from './place.ts'
import { resealAs } from './resealing.ts'
import { changesAfter } from './stored.ts'
import { vouch } from './vouching.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Phones {
  readonly account: AnAccount
  readonly alma: Phone
  readonly second: Phone
  readonly third: Phone
}

/** Three phones of one account, each of which has read one change of each. */
async function threePhones(): Promise<Phones> {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  const second = await joined(new Phone(server), alma, handle)
  const third = await joined(new Phone(server), alma, handle)
  for (const phone of [alma, second, third]) await phone.put(anEntry(phone.name))
  for (const phone of [alma, second, third, alma, second]) await phone.sync()
  const [account] = server.accounts.values()
  if (account === undefined) throw new Error('no account')
  return { account, alma, second, third }
}

async function deviceOf(phone: Phone): Promise<string> {
  return (await knownDevice(phone.storage))?.device ?? ''
}

async function countOf(phone: Phone, device: string): Promise<number> {
  return (await changesAfter(phone.storage, device, 0, 100)).length
}

/** The server makes a device up, and two changes of it, each properly signed. */
async function makeUp(account: AnAccount): Promise<string> {
  const made = await newDevice(newRoot(), account.id, 1)
  account.devices.set(made.device, {
    id: made.device,
    epoch: 1,
    public_key: bytesToB64(made.publicKey),
    certificate: bytesToB64(made.certificate),
    added_at: '2026-11-23T12:00:00Z',
  })
  const at = '2026-11-23T12:00:00.000Z-0000'
  const changes = ['one', 'two'].map((id) => ({ at, seen: {}, ops: [anEntry(id)] }))
  for (const envelope of (await resealAs(made, FIRST, changes)).envelopes)
    account.log.push({ stub: { header: readHeader(envelope), id: await changeId(envelope) }, envelope })
  account.version += 1
  return made.device
}

function unmake({ devices, log }: AnAccount, device: string): void {
  devices.delete(device)
  log.splice(0, log.length, ...log.filter(({ stub }) => stub.header.device !== device))
}

describe('an open phone', () => {
  test('marks whom a root let in', async () => {
    const { alma, second, third } = await threePhones()

    await vouch(alma.storage, alma.vault.keys())

    const vouched = (await readMembers(alma.storage)).filter(({ isVouched }) => isVouched)
    const all = await Promise.all([alma, second, third].map(deviceOf))
    expect(vouched.map(({ id }) => id).sort()).toEqual(all.sort())
  })

  test('lets go of whom nobody let in', async () => {
    const { account, alma } = await threePhones()
    alma.vault.lock()
    const device = await makeUp(account)
    await alma.sync()
    expect(await countOf(alma, device)).toBe(2)
    await alma.unlock()

    await expect(vouch(alma.storage, alma.vault.keys())).rejects.toMatchObject({ type: 'bad-certificate' })

    expect(await countOf(alma, device)).toBe(0)
    expect((await readMembers(alma.storage)).some(({ id }) => id === device)).toBe(false)
    expect((await readPlace(alma.storage)).heads).not.toHaveProperty(device)
  })

  test('keeps those that are no longer properly named', async () => {
    const { account, alma, second } = await threePhones()
    const device = await deviceOf(second)
    const named = account.devices.get(device)
    if (named) account.devices.set(device, { ...named, certificate: bytesToB64(new Uint8Array(32)) })
    account.version += 1

    await expect(alma.sync()).rejects.toMatchObject({ type: 'bad-certificate' })

    expect(await countOf(alma, device)).toBe(1)
  })

  test('owes nothing of whom it let go on the way', async () => {
    const { account, alma } = await threePhones()
    alma.vault.lock()
    const device = await makeUp(account)
    await alma.sync()
    await goBack(alma.storage)
    unmake(account, device)
    account.version += 1
    await alma.unlock()

    await expect(vouch(alma.storage, alma.vault.keys())).rejects.toMatchObject({ type: 'bad-certificate' })
    await alma.sync()

    expect(await readAlarm(alma.storage)).toBeNull()
    expect(await readPlace(alma.storage)).toMatchObject({ seq: 3, owed: null })
  })
})

describe('a removed phone', () => {
  test('keeps what it wrote before its end alone', async () => {
    const { account, alma, second, third } = await threePhones()
    const device = await deviceOf(third)
    second.vault.lock()
    await third.put(anEntry('said to be written afterwards'))
    await third.sync()
    await second.sync()
    // The server tells of its end one change before: the others never saw the last.
    account.log.splice(-1)
    const code = await newRecoveryCode()
    await removeDevice(device, { kind: 'passkey' }, code, alma.parts)
    await goBack(second.storage)
    await second.sync().catch(() => undefined)
    second.code = codeInOne(code)
    await second.unlock()

    await vouch(second.storage, second.vault.keys())

    expect(await countOf(second, device)).toBe(1)
    expect((await readPlace(second.storage)).owed).toMatchObject({ [device]: 1 })
    await letGoOfAlarm(second.storage)
    await second.sync()
    expect(await readAlarm(second.storage)).toBeNull()
  })
})

test('a locked phone looks at nobody', async () => {
  const { account, alma } = await threePhones()
  alma.vault.lock()
  const device = await makeUp(account)
  await alma.sync()

  await vouch(alma.storage, alma.vault.keys())

  expect(await countOf(alma, device)).toBe(2)
  expect(await readAlarm(alma.storage)).toBeNull()
})
