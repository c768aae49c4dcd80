import 'fake-indexeddb/auto'

import { beforeAll, expect, test } from 'vitest'

import { bytesToB64 } from '../protocol/bytes.ts'
import { alonePhones } from '../sync/cast.ts'
import { aReachablePhone, type Reminded } from './cast.ts'
import { readNudges } from './kept.ts'
import { reconcile, turnOff, turnOn } from './subscription.ts'

beforeAll(alonePhones)

async function aRemindedPhone(): Promise<Reminded> {
  const reminded = await aReachablePhone()
  await turnOn(reminded.parts)
  return reminded
}

test('a launch puts the same subscription again', async () => {
  const reminded = await aRemindedPhone()

  const reached = await reconcile(reminded.parts)

  expect(reached).toHaveProperty('told')
  expect(reminded.push.made).toBe(1)
})

test('a subscription that is gone is made anew at launch', async () => {
  const reminded = await aRemindedPhone()
  reminded.push.subscription = null

  await reconcile(reminded.parts)

  expect(reminded.push.made).toBe(2)
  expect(reminded.held().subscription?.endpoint).toMatch(/2$/)
})

test('another application server key means another subscription', async () => {
  const reminded = await aRemindedPhone()
  const newer = bytesToB64(new Uint8Array(65).fill(5))
  reminded.server.nudged.keys = [newer, ...reminded.server.nudged.keys]

  await reconcile(reminded.parts)

  expect(reminded.held().subscription?.key).toBe(newer)
})

test('a subscription that its push service refused is made anew', async () => {
  const reminded = await aRemindedPhone()
  reminded.held().mustRenew = true

  await reconcile(reminded.parts)
  await reconcile(reminded.parts)

  expect(reminded.push.made).toBe(2)
})

test('a browser that wants a tap first is told apart', async () => {
  const reminded = await aRemindedPhone()
  reminded.push.subscription = null
  reminded.push.isWilling = false

  expect(await reconcile(reminded.parts)).toEqual({ why: 'gone' })
})

test('permission that was taken back is told apart', async () => {
  const reminded = await aRemindedPhone()
  reminded.push.state = 'denied'

  expect(await reconcile(reminded.parts)).toEqual({ why: 'denied' })
})

test('a push service that the server does not send to leaves nudges off', async () => {
  const reminded = await aReachablePhone()
  reminded.server.nudged.refused = [reminded.push.host]

  expect(await turnOn(reminded.parts)).toEqual({ why: 'refused' })
  expect(reminded.push.subscription).toBeNull()
  expect((await readNudges(reminded.phone.storage)).isOn).toBe(false)
})

test('a browser whose push service is silent is told apart and tried again', async () => {
  const reminded = await aReachablePhone()
  reminded.push.subscribe = () => Promise.reject(new DOMException('push service error', 'AbortError'))

  expect(await turnOn(reminded.parts)).toEqual({ why: 'silent' })
  expect((await readNudges(reminded.phone.storage)).isOn).toBe(true)
})

test('leave that the browser has forgotten is asked for again', async () => {
  const reminded = await aRemindedPhone()
  reminded.push.state = 'default'

  expect(await reconcile(reminded.parts)).toEqual({ why: 'gone' })
})

test('without a network nudges are on and wait', async () => {
  const reminded = await aReachablePhone()
  reminded.phone.onWay = () => Promise.reject(new TypeError('no network'))

  expect(await turnOn(reminded.parts)).toEqual({ why: 'later' })
  expect((await readNudges(reminded.phone.storage)).isOn).toBe(true)
})

test('turned off nothing is left on the server or in the browser', async () => {
  const reminded = await aRemindedPhone()

  await turnOff(reminded.parts)

  expect(reminded.held().subscription).toBeNull()
  expect(reminded.held().slots).toEqual([])
  expect(reminded.push.subscription).toBeNull()
  expect((await readNudges(reminded.phone.storage)).isOn).toBe(false)
})
