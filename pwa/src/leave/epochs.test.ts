import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { devices, removeDevice } from '../sync/account.ts'
import { AServer } from '../sync/aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { codeInOne, newRecoveryCode } from '../vault/enrolling.ts'
import { thisDevice } from '../vault/device.ts'
import { exportJournal } from './bundle.ts'
import { readBundle } from './restore.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.unstubAllGlobals()
})

test('a phone that stayed locked gives a file of the epoch that it knows', async () => {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  const lost = await joined(new Phone(server), alma, handle)
  const third = await joined(new Phone(server), alma, handle)
  await third.put(anEntry('of the third'))
  third.vault.lock()
  const { device } = await thisDevice(lost.storage)
  await removeDevice(device, { kind: 'passkey' }, await newRecoveryCode(), alma.parts)
  await third.sync()

  const file = await exportJournal('2026-11-23', {}, third.storage)

  const [first = ''] = (await file.text()).split('\n')
  const { epoch, locks } = JSON.parse(first) as Header
  expect(epoch).toBe(1)
  expect(locks.map((lock) => lock.epoch)).toEqual([1])
  const { problems } = await readBundle(file, { kind: 'recovery', code: alma.code })
  expect(problems).toEqual([])
})

interface Header {
  readonly epoch: number
  readonly devices: readonly { readonly id: string; readonly closed?: object }[]
  readonly locks: readonly { readonly epoch: number }[]
}

test('a file holds what a removed phone wrote, and both epochs', async () => {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  const lost = await joined(new Phone(server), alma, handle)
  await lost.put(anEntry('of the lost one'))
  await lost.sync()
  await alma.put(anEntry('before'))
  await alma.sync()
  const code = await newRecoveryCode()
  const [removed] = (await devices(alma.parts)).filter(({ isThis }) => !isThis)
  await removeDevice(removed?.id ?? '', { kind: 'passkey' }, code, alma.parts)
  await alma.put(anEntry('after'))
  alma.vault.lock()

  const file = await exportJournal('2026-11-23', {}, alma.storage)

  const [first = ''] = (await file.text()).split('\n')
  const { epoch, devices: named, locks } = JSON.parse(first) as Header
  expect(epoch).toBe(2)
  expect(named.filter(({ closed }) => closed).map(({ id }) => id)).toEqual([removed?.id])
  // What opened the journal before the removal is in the hands of the phone that was lost.
  expect(locks.map((lock) => lock.epoch)).toEqual([2])
  const { state, problems } = await readBundle(file, { kind: 'recovery', code: codeInOne(code) })
  expect(problems).toEqual([])
  expect([...(state.objects.get('entry')?.keys() ?? [])].sort()).toEqual([
    'after',
    'before',
    'of the lost one',
  ])
})
