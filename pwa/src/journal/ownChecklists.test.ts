import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { MalformedChecklist } from '../checklists/problems.ts'
import { clockAt } from '../platform/clock.ts'
import { Phone } from './cast.ts'
import { Checklists } from './checklists.ts'
import {
  add,
  followJournal,
  readOwn,
  remove,
  removedIn,
  restore,
  wordingOf,
  type OwnParts,
} from './ownChecklists.ts'

const QUESTIONNAIRE = JSON.stringify({
  resourceType: 'Questionnaire',
  id: 'week',
  title: 'Before the week',
  item: [
    {
      linkId: 'see',
      text: 'What would I rather not see?',
      type: 'choice',
      answerOption: [
        { valueCoding: { code: 'y', display: 'Much' } },
        { valueCoding: { code: 'n', display: 'Nothing' } },
      ],
    },
  ],
})

test('an own checklist can be answered while locked', async () => {
  const { alma, parts, own } = await aPhoneWithOwn()

  await add(own, parts)
  await written(parts)
  alma.vault.lock()
  const locked = new Checklists(alma.storage)
  await locked.load()

  expect(locked.own).toEqual([own])
  expect(locked.current.map(({ id }) => id)).toContain(own.id)
})

test('its copy can be read in no byte of storage', async () => {
  const { alma, parts, own } = await aPhoneWithOwn()

  await add(own, parts)
  await written(parts)

  const records: unknown[] = await alma.storage.transaction(
    ['kept', 'envelopes'],
    'readonly',
    async (transaction) => [
      ...(await transaction.objectStore('kept').getAll()),
      ...(await transaction.objectStore('envelopes').getAll()),
    ],
  )
  const bytes = records.flatMap((record) => bytesIn(record))
  expect(bytes).toHaveLength(2)
  for (const part of bytes) expect(Buffer.from(part).includes('rather not see')).toBe(false)
})

test('a removed checklist keeps its wording and returns', async () => {
  const { parts, own } = await aPhoneWithOwn()
  await add(own, parts)

  await remove(own.id, parts)
  const [gone, wording] = [removedIn(parts.journal), wordingOf(own.id, own.version, parts)]
  const without = parts.checklists.own
  await restore(own.id, parts)

  expect(gone).toEqual([own])
  expect(wording).toEqual(own)
  expect(without).toEqual([])
  expect(parts.checklists.own).toEqual([own])
})

test('a version that is here already is refused', async () => {
  const { parts, own } = await aPhoneWithOwn()
  await add(own, parts)

  await expect(add({ ...own, title: 'Other' }, parts)).rejects.toThrow(/version/)
  await expect(add({ ...own, id: 'daily' }, parts)).rejects.toThrow(MalformedChecklist)
  expect(wordingOf(own.id, own.version, parts)).toEqual(own)
})

test('a later version is answered, the old one still worded', async () => {
  const { parts, own } = await aPhoneWithOwn()
  await add(own, parts)

  await add({ ...own, version: 2, title: 'Before each week' }, parts)

  expect(parts.checklists.own.map(({ version }) => version)).toEqual([2])
  expect(wordingOf(own.id, 1, parts)?.title).toBe('Before the week')
  expect(wordingOf(own.id, 3, parts)).toBeUndefined()
})

test('an item that does not fit is named, and not taken', () => {
  const bad = QUESTIONNAIRE.replace('"choice"', '"decimal"')

  const [found] = readOwn(bad).found

  expect(found?.checklist).toBeNull()
  expect(found?.refused.map(({ message }) => message)).toEqual([expect.stringMatching(/"see".*"type"/)])
})

test('of a file of ours each question is looked at by itself', () => {
  const [good] = readOwn(QUESTIONNAIRE).found[0]?.checklist?.item ?? []
  const checklist = {
    id: 'mine',
    version: 1,
    title: 'Mine',
    item: [good, { linkId: 'odd' }, { ...good, linkId: 'too' }],
  }

  const [found] = readOwn(JSON.stringify({ format: 1, checklists: [checklist] })).found

  expect(found?.checklist?.item.map(({ linkId }) => linkId)).toEqual(['see', 'too'])
  expect(found?.refused.map(({ item }) => item)).toEqual(['odd'])
})

test('twenty own checklists have space, one more has not', async () => {
  const { parts, own } = await aPhoneWithOwn()
  for (let at = 1; at <= 20; at += 1) await add({ ...own, id: `own-${at}` }, parts)

  await expect(add({ ...own, id: 'own-21' }, parts)).rejects.toThrow(/more than 20/)
  await add({ ...own, id: 'own-20', version: 2 }, parts)

  expect(parts.checklists.own).toHaveLength(20)
})

test('a version that no change would hold is refused', async () => {
  const { parts, own } = await aPhoneWithOwn()
  const [item] = own.item
  if (!item) throw new Error('no item')
  const long = (code: string) => ({ code, display: 'x'.repeat(290), ordinal: null })
  const sized = (options: number) => ({
    ...own,
    item: Array.from({ length: 30 }, (_, at) => ({
      ...item,
      linkId: `question-${at}`,
      answerOption: Array.from({ length: options }, (_, code) => long(`code-${code}`)),
    })),
  })

  await add(sized(4), parts)
  await expect(add({ ...sized(5), id: 'own-larger' }, parts)).rejects.toThrow(/larger than 49152 bytes/)

  expect(parts.checklists.own.map(({ id }) => id)).toEqual([own.id])
})

async function aPhoneWithOwn() {
  const alma = await Phone.begin()
  const parts: OwnParts = {
    journal: await alma.tab(),
    checklists: new Checklists(alma.storage),
    put: (ops) => alma.put(ops),
    clock: clockAt(Date.parse('2026-11-23T12:00:00Z'), 'Europe/Lisbon'),
  }
  followJournal(parts)
  const own = readOwn(QUESTIONNAIRE).found[0]?.checklist
  if (!own) throw new Error('no checklist')
  return { alma, parts, own }
}

/** Once the copy is on the disk: asking for the same again waits for nothing else. */
async function written({ checklists }: OwnParts): Promise<void> {
  await checklists.kept()
}

function bytesIn(record: unknown): Uint8Array[] {
  const parts: unknown[] = typeof record === 'object' && record !== null ? Object.values(record) : []
  return parts.filter((part) => part instanceof Uint8Array)
}
