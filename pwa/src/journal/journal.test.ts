import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { canonical, emptyState, fold } from '../protocol/merge.ts'
import { anEntry, Phone } from './cast.ts'
import type { Storage } from '../platform/storage.ts'
import { certifiedDevices } from '../vault/certified.ts'
import { readEntry, removal, restoral } from './entry.ts'
import type { Journal, JournalState } from './journal.ts'
import { readStored, storedAfter } from './reading.ts'
import { keepSnapshot, loadSnapshot } from './snapshots.ts'

test('an opened journal lists its entries by day', async () => {
  const alma = await Phone.begin()
  await alma.put([anEntry('one', { day: '2026-11-22' })])
  await alma.put([anEntry('two')])

  const journal = await alma.tab()

  expect(open(journal).days).toEqual([
    { day: '2026-11-23', entries: ['two'] },
    { day: '2026-11-22', entries: ['one'] },
  ])
})

test('locking forgets everything that was read', async () => {
  const alma = await Phone.begin()
  await alma.put([anEntry('one')])
  const journal = await alma.tab()

  alma.vault.lock()

  expect(journal.current).toEqual({ kind: 'closed' })
  expect(journal.objects('entry').size).toBe(0)
})

test('locking while opening leaves the journal closed', async () => {
  const alma = await Phone.begin()
  await alma.put([anEntry('one')])
  const journal = alma.openingTab()

  alma.vault.lock()
  await journal.settled()

  expect(journal.current).toEqual({ kind: 'closed' })
})

test('what another tab wrote is followed', async () => {
  const alma = await Phone.begin()
  await alma.put([anEntry('one')])
  const journal = await alma.tab()

  await alma.put([anEntry('two')])
  await journal.follow()

  expect(open(journal).days[0]?.entries).toEqual(['two', 'one'])
})

test('what is stored at any moment of opening is followed', async () => {
  const reached: number[] = []
  for (let moment = 1; reached.length === moment - 1; moment++) {
    const alma = await Phone.begin()
    await alma.put([anEntry('before')])
    const journal = alma.openingTab(
      watched(alma.storage, async (done) => {
        if (done !== moment) return
        reached.push(moment)
        await alma.put([anEntry('meanwhile')])
        await journal.follow()
      }),
    )

    await journal.settled()

    const expected = reached.includes(moment) ? ['meanwhile', 'before'] : ['before']
    expect([moment, open(journal).days[0]?.entries]).toEqual([moment, expected])
  }
})

test('a removed entry keeps its place until reopened', async () => {
  const alma = await Phone.begin()
  await alma.put([anEntry('one')])
  const journal = await alma.tab()

  await alma.put([removal('one')])
  await journal.follow()
  const reopened = await alma.tab()

  expect(open(journal).days[0]?.entries).toEqual(['one'])
  expect([...open(journal).removed.keys()]).toEqual(['one'])
  expect(open(reopened).days).toEqual([])
  expect([...open(reopened).removed.keys()]).toEqual(['one'])
})

test('two tabs that follow agree with a fold from nothing', async () => {
  const alma = await Phone.begin()
  const [left, right] = [await alma.tab(), await alma.tab()]

  for (let step = 0; step < 40; step++) {
    const id = `entry-${step % 5}`
    const writes = left.objects('entry').get(id) ?? []
    const ops = [anEntry(id, { steady: 'wobbly', note: `step ${step}` }), removal(id), restoral(id, writes)]
    await alma.put([ops[(step * 7) % 3] ?? removal(id)])
    await (step % 2 === 0 ? left : right).follow()
  }
  await Promise.all([left.follow(), right.follow()])

  const whole = await foldedFromNothing(alma)
  expect(stateOf(left)).toBe(whole)
  expect(stateOf(right)).toBe(whole)
  const fresh = await alma.tab()
  expect(shown(left)).toEqual(shown(fresh))
})

test('a snapshot and its tail equal a full fold', async () => {
  const alma = await Phone.begin()
  for (let step = 0; step < 6; step++)
    await alma.put([anEntry(`entry-${step % 4}`, { note: `step ${step}` })])
  const before = await alma.tab()
  if (before.state)
    await keepSnapshot(alma.storage, alma.keys, alma.device.device, { state: before.state, damaged: [] })
  await alma.put([removal('entry-1')])
  await alma.put([anEntry('entry-9')])

  const journal = await alma.tab()

  expect(await loadSnapshot(alma.storage, alma.keys)).not.toBeNull()
  expect(stateOf(journal)).toBe(await foldedFromNothing(alma))
})

test('a damaged snapshot gives way to the changes', async () => {
  const alma = await Phone.begin()
  await alma.put([anEntry('one')])
  const before = await alma.tab()
  if (before.state)
    await keepSnapshot(alma.storage, alma.keys, alma.device.device, { state: before.state, damaged: [] })
  await alma.storage.transaction(['snapshots'], 'readwrite', async (transaction) => {
    const store = transaction.objectStore('snapshots')
    await store.put({ sealed: new Uint8Array(66_000), damaged: [] }, 'local')
  })

  const journal = await alma.tab()

  expect(open(journal).days).toEqual([{ day: '2026-11-23', entries: ['one'] }])
})

test('a phone that became another keeps no snapshot of before', async () => {
  const [alma, another] = [await Phone.begin(), await Phone.begin()]
  await alma.put([anEntry('one')])
  const { state } = await alma.tab()

  if (state) await keepSnapshot(alma.storage, alma.keys, another.device.device, { state, damaged: [] })

  expect(await loadSnapshot(alma.storage, alma.keys)).toBeNull()
})

test('one flipped bit costs one change and is named', async () => {
  const alma = await Phone.begin()
  for (const id of ['one', 'two', 'three']) await alma.put([anEntry(id)])
  await alma.flipBit(2)

  const journal = await alma.tab()

  expect(open(journal).days[0]?.entries).toEqual(['three', 'one'])
  expect(open(journal).damaged).toEqual([
    { device: alma.device.device, counter: 2, problem: 'bad-signature' },
  ])
})

test('a damage behind a snapshot is still named, and healed', async () => {
  const alma = await Phone.begin()
  for (const id of ['one', 'two', 'three']) await alma.put([anEntry(id)])
  const sound = await alma.envelope(2)
  await alma.flipBit(2)
  const before = await alma.tab()
  const { damaged } = open(before)
  if (before.state)
    await keepSnapshot(alma.storage, alma.keys, alma.device.device, { state: before.state, damaged })

  const later = await alma.tab()
  await alma.store(2, sound)
  const healed = await alma.tab()

  expect(open(later).damaged).toEqual(damaged)
  expect(open(healed).damaged).toEqual([])
  expect(open(healed).days[0]?.entries).toEqual(['two', 'three', 'one'])
})

test('an envelope of a newer app stops no other', async () => {
  const alma = await Phone.begin()
  for (const id of ['one', 'two']) await alma.put([anEntry(id)])
  const newer = await alma.envelope(1)
  newer[0] = 2
  await alma.store(1, newer)

  const journal = await alma.tab()

  expect(open(journal).damaged).toEqual([
    { device: alma.device.device, counter: 1, problem: 'unknown-version' },
  ])
  expect(open(journal).days[0]?.entries).toEqual(['two'])
})

test('a change in the place of another is refused', async () => {
  const alma = await Phone.begin()
  for (const id of ['one', 'two', 'three']) await alma.put([anEntry(id)])
  await alma.store(2, await alma.envelope(1))

  const journal = await alma.tab()

  expect(open(journal).damaged[0]).toMatchObject({ counter: 2, problem: 'chain-broken' })
  expect(journal.objects('entry').has('two')).toBe(false)
  expect(open(journal).days[0]?.entries).toEqual(['three', 'one'])
})

test('opening is told in steps, stopped and resumed', async () => {
  const alma = await Phone.begin()
  for (let step = 0; step < 70; step++) await alma.put([anEntry(`entry-${step}`)])
  const journal = alma.openingTab()
  const seen: JournalState[] = []
  const unwatch = journal.subscribe(() => {
    seen.push(journal.current)
    if (journal.current.kind === 'opening' && journal.current.done > 0) journal.stop()
  })

  await journal.settled()
  const stopped = journal.current
  unwatch()
  await journal.resume()

  expect(stopped).toEqual({ kind: 'stopped' })
  expect(seen.some((state) => state.kind === 'opening' && state.done > 0 && state.done < 1)).toBe(true)
  expect(open(journal).days[0]?.entries).toHaveLength(70)
})

/** `storage`, waiting for `then` after each transaction; it is told how many there were. */
function watched(storage: Storage, then: (done: number) => Promise<void>): Storage {
  let done = 0
  async function transaction(...given: Parameters<Storage['transaction']>): Promise<unknown> {
    const result: unknown = await storage.transaction(...given)
    await then((done += 1))
    return result
  }
  return new Proxy(storage, {
    get: (target, name): unknown => (name === 'transaction' ? transaction : Reflect.get(target, name)),
  })
}

function open(journal: Journal): Extract<JournalState, { kind: 'open' }> {
  if (journal.current.kind !== 'open') throw new Error(`the journal is ${journal.current.kind}`)
  return journal.current
}

function stateOf(journal: Journal): string {
  return canonical(journal.state ?? emptyState())
}

function shown(journal: Journal): string[] {
  return [...journal.objects('entry')].map(([id, writes]) => JSON.stringify(readEntry(id, writes))).sort()
}

async function foldedFromNothing(phone: Phone): Promise<string> {
  const { account, device } = phone.device
  const stored = await storedAfter(phone.storage, device, 0, 10_000)
  const known = { account, devices: (await certifiedDevices(phone.storage, phone.keys)).devices }
  const { opened } = await readStored(stored, known, phone.keys.pairs, new Map())
  return canonical(fold(emptyState(), opened.reverse()))
}
