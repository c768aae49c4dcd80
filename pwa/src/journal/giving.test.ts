import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { canonical } from '../protocol/merge.ts'
import { AServer } from '../sync/aServer.ts'
import { beginFromSnapshot } from '../sync/beginning.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { raiseAlarm } from '../vault/alarm.ts'
import { GIVE_AFTER, giveSnapshot } from './giving.ts'
import { Journal } from './journal.ts'

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
