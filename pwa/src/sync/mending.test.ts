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

/** How many requests of a phone were on their way at once, at most. */
function mostAtOnce(phone: Phone): () => number {
  let [now, most] = [0, 0]
  phone.onWay = async (ask) => {
    now += 1
    most = Math.max(most, now)
    return ask().finally(() => (now -= 1))
  }
  return () => most
}

test('two tabs that mend come one after the other', async () => {
  const { server, copy } = await aCopy()
  const keys = copy.vault.keys()
  if (keys === undefined) throw new Error('it is locked')
  const most = mostAtOnce(copy)

  const done = await Promise.all([mendCopied(keys, copy.parts), mendCopied(keys, copy.parts)])
  await copy.sync()

  expect(done).toEqual([true, false])
  expect(most()).toBe(1)
  const [account] = server.accounts.values()
  expect(account?.devices.size).toBe(2)
  expect(await readAlarm(copy.storage)).toBeNull()
})
