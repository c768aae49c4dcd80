import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { knownDevice } from '../vault/device.ts'
import { AServer } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone } from './cast.ts'
import { sentUpTo } from './ownInLog.ts'
import { START } from './place.ts'
import { asThisDevice } from './session.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test('a log that grows with each page has an end', async () => {
  const server = new AServer()
  server.pageMax = 2
  const { phone } = await aSyncingPhone(server)
  for (const id of ['one', 'two', 'three', 'four']) await phone.put(anEntry(id))
  await phone.sync()
  const [account] = server.accounts.values()
  const owner = await knownDevice(phone.storage)
  if (account === undefined || owner === undefined) throw new Error('no account')
  let asked = 0
  phone.onWay = async (ask) => {
    asked += 1
    // Two more each time, and a server without patience rather than a test without end.
    if (asked > 50) throw new TypeError('it asks on and on')
    account.log.push(...account.log.slice(0, 2))
    return ask()
  }

  const sent = sentUpTo(asThisDevice(phone.parts.http, phone.storage), phone.storage, owner, START)

  expect(await sent).toBe(4)
  expect(asked).toBe(3)
})
