import { ReadableStream } from 'node:stream/web'

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'

import { aJournal, anEntry, Phone, type Journal } from './cast.ts'
import { concat, randomBytes, textToBytes, type Bytes } from './bytes.ts'
import type { Envelope } from './chain.ts'
import {
  openJournalFile,
  readJournalFile,
  splitLines,
  writeJournalFile,
  type JournalReading,
} from './formats.ts'
import type { JournalHeader } from './journalHeader.ts'
import { setLock, type Secret } from './locks.ts'
import { newRecoveryCode } from './recovery.ts'

const DAYS = 6

let journal: Journal
let header: JournalHeader
let secret: Secret
let envelopes: Envelope[]
let lines: string[]

beforeAll(async () => {
  journal = await aJournal()
  secret = { kind: 'recovery', code: await newRecoveryCode() }
  const [alma, second] = [await Phone.of(journal), await Phone.of(journal)]
  envelopes = []
  for (let day = 0; day < DAYS; day++)
    envelopes.push(await (day % 3 === 2 ? second : alma).write(anEntry({ day })))
  header = {
    account: journal.account,
    epoch: 1,
    changes: DAYS,
    locks: [
      await setLock(journal.root, journal.account, 1, secret),
      await setLock(journal.root, journal.account, 1, { kind: 'passkey', prf: randomBytes(32) }),
    ],
    devices: [await alma.asJournalDevice(), await second.asJournalDevice()],
  }
  lines = await written()
})

async function written(over: Partial<JournalHeader> = {}): Promise<string[]> {
  const file: string[] = []
  for await (const line of writeJournalFile({ ...header, ...over }, envelopes)) file.push(line)
  return file
}

function inPieces(bytes: Uint8Array, size = 1000): AsyncIterable<Uint8Array> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
  return ReadableStream.from(pieces)
}

const bytesOf = (file: readonly string[]): Bytes => textToBytes(file.join(''))

function read(file: readonly string[] | Uint8Array, by: Secret = secret): Promise<JournalReading> {
  return readJournalFile(inPieces(file instanceof Uint8Array ? file : bytesOf(file)), by)
}

const daysOf = ({ changes }: JournalReading): unknown[] =>
  changes.flatMap(({ ops }) => ops.map(({ set }) => set))
const days = (...numbers: number[]): unknown[] => numbers.map((day) => ({ day }))
const replaced = (place: number, ...by: string[]): string[] => [
  ...lines.slice(0, place),
  ...by,
  ...lines.slice(place + 1),
]

describe('a journal file', () => {
  test('gives back all that was written into it', async () => {
    const reading = await read(lines)

    expect(reading.problems).toEqual([])
    expect(daysOf(reading)).toEqual(days(0, 1, 2, 3, 4, 5))
    expect(reading.header.locks).toEqual(header.locks.slice(0, 1))
    expect(reading.header.devices).toEqual(header.devices)
  })

  test('gives the envelopes back as they were', async () => {
    const { pages, root, epoch } = await openJournalFile(inPieces(bytesOf(lines)), secret)
    const found: Envelope[] = []
    for await (const { changes } of pages) found.push(...changes.map(({ believed }) => believed.envelope))

    expect(found).toEqual(envelopes)
    expect([root, epoch]).toEqual([journal.root, 1])
  })

  test('is read alike however its bytes arrive', async () => {
    const whole = bytesOf(lines)
    for (const size of [1, 7, 4096, whole.length]) {
      const reading = await readJournalFile(inPieces(whole, size), secret)
      expect([reading.problems, daysOf(reading)]).toEqual([[], days(0, 1, 2, 3, 4, 5)])
    }
  })

  test('of an empty journal is whole', async () => {
    const file: string[] = []
    for await (const line of writeJournalFile({ ...header, changes: 0 }, [])) file.push(line)

    expect(await read(file)).toMatchObject({ changes: [], problems: [] })
  })

  test('cut anywhere gives back what came before', async () => {
    const whole = bytesOf(lines)
    const firstLine = textToBytes(lines[0] ?? '').length
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: firstLine, max: whole.length - 2 }), async (size) => {
        const reading = await read(whole.slice(0, size))
        const complete = new TextDecoder().decode(whole.slice(0, size + 1)).split('\n').length - 2
        expect(daysOf(reading)).toEqual(days(0, 1, 2, 3, 4, 5).slice(0, complete))
        expect(reading.problems.at(-1)?.type).toBe('file-cut-short')
      }),
      { numRuns: 60 },
    )
  })
})

describe('a damaged line', () => {
  test('is named and hides no other', async () => {
    const flipped = (lines[2] ?? '').replace(/.{9}"}\n$/, 'AAAAAAAAA"}\n')

    const reading = await read(replaced(2, flipped))

    expect(daysOf(reading)).toEqual(days(0, 2, 3, 4, 5))
    expect(reading.problems).toEqual([
      { line: 3, type: 'bad-signature' },
      { line: 8, type: 'file-cut-short' },
    ])
  })

  test.each([
    ['no JSON', '{"change"\n'],
    ['no change', '{}\n'],
    ['no text', '{"change":7}\n'],
    ['not base64url', '{"change":"+++"}\n'],
    ['empty', '\n'],
    ['too short a change', '{"change":"AQ"}\n'],
    ['too long', `{"change":"${'A'.repeat(131_072)}"}\n`],
  ])('that is %s is a malformed envelope', async (_, line) => {
    const reading = await read(replaced(3, line))

    expect(daysOf(reading)).toEqual(days(0, 1, 3, 4, 5))
    expect(reading.problems[0]).toEqual({ line: 4, type: 'malformed-envelope' })
  })

  test('left out altogether is told as a broken chain', async () => {
    const reading = await read(replaced(2))

    expect(daysOf(reading)).toEqual(days(0, 2, 3, 4, 5))
    expect(reading.problems).toEqual([
      { line: 4, type: 'chain-broken' },
      { line: 7, type: 'file-cut-short' },
    ])
  })

  test('that comes twice is given once', async () => {
    const reading = await read(replaced(2, lines[2] ?? '', lines[2] ?? ''))

    expect(daysOf(reading)).toEqual(days(0, 1, 2, 3, 4, 5))
    expect(reading.problems).toEqual([
      { line: 4, type: 'chain-broken' },
      { line: 9, type: 'file-cut-short' },
    ])
  })

  test('after the end is told as well', async () => {
    const reading = await read([...lines, lines[1] ?? ''])

    expect(daysOf(reading)).toEqual(days(0, 1, 2, 3, 4, 5))
    expect(reading.problems.map(({ type }) => type)).toEqual([
      'malformed-envelope',
      'chain-broken',
      'file-cut-short',
    ])
  })

  test('may be as long as the limit', async () => {
    const piecesOf = (size: number): AsyncIterable<Uint8Array> =>
      inPieces(concat(new Uint8Array(size).fill(65), textToBytes('\nnext')))
    const sizes = []
    for await (const line of splitLines(piecesOf(131_072))) sizes.push(line?.length ?? null)
    for await (const line of splitLines(piecesOf(131_073))) sizes.push(line?.length ?? null)

    expect(sizes).toEqual([131_072, 4, null, 4])
  })
})

describe('a file that cannot be begun', () => {
  const first = (over: object): Promise<JournalReading> =>
    read(replaced(0, `${JSON.stringify({ ...JSON.parse(lines[0] ?? ''), ...over })}\n`))

  test.each([
    ['nothing', ''],
    ['a picture', '\u0089PNG\r\n'],
    ['a list', '[]\n'],
    ['another format', '{"format":"diary","version":1}\n'],
  ])('is told when it is %s', async (_, text) => {
    await expect(read([text])).rejects.toMatchObject({ type: 'not-a-journal-file' })
  })

  test('is told when its bytes are no text', async () => {
    await expect(read(Uint8Array.of(0xff, 0xfe, 0x0a))).rejects.toMatchObject({ type: 'not-a-journal-file' })
  })

  test.each([
    { account: 'short' },
    { epoch: 0 },
    { changes: -1 },
    { changes: 1_000_001 },
    { locks: 'none' },
    { devices: [7] },
    { devices: Array.from({ length: 9 }, () => ({})) },
    { version: 'one' },
    { locks: [{ id: '00'.repeat(16), kind: 'recovery', epoch: 1, wrapped: '*' }] },
  ])('is told when its first line has %o', async (over) => {
    await expect(first(over)).rejects.toMatchObject({ type: 'not-a-journal-file' })
  })

  test('is told when a newer app wrote it', async () => {
    await expect(first({ version: 2 })).rejects.toMatchObject({ type: 'newer-journal-file' })
  })

  test('is told when the secret fits no lock', async () => {
    const other: Secret = { kind: 'recovery', code: await newRecoveryCode() }
    const phrase: Secret = {
      kind: 'passphrase',
      passphrase: 'x',
      stretch: () => Promise.reject(new Error('never asked')),
    }

    await expect(read(lines, other)).rejects.toMatchObject({ type: 'wrong-secret' })
    await expect(read(lines, phrase)).rejects.toMatchObject({ type: 'no-such-lock' })
  })

  test('knows members of a later version and goes on', async () => {
    expect((await first({ colour: 'green' })).problems).toEqual([])
  })

  test('trusts no device that this root did not let in', async () => {
    const [alma, second] = header.devices
    if (alma === undefined || second === undefined) throw new Error('Alma has two phones')
    const forged = { ...alma, certificate: second.certificate }

    const reading = await read(await written({ devices: [forged, second] }))

    expect(daysOf(reading)).toEqual(days(2, 5))
    expect(reading.problems[0]).toEqual({ line: 1, type: 'bad-certificate' })
    expect(reading.problems[1]).toEqual({ line: 2, type: 'unknown-device' })
  })
})
