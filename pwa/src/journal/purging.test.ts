import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { canonical } from '../protocol/merge.ts'
import { PURGE_CHANGES } from '../protocol/sizes.ts'
import { AServer } from '../sync/aServer.ts'
import { moveBack, LOCAL } from '../sync/back.ts'
import { alonePhones, anOpenPhone } from '../sync/cast.ts'
import { allChanges } from '../sync/stored.ts'
import { anEntry } from './cast.ts'
import {
  OLD,
  objectsIn,
  purge,
  read,
  saying,
  setting,
  STILL,
  sumsOf,
  talk,
  wholeOf,
} from './castOfPurging.ts'
import { keepSnapshot } from './snapshots.ts'
import { countsField } from './tallies.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a purge on a phone alone', () => {
  test('leaves what is of the first kept month', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('old', { day: OLD, note: 'quincunx' }))
    await phone.put(anEntry('still', { day: STILL }))
    await phone.put(setting)

    const journal = await purge(phone)

    expect(objectsIn(journal)).toEqual(['counts 2025-10', 'entry still', 'setting codes-of-ethics'])
    expect(journal.current).toMatchObject({ kind: 'open', damaged: [], days: [{ day: STILL }] })
    expect(canonical((await read(phone)).state ?? (await Promise.reject(new Error('closed'))))).toBe(
      canonical(journal.state ?? (await Promise.reject(new Error('closed')))),
    )
  })

  test('counts by month and level, and nothing else', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('one', { day: OLD, steady: 'wobbly' }))
    await phone.put(anEntry('two', { day: '2025-10-02' }))
    await phone.put(anEntry('gone', { day: OLD }))
    await phone.put({ kind: 'entry', id: 'gone', delete: true })

    const journal = await purge(phone)

    expect(saying(journal, 'counts', '2025-10')).toEqual({
      [await countsField('one')]: { 'self-care': [0, 0, 1, 0] },
      [await countsField('two')]: { 'self-care': [0, 1, 0, 0] },
    })
  })

  test('leaves the sum of every month as it was', async () => {
    const phone = await anOpenPhone(new AServer())
    const levels = ['steady', 'mostly', 'wobbly', 'unsteady'] as const
    for (let at = 0; at < 24; at++)
      await phone.put(
        anEntry(`entry-${at}`, {
          day: `2025-${String(7 + (at % 6)).padStart(2, '0')}-15`,
          steady: levels[(at * 7) % 4] ?? '',
        }),
      )
    const before = sumsOf(await read(phone))

    const after = sumsOf(await purge(phone))

    expect(before.get('2025-07 self-care')).toEqual([2, 0, 2, 0])
    expect(after).toEqual(before)
  })

  test('takes every change that held an entry', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('old', { day: OLD, note: 'quincunx' }))
    await phone.put({ kind: 'entry', id: 'old', set: { 'answer.daily-steady': 'wobbly' } })

    const journal = await purge(phone)

    expect(saying(journal, 'counts', '2025-10')).toEqual({
      [await countsField('old')]: { 'self-care': [0, 0, 1, 0] },
    })
    // The counts, and the order.
    expect(await wholeOf(phone)).toBe(2)
  })

  test('orders as many batches as there are', async () => {
    const phone = await anOpenPhone(new AServer())
    const all = Array.from({ length: PURGE_CHANGES + 1 }, (_, at) => anEntry(`entry-${at}`, { day: OLD }))
    for (const one of all) await phone.put(one)

    const journal = await purge(phone)

    expect(journal.objects('purge').size).toBe(2)
    expect(objectsIn(journal)).toEqual(['counts 2025-10'])
  })

  test('keeps the record of a consultation, and no text', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(talk('talk', OLD))
    await phone.put({ kind: 'consultation', id: 'talk', set: { outcome: { text: 'quincunx' } } })
    await phone.put({ kind: 'consultation', id: 'plan', set: { when: `${OLD}T13:00`, role: 'peer' } })
    const [before] = (await read(phone)).objects('consultation').get('talk') ?? []

    const journal = await purge(phone)

    expect(saying(journal, 'consultation', 'talk')).toEqual({
      date: OLD,
      minutes: 50,
      kind: 'supervision',
      members: 4,
      role: 'supervisor',
      'domain.boundaries': true,
      'hours-for.bacp': true,
    })
    expect(objectsIn(journal)).toEqual(['consultation talk'])
    expect(
      journal
        .objects('consultation')
        .get('talk')
        ?.map(({ at }) => at),
    ).toEqual([before?.at])
  })

  test('writes anew what stood beside what goes', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('old', { day: OLD }), anEntry('still', { day: STILL }), setting)
    await phone.put({ kind: 'entry', id: 'still', set: { note: { text: 'later' } } })
    const journalBefore = await read(phone)
    const [first] = journalBefore.objects('entry').get('still') ?? []
    const before = saying(journalBefore, 'entry', 'still')

    const journal = await purge(phone)

    expect(objectsIn(journal)).toEqual(['counts 2025-10', 'entry still', 'setting codes-of-ethics'])
    expect(saying(journal, 'entry', 'still')).toEqual(before)
    expect(saying(journal, 'setting', 'codes-of-ethics')).toEqual({ 'code.ACA': true })
    expect(
      journal
        .objects('entry')
        .get('still')
        ?.map(({ at }) => at),
    ).toContain(first?.at)
  })

  test('asked twice writes nothing more', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('old', { day: OLD }), setting)
    await phone.put(talk('talk', OLD))
    await purge(phone)
    const before = (await allChanges(phone.storage)).length

    await purge(phone)

    expect(await allChanges(phone.storage)).toHaveLength(before)
  })

  test('leaves no snapshot that held it', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('old', { day: OLD }))
    const { state } = await read(phone)
    const [keys, [change]] = [phone.vault.keys(), await allChanges(phone.storage)]
    if (state === null || keys === undefined || change === undefined) throw new Error('closed')
    await keepSnapshot(phone.storage, keys, change.device, { state, damaged: [] })
    const snapshot = (): Promise<unknown> =>
      phone.storage.transaction(['snapshots'], 'readonly', (transaction) =>
        transaction.objectStore('snapshots').get(LOCAL),
      )
    const before = await snapshot()

    await purge(phone)

    expect(before).toBeDefined()
    expect(await snapshot()).not.toEqual(before)
    expect(objectsIn(await read(phone))).toEqual(['counts 2025-10'])
  })

  test('keeps what only a later app can count', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('later', { day: OLD }))
    await phone.put({ kind: 'entry', id: 'later', set: { version: 999 } })

    const journal = await purge(phone)

    expect(objectsIn(journal)).toEqual(['entry later'])
  })

  test('is stopped, and goes on the next time', async () => {
    const phone = await anOpenPhone(new AServer())
    for (let at = 0; at < 3; at++) await phone.put(anEntry(`old-${at}`, { day: OLD }))
    const stopping = new AbortController()
    stopping.abort(new Error('stopped'))

    await expect(purge(phone, { signal: stopping.signal })).rejects.toThrow('stopped')
    expect(objectsIn(await read(phone))).toHaveLength(3)
    const journal = await purge(phone)

    expect(objectsIn(journal)).toEqual(['counts 2025-10'])
  })

  test('waits while older changes are still to come', async () => {
    const phone = await anOpenPhone(new AServer())
    await phone.put(anEntry('old', { day: OLD }))
    await phone.storage.transaction(['sync'], 'readwrite', (transaction) =>
      moveBack(transaction, { seq: 0, heads: {}, floor: 2, floorHeads: {} }),
    )

    await expect(purge(phone)).rejects.toMatchObject({ type: 'not-whole-yet' })
  })
})
