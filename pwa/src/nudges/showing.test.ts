import 'fake-indexeddb/auto'

import { beforeAll, describe, expect, test, vi } from 'vitest'

import { Storage } from '../platform/storage.ts'
import { b64ToBytes, bytesToText } from '../protocol/bytes.ts'
import { asText, sealSlot } from '../protocol/nudges.ts'
import { alonePhones } from '../sync/cast.ts'
import { thisDevice } from '../vault/device.ts'
import { dropAgenda, EMPTY, keepAgenda } from './agenda.ts'
import { ADDRESS, aReachablePhone, AShelf, explicitly, type Reminded } from './cast.ts'
import { show, type ShowingParts } from './showing.ts'
import { explicitText, neutralText } from './texts.ts'
import { turnOn } from './subscription.ts'

beforeAll(alonePhones)

const DUE = Date.parse('2026-11-23T19:07:00Z')
const HOUR_MS = 3_600_000
const NEUTRAL = neutralText(ADDRESS).body
const TALK = explicitText('talk') ?? ''

async function aPhone(): Promise<Reminded> {
  const reminded = await aReachablePhone()
  const keys = reminded.phone.vault.keys()
  if (keys === undefined) throw new Error('this phone is locked')
  await explicitly(reminded)
  await keepAgenda(reminded.phone.storage, { key: keys.nudges, epoch: keys.epoch }, EMPTY)
  return reminded
}

async function aMessage({ phone }: Reminded, text = 'talk', until = DUE + 2 * HOUR_MS): Promise<string> {
  const { account, device, epoch } = await thisDevice(phone.storage)
  const keys = phone.vault.keys()
  if (keys === undefined) throw new Error('this phone is locked')
  const says = { text, until: asText(until) }
  return bytesToText(await sealSlot(DUE, says, neutralText(ADDRESS), keys.nudges, { account, device, epoch }))
}

const parts = ({ phone }: Reminded, nowMs = DUE): ShowingParts => ({
  storage: phone.storage,
  nowMs: () => nowMs,
  address: ADDRESS,
})

async function shown(text: string | null, by: ShowingParts, shelf = new AShelf()): Promise<string[]> {
  await show(text, shelf, by)
  return shelf.shown.map(({ body }) => body)
}

test('the text that the person chose to see is shown', async () => {
  const reminded = await aPhone()
  const message = await aMessage(reminded)
  reminded.phone.vault.lock()

  expect(await shown(message, parts(reminded))).toEqual([TALK])
})

test('one notification is shown for one message', async () => {
  const reminded = await aPhone()
  const shelf = new AShelf()

  await show(await aMessage(reminded), shelf, parts(reminded))

  expect([shelf.shows, shelf.shown.length]).toEqual([1, 1])
})

test('the neutral text stands in time where storage hangs', async () => {
  const reminded = await aPhone()
  const message = await aMessage(reminded)
  const hanging = new Storage('hanging')
  hanging.transaction = () => new Promise(() => undefined)
  const shelf = new AShelf()
  vi.useFakeTimers()

  void show(message, shelf, { ...parts(reminded), storage: hanging })
  await vi.advanceTimersByTimeAsync(4999)
  expect(shelf.shown).toEqual([])
  await vi.advanceTimersByTimeAsync(1)

  expect(shelf.shown.map(({ body }) => body)).toEqual([NEUTRAL])
  vi.useRealTimers()
})

describe('a notification is shown', () => {
  test.each<[string, string | null]>([
    ['without a payload', null],
    ['that is empty', ''],
    ['of no JSON', 'Time to look in'],
    ['of null', 'null'],
    ['of a list', '[]'],
    ['of another form', '{"notification":{"title":1},"due_at":"2026-11-23T19:07:00.000Z"}'],
    ['with texts without end', JSON.stringify({ notification: { title: 'x', body: 'y'.repeat(4000) } })],
    ['with no time', JSON.stringify({ notification: { title: 'Plumbline', body: NEUTRAL }, due_at: 'noon' })],
    [
      'with nothing sealed',
      JSON.stringify({ notification: { title: 'Plumbline', body: NEUTRAL }, due_at: asText(DUE) }),
    ],
  ])('for a message %s', async (_, text) => {
    const reminded = await aPhone()

    expect(await shown(text, parts(reminded))).toEqual([NEUTRAL])
  })

  test('where the key is missing', async () => {
    const reminded = await aPhone()
    const message = await aMessage(reminded)
    await dropAgenda(reminded.phone.storage)

    expect(await shown(message, parts(reminded))).toEqual([NEUTRAL])
  })

  test('of another phone', async () => {
    const [one, other] = [await aPhone(), await aPhone()]

    expect(await shown(await aMessage(one), parts(other))).toEqual([NEUTRAL])
  })

  test('whose window is over', async () => {
    const reminded = await aPhone()

    expect(await shown(await aMessage(reminded), parts(reminded, DUE + 2 * HOUR_MS))).toEqual([TALK])
    expect(await shown(await aMessage(reminded), parts(reminded, DUE + 2 * HOUR_MS + 1))).toEqual([NEUTRAL])
  })

  test('whose text is of a later app', async () => {
    const reminded = await aPhone()

    expect(await shown(await aMessage(reminded, 'moon'), parts(reminded))).toEqual([NEUTRAL])
  })

  test('of a person who chose neutral texts', async () => {
    const reminded = await aReachablePhone()
    await turnOn(reminded.parts)
    const payload = reminded.held().slots[0]?.payload ?? ''

    expect(await shown(bytesToText(b64ToBytes(payload)), parts(reminded))).toEqual([NEUTRAL])
  })

  test('where storage has died', async () => {
    const reminded = await aPhone()
    const dead = new Storage('dead')
    dead.transaction = () => Promise.reject(new DOMException('gone', 'UnknownError'))

    expect(await shown(await aMessage(reminded), { ...parts(reminded), storage: dead })).toEqual([NEUTRAL])
  })

  test('where the browser takes no actions', async () => {
    const reminded = await aPhone()
    const shelf = new AShelf()
    shelf.refusesActions = true

    const showing = show(null, shelf, parts(reminded))

    await showing
    expect(shelf.shown.map(({ body }) => body)).toEqual([NEUTRAL])
  })
})

test('a message that comes twice stands once', async () => {
  const reminded = await aPhone()
  const shelf = new AShelf()
  const message = await aMessage(reminded)

  await show(message, shelf, parts(reminded))
  await show(message, shelf, parts(reminded))

  expect(shelf.shown.map(({ body }) => body)).toEqual([TALK])
})

test('what a notification says is at hand when it is tapped', async () => {
  const reminded = await aPhone()
  const [talk, neutral] = [new AShelf(), new AShelf()]

  await show(await aMessage(reminded), talk, parts(reminded))
  await show(await aMessage(reminded, 'moon'), neutral, parts(reminded))

  expect(talk.shown[0]?.attached).toEqual({ dueAt: asText(DUE), said: 'talk' })
  expect(neutral.shown[0]?.attached).toEqual({ dueAt: asText(DUE), said: '' })
})
