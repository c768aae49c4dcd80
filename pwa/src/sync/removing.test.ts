import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { newRecoveryCode } from '../vault/enrolling.ts'
import { devices, removeDevice } from './account.ts'
import { AServer } from './aServer.ts'
import { alonePhones, aSyncingPhone, joined, Phone } from './cast.ts'

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
