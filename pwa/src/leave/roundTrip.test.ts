import 'fake-indexeddb/auto'

import { beforeAll, describe, expect, test } from 'vitest'

import { shipped } from '../checklists/shipped.ts'
import { anEntry, Phone } from '../journal/cast.ts'
import { removal } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { sealBackup } from '../protocol/ageFile.ts'
import { textToBytes } from '../protocol/bytes.ts'
import type { Op } from '../protocol/change.ts'
import { objectsOf, writeJournalJson } from '../protocol/journalJson.ts'
import { emptyState, type State } from '../protocol/merge.ts'
import { READABLE_BYTES_MAX, READABLE_PARTS_MAX } from '../protocol/sizes.ts'
import { moveBack } from '../sync/back.ts'
import { backupFile, readableFiles, type Form, type Leaving } from './readable.ts'
import { add, preview } from './restore.ts'
import { fileKindOf, readSource } from './sources.ts'

const DAY = '2026-11-23'
const PASSPHRASE = 'garden lantern river seven'
const headings = { title: 'J', entries: 'E', consultation: 'C', worksheet: 'W', reflection: 'R' }
const ABSURD = 'age-encryption.org/v1\n-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 63'
const HOSTILE = '</script>\r\n=HYPERLINK("x")\u0000 \u{1F331}'

const OPS: readonly Op[] = [
  anEntry('019ab1c2-0000-7000-8000-000000000001', { note: HOSTILE }),
  anEntry('019ab1c2-0000-7000-8000-000000000002', { day: '2026-11-24', note: '-1' }),
  anEntry('gone'),
  {
    kind: 'consultation',
    id: 'talk',
    set: { date: DAY, minutes: 50, learned: { text: 'Wait.' }, 'closes.a': false },
  },
  { kind: 'setting', id: 'nudges', set: { 'hour.1': '19:00', 'hour.2': null } },
  { kind: 'counts', id: '2026-10', set: { 'c.00112233aabbccdd': { 'self-care': [2, 1, 0, 0] } } },
  { kind: 'reflection', id: '2026-10', set: { 'prompt.boundaries': { text: 'Firmer.' } } },
  { kind: 'weather', id: '1', set: { sky: [[{ deep: true }]] } },
]

let alma: Phone
let before: State
let leaving: Leaving

beforeAll(async () => {
  alma = await Phone.begin()
  for (const op of OPS) await alma.put([op])
  await alma.put([{ kind: 'entry', id: '019ab1c2-0000-7000-8000-000000000001', set: { 'answer.x': 'y' } }])
  await alma.put([removal('gone')])
  await alma.put([{ kind: 'device', id: alma.device.device, set: { name: 'Phone' } }])
  before = await stateOf(await alma.tab())
  leaving = { state: before, day: DAY, storage: alma.storage }
})

test('a journal restored from JSON is the same, byte for byte', async () => {
  const [file] = await readableFiles('json', leaving, { checklists: shipped, headings })

  const restored = await restoredFrom(file, null)

  expect(file?.name).toBe('plumbline-2026-11-23.json')
  expect(writeJournalJson(objectsOf(restored))).toBe(await file?.text())
})

test('a journal restored from its backup is the same, byte for byte', async () => {
  const told: number[] = []

  const file = await backupFile(leaving, PASSPHRASE, { onProgress: (done) => told.push(done) })
  const restored = await restoredFrom(file, ` ${PASSPHRASE}\n`)

  expect(file.name).toBe('plumbline-2026-11-23.age')
  expect(await file.text()).not.toMatch(/Wait|HYPERLINK|entry/)
  expect(told.at(-1)).toBe(1)
  expect(writeJournalJson(objectsOf(restored))).toBe(writeJournalJson(objectsOf(before)))
})

test('tables give back entries and consultations as they were', async () => {
  const files = await readableFiles('csv', leaving, { checklists: shipped, headings })
  const cleo = await Phone.begin()
  const journal = await cleo.tab()

  for (const file of files) await restoreInto(cleo, journal, file, null)

  const [now, then] = [objectsOf(await stateOf(journal)), objectsOf(before)]
  expect(now.get('entry')).toEqual(then.get('entry'))
  expect(now.get('consultation')).toEqual(then.get('consultation'))
  expect([...now.keys()].sort()).toEqual(['consultation', 'entry'])
})

test('the same backup twice adds nothing', async () => {
  const file = await backupFile(leaving, PASSPHRASE)
  const bundle = await readSource(file, { kind: 'age', passphrase: PASSPHRASE })

  const seen = await preview(bundle, before)

  expect(seen).toMatchObject({ entries: 2, here: 2, missing: [] })
})

test('what stands in a living journal stays, what was removed stays removed', async () => {
  const [file] = await readableFiles('json', leaving, { checklists: shipped, headings })
  const ben = await Phone.begin()
  const [mine = '', lost = ''] = OPS.map(({ id }) => id)
  await ben.put([anEntry(mine, { note: 'mine' })])
  await ben.put([anEntry(lost)])
  await ben.put([removal(lost)])
  const journal = await ben.tab()

  await restoreInto(ben, journal, file, null)

  const now = objectsOf(await stateOf(journal))
  expect(now.get('entry')?.get(mine)).toMatchObject({ note: { text: 'mine' }, 'answer.x': 'y' })
  expect(now.get('entry')?.has(lost)).toBe(false)
  expect(now.get('consultation')?.has('talk')).toBe(true)
})

test('an object larger than a change is restored field by field', async () => {
  const large = 'x'.repeat(40_000)
  const set = { 'step.one': { text: large }, 'step.two': { text: large } }
  const json = writeJournalJson(new Map([['worksheet', new Map([['w', set]])]]))

  const restored = await restoredFrom(new File([json], 'x'), null)

  expect(writeJournalJson(objectsOf(restored))).toBe(json)
})

test('a backup can be stopped while it is made and while it opens', async () => {
  const stopping = (at: number): { onProgress: (done: number) => void; signal: AbortSignal } => {
    const stop = new AbortController()
    return { onProgress: (done) => done > at && stop.abort(new Error('stopped')), signal: stop.signal }
  }
  const file = await backupFile(leaving, PASSPHRASE)

  await expect(backupFile(leaving, PASSPHRASE, stopping(0.2))).rejects.toThrow('stopped')
  await expect(readSource(file, { kind: 'age', passphrase: PASSPHRASE }, stopping(0.2))).rejects.toThrow(
    'stopped',
  )
})

test('nothing readable leaves while older changes are still to come', async () => {
  const cleo = await Phone.begin()
  await cleo.put([anEntry('one')])
  const state = await stateOf(await cleo.tab())
  await cleo.storage.transaction(['sync'], 'readwrite', (transaction) =>
    moveBack(transaction, { seq: 0, heads: {}, floor: 2, floorHeads: {} }),
  )
  const half = { state, day: DAY, storage: cleo.storage }

  await expect(readableFiles('json', half, { checklists: shipped, headings })).rejects.toMatchObject({
    type: 'not-whole-yet',
  })
  await expect(backupFile(half, PASSPHRASE)).rejects.toMatchObject({ type: 'not-whole-yet' })
})

test('an empty journal leaves nothing behind', async () => {
  const empty = { ...leaving, state: emptyState() }

  await expect(backupFile(empty, PASSPHRASE)).rejects.toMatchObject({ type: 'nothing-to-export' })
})

test.each<[Form, readonly string[]]>([
  ['json', ['plumbline-2026-11-23.json']],
  ['markdown', ['plumbline-2026-11-23.md']],
  ['fhir', ['plumbline-fhir-2026-11-23.json']],
  ['csv', ['plumbline-entries-2026-11-23.csv', 'plumbline-consultations-2026-11-23.csv']],
])('files as %s tell the product and the day', async (form, names) => {
  const files = await readableFiles(form, leaving, { checklists: shipped, headings })

  expect(files.map(({ name }) => name)).toEqual(names)
  for (const file of files) expect(file.size).toBeGreaterThan(0)
})

describe('a file that cannot be taken', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ['a letter', 'Dear mother,', 'not-a-journal-file'],
    ['an empty one', '', 'not-a-journal-file'],
    ['a compressed one', new Uint8Array([0x1f, 0x8b, 8, 0]), 'compressed-file'],
    ['half of one', '{"format":"plumbline-json","version":1,"obj', 'malformed-file'],
    ['another program’s', '{"format":"other"}', 'not-a-journal-file'],
    ['a bundle of FHIR', '{"resourceType":"Bundle"}', 'not-for-restoring'],
    ['a newer one', '{"format":"plumbline-json","version":2,"objects":{}}', 'newer-journal-file'],
    ['a table of other columns', 'entry,what\r\n1,2\r\n', 'malformed-file'],
    ['a newer age file', 'age-encryption.org/v2\n', 'newer-journal-file'],
    ['one that opens with a key', `age-encryption.org/v1\n-> X25519 abc\nabc\n--- x\n`, 'sealed-to-a-key'],
    ['one that would never open', `${ABSURD}\nabc\n--- x\n`, 'unsafe-lock'],
  ])('%s is named, and nothing is changed', async (_, content, type) => {
    const file = new File([content], 'any.name')

    await expect(readSource(file, { kind: 'age', passphrase: PASSPHRASE })).rejects.toMatchObject({ type })
  })

  test('another passphrase opens nothing', async () => {
    const file = await backupFile(leaving, PASSPHRASE)

    await expect(readSource(file, { kind: 'age', passphrase: 'another one' })).rejects.toMatchObject({
      type: 'wrong-secret',
    })
  })

  test.each(['entry,day\r\n', '{"format":"plumbline-journal","version":1}\n'])(
    'a backup of %j is not for restoring',
    async (inside) => {
      const file = new File([await sealBackup(textToBytes(inside), PASSPHRASE)], 'x.age')

      await expect(readSource(file, { kind: 'age', passphrase: PASSPHRASE })).rejects.toMatchObject({
        type: 'not-for-restoring',
      })
    },
  )

  test('an altered backup gives nothing', async () => {
    const bytes = new Uint8Array(await (await backupFile(leaving, PASSPHRASE)).arrayBuffer())
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1

    await expect(
      readSource(new File([bytes], 'x'), { kind: 'age', passphrase: PASSPHRASE }),
    ).rejects.toMatchObject({ type: 'malformed-file' })
  })

  test('a file has 64 MiB at most, looked at before it is read', async () => {
    const json = textToBytes('{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":1}}}}')
    const padded = (size: number): File => new File([json, ' '.repeat(size - json.length)], 'x')

    const { state } = await readSource(padded(READABLE_BYTES_MAX), null)

    expect(state.objects.get('entry')?.size).toBe(1)
    await expect(readSource(padded(READABLE_BYTES_MAX + 1), null)).rejects.toMatchObject({
      type: 'file-too-large',
    })
  })

  test('a journal has two million parts at most, counted before it is parsed', async () => {
    const around = '{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":1},"2":{"x":""}}}}'
    const left = READABLE_PARTS_MAX - around.replaceAll(/[^,[{]/g, '').length
    const holding = (count: number, part: string): File =>
      new File([around.replace('""', `"${part.repeat(count)}"`)], 'x')

    const { state } = await readSource(holding(left, ','), null)

    expect([...(state.objects.get('entry')?.keys() ?? [])]).toEqual(['1'])
    for (const part of [',', '[', '{'])
      await expect(readSource(holding(left + 1, part), null)).rejects.toMatchObject({
        type: 'file-too-large',
      })
  })

  test.each(['{"format":"plumbline-json"', 'entry,day\n', 'age-encryption.org/v1\n-> scrypt a 17\n'])(
    'nobody is asked for the secret of 200 MB that begin with %s',
    async (beginning) => {
      const huge = new File([beginning, new Uint8Array(200_000_000)], 'x')

      await expect(fileKindOf(huge)).rejects.toMatchObject({ type: 'file-too-large' })
    },
  )

  test('a file nested ten thousand deep costs one object', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    const json = `{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":${deep}},"2":{"x":1}}}}`

    const { state, refused } = await readSource(new File([json], 'x'), null)

    expect([...(state.objects.get('entry')?.keys() ?? [])]).toEqual(['2'])
    expect(refused).toMatchObject([{ kind: 'entry', id: '1', type: 'malformed-row' }])
  })
})

async function stateOf(journal: Journal): Promise<State> {
  await journal.follow()
  if (journal.state === null) throw new Error('the journal is closed')
  return journal.state
}

/** A new phone's journal after it has taken this file. */
async function restoredFrom(file: File | undefined, passphrase: string | null): Promise<State> {
  const phone = await Phone.begin()
  const journal = await phone.tab()
  await restoreInto(phone, journal, file, passphrase)
  return stateOf(journal)
}

async function restoreInto(
  phone: Phone,
  journal: Journal,
  file: File | undefined,
  passphrase: string | null,
): Promise<void> {
  if (file === undefined) throw new Error('no file')
  const bundle = await readSource(file, passphrase === null ? null : { kind: 'age', passphrase })
  expect(bundle.refused).toEqual([])
  await add((await preview(bundle, await stateOf(journal))).missing, {}, (ops) => phone.put(ops))
}
