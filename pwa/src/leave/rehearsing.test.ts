import 'fake-indexeddb/auto'

import { beforeEach, expect, test } from 'vitest'

import { anEntry, Phone } from '../journal/cast.ts'
import { removal } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { clockAt, type Clock } from '../platform/clock.ts'
import type { Op } from '../protocol/change.ts'
import { setLock } from '../protocol/locks.ts'
import { unwrap } from '../protocol/wrapping.ts'
import { newRecoveryCode } from '../protocol/recovery.ts'
import { putLock, readLocks } from '../vault/locks.ts'
import { exportJournal } from './bundle.ts'
import { noteExport, putOff, wordOf } from './copies.ts'
import { backupFile } from './readable.ts'
import { rehearsedIn, tryCode, tryFile, type RehearsalParts } from './rehearsing.ts'

const DAY_MS = 86_400_000
const NOON = Date.parse('2026-11-23T12:00:00Z')
const at = (days: number): Clock => clockAt(NOON + days * DAY_MS, 'Europe/Lisbon')

let alma: Phone
let parts: RehearsalParts & { readonly journal: Journal }
let written: (readonly Op[])[]

beforeEach(async () => {
  alma = await Phone.begin()
  written = []
  await alma.put([anEntry('one', { day: '2026-11-20' })])
  await alma.put([anEntry('two')])
  await alma.put([anEntry('three')])
  await alma.put([removal('three')])
  const put = async (ops: readonly Op[]): Promise<void> => {
    written.push(ops)
    await alma.put(ops)
  }
  parts = { storage: alma.storage, journal: await alma.tab(), put, clock: at(7) }
})

test('a code that opens leaves nothing but its day', async () => {
  const code = await aRecoveryCodeOn(alma)
  const before = await recordsOf(alma)

  await tryCode(code, parts)

  expect(written).toEqual([[{ kind: 'setting', id: 'rehearsed', set: { value: '2026-11-30' } }]])
  expect(rehearsedIn(parts.journal)).toBe('2026-11-30')
  expect(await recordsOf(alma)).toEqual(before)
})

test.each([
  ['a wrong one', () => newRecoveryCode(), 'wrong-secret'],
  ['a mistyped one', (code: string) => mistyped(code), 'mistyped-recovery-code'],
  ['half of one', (code: string) => code.slice(0, 12), 'malformed-recovery-code'],
])('%s is named, and no day is noted', async (_, spoil, type) => {
  const code = await aRecoveryCodeOn(alma)

  await expect(tryCode(await spoil(code), parts)).rejects.toMatchObject({ type })

  expect(written).toEqual([])
  expect(rehearsedIn(parts.journal)).toBeNull()
})

test('without a code there is none to try', async () => {
  await expect(tryCode(await newRecoveryCode(), parts)).rejects.toMatchObject({ type: 'no-such-lock' })
})

test('a file tells what it holds, and adds nothing', async () => {
  const code = await aRecoveryCodeOn(alma)
  const file = await exportJournal('2026-11-23', {}, alma.storage)

  const found = await tryFile(file, { kind: 'recovery', code }, {}, parts)

  expect(found).toEqual({
    entries: 2,
    span: { first: '2026-11-20', last: '2026-11-23' },
    isOlder: false,
    unread: 0,
  })
  expect(written).toEqual([[{ kind: 'setting', id: 'rehearsed', set: { value: '2026-11-30' } }]])
})

test('a file that lacks entries is said to be older', async () => {
  const code = await aRecoveryCodeOn(alma)
  const file = await exportJournal('2026-11-23', {}, alma.storage)
  await alma.put([anEntry('four')])
  await parts.journal.follow()

  const found = await tryFile(file, { kind: 'recovery', code }, {}, parts)

  expect(found).toMatchObject({ entries: 2, isOlder: true })
})

test('a file that is damaged was no rehearsal', async () => {
  const code = await aRecoveryCodeOn(alma)
  const file = await exportJournal('2026-11-23', {}, alma.storage)
  const cut = new File([(await file.text()).slice(0, -2500)], 'cut')

  const found = await tryFile(cut, { kind: 'recovery', code }, {}, parts)

  expect(found.unread).toBeGreaterThan(0)
  expect(written).toEqual([])
})

test('an encrypted backup is tried by its own passphrase', async () => {
  const { state } = parts.journal
  if (state === null) throw new Error('the journal is not open')
  const leaving = { state, day: '2026-11-23', storage: alma.storage }
  const file = await backupFile(leaving, 'seven herons over still water')
  const secret = (passphrase: string) => ({ kind: 'age', passphrase }) as const

  await expect(tryFile(file, secret('another one'), {}, parts)).rejects.toMatchObject({
    type: 'wrong-secret',
  })
  const unwritten = written.length
  const found = await tryFile(file, secret('seven herons over still water'), {}, parts)

  expect(unwritten).toBe(0)
  expect(found).toMatchObject({ entries: 2, unread: 0, isOlder: false })
  expect(written).toHaveLength(1)
}, 60_000)

test('a table is no copy that could be restored', async () => {
  const file = new File(['\uFEFFid,day\r\n'], 'entries.csv')

  await expect(tryFile(file, null, {}, parts)).rejects.toMatchObject({ type: expect.any(String) as string })
  expect(written).toEqual([])
})

test('the only copy is spoken of until there is another', async () => {
  const { storage } = alma
  const wordAfter = async (days: number): Promise<unknown> =>
    wordOf(parts.journal, { storage, clock: at(days) })

  expect(await wordAfter(13)).toBeNull()
  expect(await wordAfter(15)).toBe('copy')
  await noteExport(at(15).now(), { storage, clock: at(15) })
  expect(await wordAfter(16)).toBeNull()
})

test('put off, each of the two words waits for itself', async () => {
  const { storage } = alma
  await aRecoveryCodeOn(alma)
  const late = { storage, clock: at(200) }

  const first = await wordOf(parts.journal, late)
  await putOff('copy', late)
  const second = await wordOf(parts.journal, late)
  await putOff('rehearsal', late)
  const third = await wordOf(parts.journal, late)
  const later = await wordOf(parts.journal, { storage, clock: at(231) })

  expect([first, second, third, later]).toEqual(['copy', 'rehearsal', null, 'copy'])
})

function mistyped(right: string): string {
  return `${right.slice(0, -1)}${right.endsWith('7') ? '8' : '7'}`
}

/** Locks and everything else small that this phone keeps, as it lies there. */
async function recordsOf({ storage }: Phone): Promise<string> {
  const stores = ['locks', 'offered', 'devices', 'histories'] as const
  const all = await storage.transaction([...stores], 'readonly', async (transaction) =>
    Promise.all(stores.map(async (store) => transaction.objectStore(store).getAll())),
  )
  return JSON.stringify(all)
}

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
