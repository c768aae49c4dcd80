import 'fake-indexeddb/auto'

import { beforeAll, expect, test } from 'vitest'

import { anEntry, Phone } from '../journal/cast.ts'
import { removal } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { randomBytes } from '../protocol/bytes.ts'
import type { Op } from '../protocol/change.ts'
import { setLock, type Secret } from '../protocol/locks.ts'
import { unwrap } from '../protocol/wrapping.ts'
import { emptyState } from '../protocol/merge.ts'
import { newRecoveryCode } from '../protocol/recovery.ts'
import { moveBack } from '../sync/back.ts'
import { putLock, readLocks } from '../vault/locks.ts'
import { exportJournal } from './bundle.ts'
import { add, preview, readBundle } from './restore.ts'

let alma: Phone
let code: string
let file: File

beforeAll(async () => {
  alma = await Phone.begin()
  for (const id of ['one', 'two', 'three', 'four']) await alma.put([anEntry(id, { note: `note of ${id}` })])
  await alma.put([{ kind: 'entry', id: 'one', set: { note: { text: 'amended' } } }])
  await alma.put([removal('four')])
  code = await aRecoveryCodeOn(alma)
  alma.vault.lock()
  file = await exportJournal('2026-11-23', {}, alma.storage)
})

test('a locked phone gives one file that says nothing', async () => {
  const text = await file.text()

  expect(alma.vault.current).toBe('locked')
  expect(file.name).toBe('journal-2026-11-23.plumbline')
  expect(text.split('\n')).toHaveLength(9)
  expect(text).not.toMatch(/amended|note of|daily/)
})

test('without a lock to open it no file is made', async () => {
  const cleo = await Phone.begin()
  await cleo.put([anEntry('one')])

  await expect(exportJournal('2026-11-23', {}, cleo.storage)).rejects.toMatchObject({
    type: 'nothing-opens-it',
  })
})

test('no file is made while older changes are still to come', async () => {
  const cleo = await Phone.begin()
  await cleo.put([anEntry('one')])
  await aRecoveryCodeOn(cleo)
  await cleo.storage.transaction(['sync'], 'readwrite', (transaction) =>
    moveBack(transaction, { seq: 0, heads: {}, floor: 2, floorHeads: {} }),
  )

  await expect(exportJournal('2026-11-23', {}, cleo.storage)).rejects.toMatchObject({ type: 'not-whole-yet' })
})

test('making the file tells how far and can be stopped', async () => {
  const stopping = new AbortController()
  const told: number[] = []
  const onProgress = (done: number): void => {
    told.push(done)
    if (done > 0.4) stopping.abort(new Error('stopped'))
  }

  const made = exportJournal('2026-11-23', { onProgress, signal: stopping.signal }, alma.storage)

  await expect(made).rejects.toThrow('stopped')
  expect(told.length).toBeLessThan(7)
})

test('another phone gets all entries, twice adds nothing', async () => {
  const { ben, journal } = await anotherPhone()
  const bundle = await readBundle(file, recovery())

  const before = await preview(bundle, journal.state ?? emptyState())
  await add(before.missing, {}, (ops) => ben.put(ops))
  await journal.follow()
  const after = await preview(await readBundle(file, recovery()), journal.state ?? emptyState())

  expect(before).toMatchObject({ entries: 3, here: 0, span: { first: '2026-11-23', last: '2026-11-23' } })
  expect(bundle.problems).toEqual([])
  expect(after).toMatchObject({ entries: 3, here: 3, missing: [] })
  expect([...journal.objects('entry').keys()].sort()).toEqual(['one', 'three', 'two'])
  expect(journal.objects('entry').get('one')?.[0]?.['set']).toMatchObject({ note: { text: 'amended' } })
})

test('what is missing comes in the order it was written in', async () => {
  const cleo = await Phone.begin()
  const talk = { kind: 'consultation', id: 'talk' }
  const said = { rule: 'strong-pull', answer: 'settled', day: '2026-11-23' }
  await cleo.put([{ kind: 'checklist', id: 'asked', set: { 'from.1': '2026-11-23' } }])
  await cleo.put([{ ...talk, set: { when: '2026-11-24T13:00', zone: 'UTC', length: 50 } }])
  await cleo.put([anEntry('first')])
  await cleo.put([{ kind: 'signal', id: 'said', set: said }])
  await cleo.put([anEntry('second')])
  await cleo.put([{ ...talk, set: { date: '2026-11-23', minutes: 50 } }])
  await cleo.put([{ kind: 'entry', id: 'first', set: { note: { text: 'amended' } } }])
  await cleo.put([{ kind: 'checklist', id: 'asked', set: { 'from.2': '2026-11-24' } }])
  const journal = await cleo.tab()
  await journal.settled()
  const state = journal.state ?? emptyState()

  const { missing } = await preview({ state }, emptyState())

  expect(missing.map(({ id }) => id)).toEqual(['asked', 'first', 'said', 'second', 'talk'])
})

test('phones and purges of another journal are not brought along', async () => {
  const cleo = await Phone.begin()
  await cleo.put([{ kind: 'device', id: cleo.device.device, set: { name: 'Phone of Cleo' } }])
  await cleo.put([{ kind: 'purge', id: 'p', set: { changes: [], mac: '' } }])
  await cleo.put([anEntry('first')])
  const journal = await cleo.tab()
  await journal.settled()

  const { missing } = await preview({ state: journal.state ?? emptyState() }, emptyState())

  expect(missing.map(({ kind }) => kind)).toEqual(['entry'])
})

test('what stands or was removed here stays so', async () => {
  const { ben, journal } = await anotherPhone()
  await ben.put([anEntry('one', { note: 'mine' })])
  await ben.put([anEntry('two')])
  await ben.put([removal('two')])
  await journal.follow()

  const seen = await preview(await readBundle(file, recovery()), journal.state ?? emptyState())

  expect(seen.missing.map(({ id }) => id)).toEqual(['three'])
  expect(seen.here).toBe(2)
})

test('an entry that lost its beginning is made whole', async () => {
  const { ben, journal } = await anotherPhone()
  await ben.put([{ kind: 'entry', id: 'one', set: { 'answer.daily-steady': 'steady' } }])
  await journal.follow()

  const { missing } = await preview(await readBundle(file, recovery()), journal.state ?? emptyState())

  const one = missing.find(({ id }) => id === 'one')
  expect(one?.['set']).toMatchObject({ day: '2026-11-23', note: { text: 'amended' } })
  expect(one?.['set']).not.toHaveProperty(['answer.daily-steady'])
})

test('many entries go into few changes', async () => {
  const ops = Array.from({ length: 300 }, (_, at) => anEntry(`entry-${at}`, { note: 'x'.repeat(500) }))
  const batches: (readonly Op[])[] = []

  await add(ops, {}, (batch) => Promise.resolve(batches.push(batch)))

  expect(batches.flat()).toEqual(ops)
  expect(batches.length).toBeLessThan(10)
  for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThan(60_000)
})

test('a change takes 48,000 bytes of small objects', async () => {
  const around = JSON.stringify({ kind: 'entry', id: '1', set: { x: '' } }).length
  const op = (id: string, more: number): Op => ({
    kind: 'entry',
    id,
    set: { x: 'y'.repeat(24_000 - around + more) },
  })
  const sizes = async (ops: readonly Op[]): Promise<number[]> => {
    const found: number[] = []
    await add(ops, {}, (batch) => Promise.resolve(found.push(batch.length)))
    return found
  }

  expect(await sizes([op('1', 0), op('2', 0)])).toEqual([2])
  expect(await sizes([op('1', 0), op('2', 1)])).toEqual([1, 1])
})

test('the parts of a large object go into changes of their own', async () => {
  const set = { one: 'y'.repeat(47_000), two: 'y'.repeat(100), three: 'y'.repeat(1000) }
  const batches: (readonly Op[])[] = []

  await add([{ kind: 'worksheet', id: 'w', set }, anEntry('small')], {}, (batch) =>
    Promise.resolve(batches.push(batch)),
  )

  const named = batches.map((batch) => batch.map(({ id }) => id))
  expect(named).toEqual([['w'], ['w'], ['w', 'small']])
})

test('a truncated file gives what comes before', async () => {
  const cut = new File([(await file.text()).slice(0, -2500)], 'cut')

  const { problems, state } = await readBundle(cut, recovery())

  expect(problems.map(({ type }) => type)).toContain('file-cut-short')
  expect(state.objects.get('entry')?.size).toBeGreaterThanOrEqual(3)
})

test('a flipped bit costs one line of the file', async () => {
  const lines = (await file.text()).split('\n')
  lines[2] = (lines[2] ?? '').replace(/[A-Z](?=[a-z0-9]{2})/, (letter) => (letter === 'Q' ? 'R' : 'Q'))
  const flipped = new File([lines.join('\n')], 'flipped')

  const { problems, state } = await readBundle(flipped, recovery())

  expect(problems.filter(({ line }) => line === 3)).toHaveLength(1)
  expect([...(state.objects.get('entry')?.keys() ?? [])].sort()).toEqual(['four', 'one', 'three'])
})

test.each([
  [
    'another code',
    async () => ({ kind: 'recovery' as const, code: await newRecoveryCode() }),
    'wrong-secret',
  ],
  ['a mistyped code', () => ({ kind: 'recovery' as const, code: mistyped(code) }), 'mistyped-recovery-code'],
  ['half a code', () => ({ kind: 'recovery' as const, code: code.slice(0, 20) }), 'malformed-recovery-code'],
  ['a passphrase it lacks', () => passphrase('ever so long'), 'no-such-lock'],
])('%s opens nothing and is named', async (_, secret, type) => {
  await expect(readBundle(file, await secret())).rejects.toMatchObject({ type })
})

test.each([
  ['a foreign file', 'A letter to my mother', 'not-a-journal-file'],
  ['an empty file', '', 'not-a-journal-file'],
  ['a newer file', '{"format":"plumbline-journal","version":2}\n', 'newer-journal-file'],
])('%s is refused by its first line', async (_, text, type) => {
  await expect(readBundle(new File([text], 'file'), recovery())).rejects.toMatchObject({ type })
})

function recovery(): Secret {
  return { kind: 'recovery', code }
}

function passphrase(text: string): Secret {
  return { kind: 'passphrase', passphrase: text, stretch: () => Promise.resolve(randomBytes(32)) }
}

function mistyped(right: string): string {
  return `${right.slice(0, -1)}${right.endsWith('7') ? '8' : '7'}`
}

async function anotherPhone(): Promise<{ ben: Phone; journal: Journal }> {
  const ben = await Phone.begin()
  return { ben, journal: await ben.tab() }
}

/** The phone's own root, under a recovery code too. */
async function aRecoveryCodeOn({ storage, device }: Phone): Promise<string> {
  const { account, epoch } = device
  const lock = (await readLocks(storage)).find((one) => one.kind === 'device')
  if (lock?.kind !== 'device') throw new Error('no device lock')
  const root = await unwrap(lock.wrapped, lock.kek, { account, id: lock.id, epoch, kind: 'device' })
  const made = await newRecoveryCode()
  const recoveryLock = await setLock(root, account, epoch, { kind: 'recovery', code: made })
  if (recoveryLock.kind !== 'recovery') throw new Error('another lock')
  await putLock(storage, { ...recoveryLock, kind: 'recovery' }, device)
  return made
}
