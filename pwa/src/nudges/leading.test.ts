import 'fake-indexeddb/auto'

import { beforeAll, describe, expect, test } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import { alonePhones } from '../sync/cast.ts'
import { keep } from '../vault/kept.ts'
import { keepAsked, pathOf, takeAsked, type LeadingParts } from './leading.ts'

beforeAll(alonePhones)

const DUE_AT = '2026-11-23T18:37:00.000Z'
const MINUTE_MS = 60_000
let names = 0

function aPhoneAt(when: string): LeadingParts {
  names += 1
  return { storage: new Storage(`leading-${names}`), clock: clockAt(Date.parse(when), 'Europe/Lisbon') }
}

describe('a notification leads', () => {
  test.each(['talk', 'planned', 'after-talk', 'hard-day'])('with "%s" to the room of talks', async (said) => {
    expect(await pathOf({ dueAt: DUE_AT, said }, aPhoneAt('2026-11-23T19:00Z'))).toBe('/consult')
  })

  test.each([
    ['of today', '2026-11-23T19:00Z', '/check/daily'],
    ['of today, after midnight', '2026-11-24T03:59Z', '/check/daily'],
    ['of yesterday', '2026-11-24T04:00Z', '/check/daily/yesterday'],
    ['of yesterday, late', '2026-11-25T03:59Z', '/check/daily/yesterday'],
    ['of before', '2026-11-25T04:00Z', '/'],
  ])('with the check %s', async (_, now, path) => {
    expect(await pathOf({ dueAt: DUE_AT, said: 'check' }, aPhoneAt(now))).toBe(path)
  })

  test.each([
    ['today', '2026-11-23T19:00Z', '/'],
    ['yesterday', '2026-11-24T09:00Z', '/check/daily/yesterday'],
  ])('with the neutral words of %s', async (_, now, path) => {
    expect(await pathOf({ dueAt: DUE_AT, said: '' }, aPhoneAt(now))).toBe(path)
  })

  test.each(['reminder', 'open-app'])('with "%s" to the start', async (said) => {
    expect(await pathOf({ dueAt: DUE_AT, said }, aPhoneAt('2026-11-24T09:00Z'))).toBe('/')
  })

  test('without a time to the start', async () => {
    expect(await pathOf({ dueAt: null, said: '' }, aPhoneAt('2026-11-23T19:00Z'))).toBe('/')
  })

  test('by the hour at which the person ends a day', async () => {
    const phone = aPhoneAt('2026-11-24T09:00Z')
    await keep(phone.storage, 'day-ends-at', '10:00')

    expect(await pathOf({ dueAt: DUE_AT, said: 'check' }, phone)).toBe('/check/daily')
  })
})

test('where it leads is taken once', async () => {
  const phone = aPhoneAt('2026-11-23T19:00Z')
  await keepAsked('/consult', phone)

  expect(await takeAsked(phone)).toBe('/consult')
  expect(await takeAsked(phone)).toBe(null)
})

test.each([
  [MINUTE_MS - 1, '/consult'],
  [MINUTE_MS, null],
  [-MINUTE_MS, null],
])('where it led %i ms ago leads to %s', async (ago, path) => {
  const { storage, clock } = aPhoneAt('2026-11-23T19:00Z')
  await keepAsked('/consult', { storage, clock })

  expect(await takeAsked({ storage, clock: clockAt(clock.now() + ago, 'UTC') })).toBe(path)
})

test('what another version kept leads nowhere', async () => {
  const phone = aPhoneAt('2026-11-23T19:00Z')
  await keep(phone.storage, 'nudges-asked', '/consult')

  expect(await takeAsked(phone)).toBe(null)
})
