import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { AServer } from '../sync/aServer.ts'
import { alonePhones, anOpenPhone, type Phone } from '../sync/cast.ts'
import { put } from '../sync/outbox.ts'
import { lastPurge, purgeAsAgreed, purgeIfDue } from './byItself.ts'
import { anEntry } from './cast.ts'
import { Journal } from './journal.ts'
import type { PurgingParts } from './purging.ts'
import { agree, choose, keptFrom, retentionIn, type RetentionParts } from './retention.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Practice {
  readonly phone: Phone
  readonly purging: PurgingParts
  readonly settings: RetentionParts
}

async function aPractice(): Promise<Practice> {
  const phone = await anOpenPhone(new AServer())
  await phone.put(anEntry('old', { day: '2025-10-31' }))
  await phone.put(anEntry('next', { day: '2025-11-30' }))
  const { storage, vault } = phone
  const { clock } = phone.parts
  const journal = new Journal({ storage, vault })
  await journal.settled()
  const settings: RetentionParts = {
    journal,
    clock,
    put: (ops, read) => put(ops, undefined, { storage, clock }, read),
  }
  return { phone, settings, purging: { storage, vault, clock, journal } }
}

function entriesOf({ purging: { journal } }: Practice): string[] {
  return [...journal.objects('entry').keys()].sort()
}

describe('what is older', () => {
  test('stays until the person chooses a span', async () => {
    const practice = await aPractice()

    expect(retentionIn(practice.settings.journal)).toEqual({ months: null, isAgreed: false })
    expect(await purgeIfDue(practice.purging)).toBeNull()

    expect(entriesOf(practice)).toEqual(['next', 'old'])
  })

  test('stays until the person says yes to that span', async () => {
    const practice = await aPractice()
    await choose(12, practice.settings)
    expect(await purgeIfDue(practice.purging)).toBeNull()
    expect(entriesOf(practice)).toEqual(['next', 'old'])

    await agree(practice.settings)
    await purgeAsAgreed(practice.purging)

    expect(entriesOf(practice)).toEqual(['next'])
  })

  test('is asked of again when the span is another', async () => {
    const practice = await aPractice()
    await choose(60, practice.settings)
    await agree(practice.settings)
    await choose(6, practice.settings)

    expect(retentionIn(practice.settings.journal)).toEqual({ months: 6, isAgreed: false })
    expect(await purgeIfDue(practice.purging)).toBeNull()

    expect(entriesOf(practice)).toEqual(['next', 'old'])
  })

  test('goes by itself, once a month', async () => {
    const practice = await aPractice()
    await choose(12, practice.settings)
    await agree(practice.settings)
    await purgeIfDue(practice.purging)
    expect(await lastPurge(practice.phone.storage)).toMatchObject({ before: '2025-11' })

    expect(await purgeIfDue(practice.purging)).toBeNull()
    expect(entriesOf(practice)).toEqual(['next'])
    practice.phone.nowMs = Date.parse('2026-12-01T12:00:00Z')
    await purgeIfDue(practice.purging)

    expect(entriesOf(practice)).toEqual([])
    expect(await lastPurge(practice.phone.storage)).toMatchObject({ before: '2025-12' })
  })

  test.each([
    ['2026-11-30T12:00:00Z', '2025-11'],
    // Before four in the morning it is still yesterday.
    ['2026-12-01T02:00:00Z', '2025-11'],
    ['2026-12-01T05:00:00Z', '2025-12'],
  ])('begins anew with the practice month: %s', (now, month) => {
    const clock = { now: () => Date.parse(now), zone: () => 'Europe/Lisbon' }

    expect(keptFrom(12, clock)).toBe(month)
  })

  test.each([0, -6, 1.5, 1201, '12', { text: '12' }])('is not told by a span of %s', async (value) => {
    const { phone, settings } = await aPractice()
    await phone
      .put({ kind: 'setting', id: 'retention', set: { value: value as number, agreed: value as number } })
      .catch(() => undefined)
    await settings.journal.follow()

    expect(retentionIn(settings.journal).months).toBeNull()
  })
})
