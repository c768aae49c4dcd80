import { randomBytes } from 'node:crypto'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { canonical } from '../protocol/merge.ts'
import { SNAPSHOT_BYTES_MAX, SNAPSHOT_STEP_BYTES } from '../protocol/sizes.ts'
import { AServer } from '../sync/aServer.ts'
import { beginFromSnapshot } from '../sync/beginning.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { movePlace, placeIn } from '../sync/place.ts'
import { raiseAlarm } from '../vault/alarm.ts'
import { knownDevice } from '../vault/device.ts'
import { GIVE_AFTER, giveSnapshot } from './giving.ts'
import { Journal } from './journal.ts'
import { keepSnapshot } from './snapshots.ts'

/** Random bytes that, written as base64, deflate to one byte. */
const DEFLATED = 0.9957

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function read({ storage, vault }: Phone): Promise<Journal> {
  const journal = new Journal({ storage, vault })
  await journal.settled()
  return journal
}

async function aPhoneThatWrote(changes: number): Promise<{ server: AServer; phone: Phone; handle: string }> {
  const server = new AServer()
  const { phone, handle } = await aSyncingPhone(server)
  for (let at = 1; at <= changes; at++) await phone.put(anEntry(`entry-${at % 20}`, `${at}`))
  await phone.sync()
  return { server, phone, handle }
}

function placesIn({ accounts }: AServer): number[] {
  return [...accounts.values()].flatMap(({ snapshots }) => snapshots.map(({ seq }) => seq))
}

test('a snapshot is given once 500 changes have come', async () => {
  const { server, phone, handle } = await aPhoneThatWrote(GIVE_AFTER - 1)
  const journal = await read(phone)
  expect(await giveSnapshot(journal, phone.parts)).toBe(false)
  await phone.put(anEntry('entry-0', 'the last'))
  await phone.sync()

  expect(await giveSnapshot(journal, phone.parts)).toBe(true)
  expect(await giveSnapshot(journal, phone.parts)).toBe(false)

  expect(placesIn(server)).toEqual([GIVE_AFTER])
  const other = await joined(new Phone(server), phone, handle)
  expect(await beginFromSnapshot(other.parts)).toBe(true)
  expect(canonical((await read(other)).state ?? (await Promise.reject(new Error('closed'))))).toBe(
    canonical(journal.state ?? (await Promise.reject(new Error('closed')))),
  )
}, 120_000)

test('none is given of what the log does not hold', async () => {
  const { server, phone } = await aPhoneThatWrote(GIVE_AFTER)
  const journal = await read(phone)
  await phone.put(anEntry('unsent'))

  expect(await giveSnapshot(journal, phone.parts)).toBe(false)
  await phone.sync()
  expect(await giveSnapshot(journal, phone.parts)).toBe(true)

  expect(placesIn(server)).toEqual([GIVE_AFTER + 1])
}, 120_000)

test('none is given while locked or under an alarm', async () => {
  const { server, phone } = await aPhoneThatWrote(GIVE_AFTER)
  const journal = await read(phone)

  phone.vault.lock()
  expect(await giveSnapshot(journal, phone.parts)).toBe(false)
  await phone.unlock()
  await journal.settled()
  await raiseAlarm(phone.storage, 'log-gap')
  expect(await giveSnapshot(journal, phone.parts)).toBe(false)

  expect(placesIn(server)).toEqual([])
}, 120_000)

test('one of the largest size is given, one past it is not', async () => {
  const { server, phone } = await aPhoneThatWrote(GIVE_AFTER)
  const largest = Math.floor(SNAPSHOT_BYTES_MAX / SNAPSHOT_STEP_BYTES) - 1

  await fillUpTo(largest + 1, phone)
  expect(await giveSnapshot(await read(phone), phone.parts)).toBe(false)
  expect(placesIn(server)).toEqual([])
  await fillUpTo(largest, phone)
  expect(await giveSnapshot(await read(phone), phone.parts)).toBe(true)

  const [account] = server.accounts.values()
  const given = account?.snapshots[0]?.bytes.length ?? 0
  expect(given).toBeLessThanOrEqual(SNAPSHOT_BYTES_MAX)
  expect(given + SNAPSHOT_STEP_BYTES).toBeGreaterThan(SNAPSHOT_BYTES_MAX)
}, 120_000)

/** What this phone has folded, and beside it so much that does not deflate that a snapshot takes so many steps. */
async function fillUpTo(steps: number, phone: Phone): Promise<void> {
  const { storage, vault } = phone
  const [keys, device, { state }] = [vault.keys(), await knownDevice(storage), await read(phone)]
  if (keys === undefined || device === undefined || state === null) throw new Error('closed')
  const size = Math.round((steps - 0.75) * SNAPSHOT_STEP_BYTES * DEFLATED)
  const text = randomBytes(size).toString('base64')
  const at = '2026-11-23T12:00:00.000Z-0000'
  const write = { device: device.device, counter: 1, at, seen: {}, set: { text: { text } } }
  state.objects.set('filling', new Map([['one', [write]]]))
  await keepSnapshot(storage, keys, device.device, { state, damaged: [] })
  await storage.transaction(['sync'], 'readwrite', async (transaction) =>
    movePlace(transaction, { ...(await placeIn(transaction)), snapshot: 0 }),
  )
}
