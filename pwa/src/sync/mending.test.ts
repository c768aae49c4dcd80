import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { readAlarm } from '../vault/alarm.ts'
import { AServer } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, type Phone } from './cast.ts'
import { mendCopied } from './mending.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** An open phone that knows that it was copied, with one change that its server has not taken. */
async function aCopy(): Promise<{ server: AServer; copy: Phone }> {
  const server = new AServer()
  const { phone: alma } = await aSyncingPhone(server)
  const copy = await alma.copied(server)
  await copy.unlock()
  await alma.put(anEntry('on the one'))
  await alma.sync()
  await copy.put(anEntry('on the copy'))
  await expect(copy.sync()).rejects.toMatchObject({ type: 'device-copied' })
  return { server, copy }
}

test('two tabs that mend come one after the other', async () => {
  const { server, copy } = await aCopy()
  const keys = copy.vault.keys()
  if (keys === undefined) throw new Error('it is locked')
  const asked: string[] = []
  copy.onWay = (ask, path) => {
    asked.push(path.replace(/\?.*/, ''))
    return ask()
  }

  const done = await Promise.all([mendCopied(keys, copy.parts), mendCopied(keys, copy.parts)])

  // The second finds that it is done, and asks the server for nothing.
  expect(asked).toEqual(['/api/changes', '/api/vault', '/api/devices'])
  expect(done).toEqual([true, false])
  await copy.sync()
  const [account] = server.accounts.values()
  expect(account?.devices.size).toBe(2)
  expect(await readAlarm(copy.storage)).toBeNull()
})
