import 'fake-indexeddb/auto'

import { beforeAll, expect, test } from 'vitest'

import { b64ToBytes, bytesToText } from '../protocol/bytes.ts'
import { openSlot } from '../protocol/nudges.ts'
import { NUDGE_BYTES } from '../protocol/sizes.ts'
import { alonePhones, anEntry } from '../sync/cast.ts'
import { thisDevice } from '../vault/device.ts'
import { keepAgenda } from './agenda.ts'
import { aReachablePhone, explicitly, type Reminded } from './cast.ts'
import { readNudges } from './kept.ts'
import { renew } from './renewing.ts'
import type { Wish } from './schedule.ts'
import { reconcile, turnOn } from './subscription.ts'

beforeAll(alonePhones)

const DAY_MS = 86_400_000
const TALK: Wish = { text: 'talk', from: 0, until: 4e12, isAsked: false }

async function aRemindedPhone(): Promise<Reminded> {
  const reminded = await aReachablePhone()
  await turnOn(reminded.parts)
  return reminded
}

async function withAgenda(reminded: Reminded, wishes: readonly Wish[]): Promise<CryptoKey> {
  const keys = reminded.phone.vault.keys()
  if (keys === undefined) throw new Error('this phone is locked')
  await explicitly(reminded)
  await keepAgenda(reminded.phone.storage, { key: keys.nudges, epoch: keys.epoch }, { wishes, said: [] })
  return keys.nudges
}

async function textsIn(reminded: Reminded, key: CryptoKey): Promise<unknown[]> {
  const { account, device, epoch } = await thisDevice(reminded.phone.storage)
  const slots = reminded.held().slots
  return Promise.all(
    slots.map(
      async ({ payload }) => (await openSlot(b64ToBytes(payload), key, { account, device, epoch }))?.['text'],
    ),
  )
}

const days = (reminded: Reminded): string[] => reminded.held().slots.map(({ due_at }) => due_at.slice(0, 10))

test('a phone that turns nudges on has fourteen slots waiting', async () => {
  const reminded = await aRemindedPhone()

  const { slots, schedules } = reminded.held()
  expect(slots).toHaveLength(14)
  expect(schedules.at(-1)?.window_minutes).toBeGreaterThanOrEqual(141)
  expect(slots.every(({ payload }) => b64ToBytes(payload).length === NUDGE_BYTES)).toBe(true)
})

test('nothing is put where nudges are off', async () => {
  const reminded = await aReachablePhone()

  expect(await renew(reminded.parts)).toBeNull()
  expect(reminded.held().schedules).toEqual([])
})

test('the last day asks in the neutral text to open the app', async () => {
  const reminded = await aRemindedPhone()

  const bodies = reminded.held().slots.map(({ payload }) => {
    const content = JSON.parse(bytesToText(b64ToBytes(payload))) as { notification: { body: string } }
    return content.notification.body
  })

  expect(new Set(bodies.slice(0, 13)).size).toBe(1)
  expect(bodies[13]).not.toBe(bodies[0])
})

test('each upload seals every slot anew', async () => {
  const reminded = await aRemindedPhone()

  await renew(reminded.parts)

  const [before, after] = reminded.held().schedules.slice(-2)
  expect(after?.slots.map(({ due_at }) => due_at)).toEqual(before?.slots.map(({ due_at }) => due_at))
  expect(after?.slots.filter((slot, at) => slot.payload === before?.slots[at]?.payload)).toEqual([])
})

test('a locked phone says what the open one wished', async () => {
  const reminded = await aRemindedPhone()
  const key = await withAgenda(reminded, [TALK])

  reminded.phone.vault.lock()
  await renew(reminded.parts)

  expect((await textsIn(reminded, key)).slice(0, 3)).toEqual(['talk', 'check', 'check'])
})

test('where texts are neutral nobody can open a slot', async () => {
  const reminded = await aRemindedPhone()
  const keys = reminded.phone.vault.keys()
  if (keys === undefined) throw new Error('this phone is locked')

  expect(await textsIn(reminded, keys.nudges)).toEqual(Array(14).fill(undefined))
})

test('what was said once is not said at the next renewal', async () => {
  const reminded = await aRemindedPhone()
  const key = await withAgenda(reminded, [TALK])
  await renew(reminded.parts)

  reminded.phone.nowMs += DAY_MS
  await renew(reminded.parts)

  expect((await textsIn(reminded, key)).filter((text) => text === 'talk')).toEqual([])
})

test('the slot of a day on which something was synced is left out', async () => {
  const reminded = await aRemindedPhone()
  expect(days(reminded)[0]).toBe('2026-11-23')

  await reminded.phone.put(anEntry('one'))
  await reminded.phone.sync()
  await renew(reminded.parts)

  expect(days(reminded)[0]).toBe('2026-11-24')
  expect(days(reminded)).toHaveLength(13)
})

test('what was left out with a day is said the next', async () => {
  const reminded = await aRemindedPhone()
  const key = await withAgenda(reminded, [TALK])

  await reminded.phone.put(anEntry('one'))
  await reminded.phone.sync()
  await renew(reminded.parts)

  expect(days(reminded)[0]).toBe('2026-11-24')
  expect((await textsIn(reminded, key))[0]).toBe('talk')
})

test('a schedule is put again after the subscription was lost', async () => {
  const reminded = await aRemindedPhone()
  reminded.held().subscription = null

  await expect(renew(reminded.parts)).rejects.toMatchObject({ type: 'not-subscribed' })
  const reached = await reconcile(reminded.parts)

  expect(reached).toMatchObject({ told: { waiting: 14 } })
})

test('the minutes are drawn once and stay', async () => {
  const reminded = await aRemindedPhone()
  const { pattern } = await readNudges(reminded.phone.storage)

  await turnOn(reminded.parts)

  expect((await readNudges(reminded.phone.storage)).pattern.minutes).toBe(pattern.minutes)
})
