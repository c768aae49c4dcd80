import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { checked, type Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { clockAt, type Clock } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import { PlatformProblem } from '../platform/problems.ts'
import { progress } from '../sync/progress.ts'
import { putFor } from '../sync/secondDoor.ts'
import { entriesOf, rawBytesOf } from './looking.ts'
import type { Asked, DraftParts } from './draft.ts'
import { begin, keepShown, resumable, resume, settle } from './drafts.ts'

const NOON = Date.parse('2026-11-23T12:00:00Z')
const MINUTE = 60_000
const NOW: Asked = { way: '', turn: 0, when: 'now', dayEndsAt: '04:00' }

let phones = 0
let name = ''
beforeEach(() => {
  phones += 1
  name = `drafts-${phones}`
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const at = (minutes: number): Clock => clockAt(NOON + minutes * MINUTE, 'Europe/Lisbon')
const parts = (minutes = 0): DraftParts => ({ storage: new Storage(name), clock: at(minutes) })
const daily = (): Checklist => {
  const found = shipped.find(({ id }) => id === 'daily')
  if (!found) throw new Error('no daily check')
  return found
}

async function draftCount(): Promise<number> {
  return new Storage(name).transaction(['drafts'], 'readonly', (transaction) =>
    transaction.objectStore('drafts').count(),
  )
}

/** Three answers, each kept. */
async function halfAnswered(minutes = 0) {
  const draft = await resume(daily(), NOW, parts(minutes))
  draft.answer('daily-steady', 'wobbly')
  draft.answer('daily-energy', 'little')
  draft.answer('daily-fit', 'yes')
  await draft.keep()
  return draft
}

describe('a half-answered check', () => {
  test('is gone on with 14 minutes after its last tap', async () => {
    await halfAnswered()

    expect(await resumable(parts(14))).toEqual({ checklist: 'daily', way: '' })
    const again = await resume(daily(), NOW, parts(14))
    expect(again.current.answers).toEqual({
      'daily-steady': 'wobbly', 'daily-energy': 'little', 'daily-fit': 'yes',
    }) // prettier-ignore
  })

  test('is an entry as it stands after 15 minutes', async () => {
    await halfAnswered()

    await settle(parts(14.9))
    expect(await entriesOf(name)).toEqual([])
    await settle(parts(15))

    const [entry] = await entriesOf(name)
    expect(entry?.['set']).toEqual({
      checklist: 'daily',
      version: daily().version,
      day: '2026-11-23',
      zone: 'Europe/Lisbon',
      authored: '2026-11-23T12:00:00.000Z',
      'answer.daily-steady': 'wobbly',
      'answer.daily-energy': 'little',
      'answer.daily-fit': 'yes',
    })
    expect(await draftCount()).toBe(0)
  })

  test('settled twice at once is one entry', async () => {
    await halfAnswered()

    await Promise.all([settle(parts(20)), settle(parts(20))])

    expect(new Set((await entriesOf(name)).map(({ id }) => id)).size).toBe(1)
  })

  test('is not shown as something to go on with once it is old', async () => {
    await halfAnswered()

    expect(await resumable(parts(15))).toBeUndefined()
    expect((await resume(daily(), NOW, parts(15))).isEmpty).toBe(true)
  })

  test('whose answers were taken back goes away without an entry', async () => {
    const draft = await resume(daily(), NOW, parts())
    draft.answer('daily-steady', 'wobbly')
    draft.clear('daily-steady')
    await draft.keep()

    await settle(parts(16))

    expect([await draftCount(), await entriesOf(name)]).toEqual([0, []])
  })

  test('about yesterday is not gone on with as today', async () => {
    const draft = await resume(daily(), { ...NOW, when: 'yesterday' }, parts())
    draft.answer('daily-steady', 'wobbly')
    await draft.keep()

    expect((await resume(daily(), NOW, parts(1))).isEmpty).toBe(true)
    expect(await resumable(parts(1))).toEqual({ checklist: 'daily', way: 'yesterday' })
    expect(draft.response().day).toBe('2026-11-22')
  })

  test('that cannot be read stops no other and stays', async () => {
    await halfAnswered()
    await new Storage(name).transaction(['drafts'], 'readwrite', (transaction) =>
      transaction.objectStore('drafts').put({ key: 'odd' }, 'broken'),
    )

    await settle(parts(20))

    expect(await entriesOf(name)).toHaveLength(1)
    expect(await draftCount()).toBe(1)
  })
})

describe('what lies in storage of a draft', () => {
  test('tells neither answers nor checklist nor size', async () => {
    const [own] = checked({
      format: 1,
      checklists: [{
        id: 'my-own', version: 1, title: 'Mine',
        item: [{ linkId: 'walrus-item', text: 'Walrus?', type: 'choice',
          answerOption: [{ code: 'walrus-code', display: 'W', ordinal: 0 }, { code: 'no', display: 'N', ordinal: 1 }] }],
      }],
    }) // prettier-ignore
    if (!own) throw new Error('no checklist')
    const draft = await resume(own, NOW, parts())
    draft.answer('walrus-item', 'walrus-code')
    await draft.keep()
    const short = await rawBytesOf(name, 'drafts')
    draft.writeNote('zebra-canary '.repeat(300))
    await draft.keep()
    const long = await rawBytesOf(name, 'drafts')
    await draft.save()

    const all = short + long + (await rawBytesOf(name, 'envelopes'))
    for (const word of ['walrus', 'zebra', 'my-own']) expect(all).not.toContain(word)
    expect(long.length).toBe(short.length)
  })
})

describe('saving', () => {
  test('makes an entry and leaves no draft', async () => {
    const draft = await halfAnswered()
    draft.writeNote('  I was short with him.  ')

    await draft.save()

    const [entry] = await entriesOf(name)
    expect(entry?.['set']).toMatchObject({ note: { text: 'I was short with him.' } })
    expect(await draftCount()).toBe(0)
    expect(progress.current).toBe('saved')
  })

  test('is not undone by a tap that was still on its way', async () => {
    const draft = await halfAnswered()
    draft.answer('daily-fit', 'no')

    await draft.save()
    draft.answer('daily-fit', 'mostly')
    await draft.keep()

    expect(await draftCount()).toBe(0)
    expect((await entriesOf(name))[0]?.['set']).toMatchObject({ 'answer.daily-fit': 'no' })
  })

  test('said twice is one entry', async () => {
    const draft = await halfAnswered()

    await draft.save()
    await draft.save()

    expect(new Set((await entriesOf(name)).map(({ id }) => id)).size).toBe(1)
  })

  test('goes through the second door when the page has lost its storage', async () => {
    const draft = await resume(daily(), NOW, {
      ...parts(),
      storage: brokenStorage('storage-closed'),
      askWorker: (message) => putFor(structuredClone(message), parts()),
    })
    draft.answer('daily-steady', 'steady')

    await draft.save()

    expect(await entriesOf(name)).toHaveLength(1)
  })

  test('fails aloud and keeps the answers when both doors are shut', async () => {
    const draft = await resume(daily(), NOW, {
      ...parts(),
      storage: brokenStorage('storage-closed'),
      askWorker: () => Promise.resolve(undefined),
    })
    draft.answer('daily-steady', 'steady')

    await expect(draft.save()).rejects.toMatchObject({ type: 'storage-closed' })

    expect(draft.current.answers).toEqual({ 'daily-steady': 'steady' })
    expect(draft.current.kept).toMatchObject({ failure: { type: 'storage-closed' } })
    expect(progress.current).toBe('problem')
  })

  test('a full phone is told at the tap, not only at the end', async () => {
    const draft = await resume(daily(), NOW, { ...parts(), storage: brokenStorage('storage-full') })

    draft.answer('daily-steady', 'steady')

    await expect(draft.keep()).rejects.toMatchObject({ type: 'storage-full' })
    expect(draft.current.kept).toMatchObject({ failure: { type: 'storage-full' } })
  })
})

test('what reloads the page waits for the draft on the screen', async () => {
  const draft = begin(daily(), NOW, parts())
  draft.answer('daily-steady', 'steady')

  await keepShown()

  expect(await draftCount()).toBe(1)
})

/** Storage that reads as a new phone and writes nothing. */
function brokenStorage(type: 'storage-closed' | 'storage-full'): Storage {
  const whole = new Storage(name)
  const broken = new Storage(name)
  vi.spyOn(broken, 'transaction').mockImplementation(async (stores, mode, work) => {
    if (mode === 'readwrite') throw new PlatformProblem(type)
    return whole.transaction(stores, mode, work)
  })
  return broken
}
