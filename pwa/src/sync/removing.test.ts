import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { readAlarm } from '../vault/alarm.ts'
import { codeInOne, newRecoveryCode } from '../vault/enrolling.ts'
import { devices, removeDevice } from './account.ts'
import { AServer } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from './cast.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test('removing a phone asks for the passkey only twice', async () => {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  await joined(new Phone(server), alma, handle)
  const [lost] = (await devices(alma.parts)).filter(({ isThis }) => !isThis)
  const asked = vi.spyOn(navigator.credentials, 'get')

  await removeDevice(lost?.id ?? '', { kind: 'passkey' }, await newRecoveryCode(), alma.parts)

  expect(asked).toHaveBeenCalledTimes(2)
  expect(alma.vault.keys()).toMatchObject({ epoch: 2 })
})

test('removing again ends what a lost reply had hidden', async () => {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  await joined(new Phone(server), alma, handle)
  const [lost] = (await devices(alma.parts)).filter(({ isThis }) => !isThis)
  const [first, second] = [await newRecoveryCode(), await newRecoveryCode()]
  alma.onWay = async (ask, path) => {
    const answer = await ask()
    if (path === '/api/epochs') throw new TypeError('the reply is lost')
    return answer
  }
  const removal = removeDevice(lost?.id ?? '', { kind: 'passkey' }, first, alma.parts)
  await expect(removal).rejects.toMatchObject({ type: 'server-unreachable' })
  alma.onWay = (ask) => ask()

  await removeDevice(lost?.id ?? '', { kind: 'passkey' }, second, alma.parts)
  await alma.put(anEntry('afterwards'))
  await alma.sync()

  expect(alma.vault.keys()).toMatchObject({ epoch: 2 })
  expect((await devices(alma.parts)).filter(({ isRemoved }) => isRemoved)).toHaveLength(1)
  alma.vault.lock()
  await expect(alma.unlock({ kind: 'recovery', code: codeInOne(first) })).rejects.toMatchObject({
    type: 'wrong-secret',
  })
  alma.code = codeInOne(second)
  await alma.unlock()
  await joined(new Phone(server), alma, handle)
  expect(await readAlarm(alma.storage)).toBeNull()
})

test('a phone only said to be removed is not believed', async () => {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  await joined(new Phone(server), alma, handle)
  const [account] = server.accounts.values()
  const [lost] = (await devices(alma.parts)).filter(({ isThis }) => !isThis)
  const device = account?.devices.get(lost?.id ?? '')
  if (account === undefined || device === undefined) throw new Error('no second phone')
  const head = '0'.repeat(64)
  const closed = { epoch: 1, counter: 0, head, certificate: 'A'.repeat(43) }
  account.devices.set(device.id, { ...device, closed })
  account.version += 1

  const removal = removeDevice(device.id, { kind: 'passkey' }, await newRecoveryCode(), alma.parts)

  await expect(removal).rejects.toMatchObject({ type: 'bad-certificate' })
})
