import 'fake-indexeddb/auto'

import { beforeAll, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { keepAgenda, readAgenda } from './agenda.ts'
import { answer, attachedTo, isOpening } from './answering.ts'
import { aReachablePhone, type Reminded } from './cast.ts'
import { readNudges } from './kept.ts'
import { renew } from './renewing.ts'
import type { Wish } from './schedule.ts'
import { turnOn } from './subscription.ts'

beforeAll(alonePhones)

const DAY_MS = 86_400_000
const DUE_AT = '2026-11-23T18:37:00.000Z'

async function aLockedPhone(): Promise<Reminded> {
  const reminded = await aReachablePhone()
  await turnOn(reminded.parts)
  reminded.phone.vault.lock()
  return reminded
}

test.each(['done', 'later', 'open'])(
  'a locked phone writes the answer %s as a sealed change',
  async (action) => {
    const reminded = await aLockedPhone()
    const { envelopes: before } = await counts(reminded)

    expect(await answer(action, { dueAt: DUE_AT, said: 'check' }, reminded.parts)).toBe(true)

    expect((await counts(reminded)).envelopes).toBe(before + 1)
  },
)

test.each(['', 'snooze'])('a tap that says "%s" writes nothing', async (action) => {
  const reminded = await aLockedPhone()
  const { envelopes: before } = await counts(reminded)

  expect(await answer(action, { dueAt: DUE_AT, said: 'check' }, reminded.parts)).toBe(false)

  expect((await counts(reminded)).envelopes).toBe(before)
})

test('later is one more slot in an hour', async () => {
  const reminded = await aLockedPhone()

  await answer('later', { dueAt: DUE_AT, said: '' }, reminded.parts)
  await renew(reminded.parts)

  expect(reminded.held().slots).toHaveLength(15)
  expect(reminded.held().slots[0]?.due_at).toMatch(/^2026-11-23T13:0\d:00\.000Z$/)
})

test('later in the evening is after the quiet hours', async () => {
  const reminded = await aLockedPhone()
  reminded.phone.nowMs = Date.parse('2026-11-23T20:30:00Z')

  await answer('later', { dueAt: DUE_AT, said: '' }, reminded.parts)

  const [at] = (await readNudges(reminded.phone.storage)).reminders
  expect(new Date(at ?? 0).toISOString()).toBe('2026-11-24T07:00:00.000Z')
})

test('a talk called done rests for a week and what was put off stays', async () => {
  const reminded = await aReachablePhone()
  const { nowMs } = reminded.phone
  const keys = reminded.phone.vault.keys()
  if (keys === undefined) throw new Error('this phone is locked')
  const talk = (days: number, isAsked = false): Wish => ({
    text: 'talk',
    from: nowMs + days * DAY_MS,
    until: 4e12,
    isAsked,
  })
  const wishes = [talk(1), talk(2, true), talk(8)]
  await keepAgenda(reminded.phone.storage, { key: keys.nudges, epoch: keys.epoch }, { wishes, said: [] })

  await answer('done', { dueAt: DUE_AT, said: 'talk' }, reminded.parts)

  expect((await readAgenda(reminded.phone.storage))?.wishes).toEqual([talk(2, true), talk(8)])
})

test('an answer leaves the app where it is and anything else opens it', () => {
  expect(['done', 'later', 'open', ''].filter(isOpening)).toEqual(['open', ''])
})

test('what another app attached is not taken', () => {
  for (const stored of [undefined, null, 'x', { said: 'talk' }, { dueAt: 1, said: '' }])
    expect(attachedTo(stored)).toEqual({ dueAt: null, said: '' })
})

async function counts({ phone }: Reminded): Promise<{ envelopes: number }> {
  const envelopes = await phone.storage.transaction(['envelopes'], 'readonly', (transaction) =>
    transaction.objectStore('envelopes').count(),
  )
  return { envelopes }
}
