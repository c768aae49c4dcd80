import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'

import { aJournal, anEntry, at, flipped, Phone, type Journal } from './cast.ts'
import { concat, integerToBytes, textToBytes } from './bytes.ts'
import { nextHeader, NO_HEAD, packHeader, sign, trust } from './chain.ts'
import { open, openAll, pad, seal } from './envelope.ts'
import { readChange } from './change.ts'
import { Problem } from './problems.ts'
import { PADDING_STEPS } from './sizes.ts'

let journal: Journal
let alma: Phone
beforeAll(async () => {
  journal = await aJournal()
  alma = await Phone.of(journal)
})

async function typeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (failure) {
    if (failure instanceof Problem) return failure.type
    throw failure
  }
  return 'no problem'
}

/** A note that makes the plaintext of a change exactly this long. */
function aChangeOf(bytes: number): ReturnType<typeof anEntry> {
  const empty = JSON.stringify(anEntry({ note: { text: '' } })).length
  return anEntry({ note: { text: 'n'.repeat(bytes - empty) } })
}

describe('a sealed change', () => {
  test('is read by the vault as it was written', async () => {
    const change = anEntry({ calm: true, note: { text: 'ärger, 🙂' }, steps: [1, null, 'x'] })

    expect(await alma.writeOpened(change)).toMatchObject(change)
  })

  test('has one size for a calm and a heavy day', async () => {
    const calm = await alma.write(anEntry({ mood: 'calm' }))
    const heavy = await alma.write(anEntry({ mood: 'heavy', note: { text: 'too much today, '.repeat(20) } }))

    expect([calm.length, heavy.length]).toEqual([1213, 1213])
  })

  test.each(PADDING_STEPS)('grows a step only past %i bytes', async (step) => {
    const fits = await alma.write(aChangeOf(step - 1))

    expect(fits.length).toBe(step + 189)
  })

  test('of one byte too many is refused', async () => {
    expect(await typeOf(() => alma.write(aChangeOf(65_536)))).toBe('change-too-large')
    expect(await typeOf(() => alma.write(aChangeOf(65_535)))).toBe('no problem')
  })

  test('is refused when any one bit is flipped', async () => {
    const before = alma.head
    const envelope = await alma.write(anEntry({ calm: true }))
    const known = alma.knownAt(before)

    await fc.assert(
      fc.asyncProperty(fc.nat(8 * envelope.length - 1), async (bit) => {
        expect(await typeOf(() => trust(known, flipped(envelope, bit)))).not.toBe('no problem')
      }),
      { numRuns: 300 },
    )
  })

  test('signed again after a flip still does not open', async () => {
    const before = alma.head
    const envelope = await alma.write(anEntry({ calm: true }))
    const unsigned = flipped(envelope.slice(0, -64), 8 * 200)
    const believed = await trust(alma.knownAt(before), await sign(alma.pair.privateKey, unsigned))

    expect(await typeOf(() => open(believed, journal.vault))).toBe('cannot-open')
  })

  test('does not open under another header', async () => {
    const first = await alma.write(anEntry({ calm: true }))
    const before = alma.head
    const second = await alma.write(anEntry({ calm: true }))
    const moved = await sign(alma.pair.privateKey, concat(second.slice(0, 77), first.slice(77, -64)))

    const believed = await trust(alma.knownAt(before), moved)

    expect(await typeOf(() => open(believed, journal.vault))).toBe('cannot-open')
  })

  test('of an epoch without its root stays closed', async () => {
    const believed = await alma.writeBelieved(anEntry({ calm: true }))

    expect(await typeOf(() => open(believed, new Map([[2, journal.vaultKeyPair]])))).toBe('unknown-epoch')
  })

  test('of another vault stays closed', async () => {
    const believed = await alma.writeBelieved(anEntry({ calm: true }))
    const cleo = await aJournal()

    expect(await typeOf(() => open(believed, cleo.vault))).toBe('cannot-open')
  })
})

describe('what may be believed', () => {
  test('names the first check that fails', async () => {
    const phone = await Phone.of(journal)
    const envelope = await phone.write(anEntry({ calm: true }))
    const known = phone.knownAt(NO_HEAD)
    const withByte = (place: number, byte: number): typeof envelope =>
      envelope.slice().fill(byte, place, place + 1)
    const cases = [
      [new Uint8Array(), 'malformed-envelope'],
      [withByte(0, 2), 'unknown-version'],
      [withByte(0, 2).slice(0, 9), 'unknown-version'],
      [envelope.slice(0, -1), 'malformed-envelope'],
      [concat(envelope, new Uint8Array(1)), 'malformed-envelope'],
      [flipped(envelope, 8), 'wrong-account'],
      [flipped(envelope, 8 * 17), 'unknown-device'],
      [withByte(33, 9), 'bad-signature'],
      [withByte(44, 9), 'bad-signature'],
      [envelope, 'no problem'],
    ] as const

    for (const [bytes, type] of cases) expect(await typeOf(() => trust(known, bytes))).toBe(type)
  })

  test('a change left out breaks the chain', async () => {
    const phone = await Phone.of(journal)
    await phone.write(anEntry({ day: 1 }))
    const second = await phone.write(anEntry({ day: 2 }))

    expect(await typeOf(() => trust(phone.knownAt(NO_HEAD), second))).toBe('chain-broken')
  })

  test('a change after another past breaks the chain', async () => {
    const phone = await Phone.of(journal)
    await phone.write(anEntry({ day: 1 }))
    const second = await phone.write(anEntry({ day: 2 }))
    const known = phone.knownAt({ counter: 1, id: 'ab'.repeat(32) })

    expect(await typeOf(() => trust(known, second))).toBe('chain-broken')
  })

  test('a counter goes to its limit and no further', async () => {
    const author = { account: journal.account, device: alma.device, epoch: 1 }
    const last = nextHeader(author, { counter: Number.MAX_SAFE_INTEGER - 1, id: NO_HEAD.id })

    expect(packHeader(last).subarray(37, 45)).toEqual(integerToBytes(Number.MAX_SAFE_INTEGER, 8))
    expect(await typeOf(() => nextHeader(author, { counter: last.counter, id: NO_HEAD.id }))).toBe(
      'chain-broken',
    )
  })
})

describe('opening many', () => {
  test('keeps their order and says how far', async () => {
    const phone = await Phone.of(journal)
    const changes = []
    for (let day = 0; day < 70; day++) changes.push(await phone.writeBelieved(anEntry({ day })))
    const told: number[] = []

    const opened = await openAll(changes, journal.vault, { onProgress: (done) => told.push(done) })

    expect(opened.map((one) => ('problem' in one ? 0 : one.header.counter))).toEqual(
      changes.map((_, place) => place + 1),
    )
    expect(told).toEqual([32, 64, 70])
  })

  test('one that fails does not hide the others', async () => {
    const phone = await Phone.of(journal)
    const good = await phone.writeBelieved(anEntry({ day: 1 }))
    const torn = { ...good, envelope: good.envelope.slice().fill(0, 300, 310) }

    const [first, second, third] = await openAll([good, torn, good], journal.vault)

    expect(first).toMatchObject({ id: good.id })
    expect(second).toMatchObject({ problem: { type: 'cannot-open' } })
    expect(third).toMatchObject({ id: good.id })
  })

  test('stops when it is told to stop', async () => {
    const good = await alma.writeBelieved(anEntry({ day: 1 }))
    const stop = new AbortController()
    const reading = openAll(
      Array.from({ length: 100 }, () => good),
      journal.vault,
      {
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('locked')),
      },
    )

    await expect(reading).rejects.toThrow('locked')
  })
})

describe('a plaintext', () => {
  const anOp = '{"kind":"entry","id":"a","set":{}}'
  const aText = (over: { at?: string; seen?: string; ops?: string }): string =>
    `{"at":"${over.at ?? at(0)}","seen":${over.seen ?? '{}'},"ops":${over.ops ?? `[${anOp}]`}}`
  const read = (text: string): Promise<string> => typeOf(() => readChange(textToBytes(text), alma.device))
  const setting = (value: string): string =>
    aText({ ops: `[{"kind":"entry","id":"a","set":{"x":${value}}}]` })

  test.each([
    ['a plain change', aText({})],
    ['an op of a later version', aText({ ops: '[{"kind":"entry","id":"a","move":{"to":"b"}}]' })],
    ['an op that names its own writer', aText({ ops: '[{"kind":"entry","id":"a","set":{},"counter":1}]' })],
    ['the largest number', setting('9007199254740991')],
    ['the smallest number', setting('-9007199254740991')],
    ['a point inside a text', setting('"1.5 and 2e3, \\"0.5\\""')],
    ['values nested as deep as may be', setting('['.repeat(62) + ']'.repeat(62))],
    ['another device seen', aText({ seen: `{"${'ab'.repeat(16)}":7}` })],
    ['a name of 64 bytes', aText({ ops: `[{"kind":"${'é'.repeat(32)}","id":"a","delete":true}]` })],
    ['a name from the language itself', setting('{"__proto__":1}')],
  ])('is read: %s', async (_, text) => {
    expect(await read(text)).toBe('no problem')
  })

  test.each([
    ['no JSON', '{'],
    ['a byte order mark', `\ufeff${aText({})}`],
    ['a list', '[]'],
    ['no clock', aText({ at: 'yesterday' })],
    ['its own device seen', aText({ seen: `{"${'00'.repeat(16)}":1}` }).replace('00'.repeat(16), 'SELF')],
    ['a device in capitals', aText({ seen: `{"${'AB'.repeat(16)}":1}` })],
    ['a counter of zero', aText({ seen: `{"${'ab'.repeat(16)}":0}` })],
    ['no ops', aText({ ops: '[]' })],
    ['an empty kind', aText({ ops: '[{"kind":"","id":"a","set":{}}]' })],
    ['a name of 65 bytes', aText({ ops: `[{"kind":"${'é'.repeat(32)}x","id":"a","delete":true}]` })],
    ['two ops for one object', aText({ ops: `[${anOp},${anOp}]` })],
    ['a delete that is not true', aText({ ops: '[{"kind":"entry","id":"a","delete":1}]' })],
    ['a set and a delete in one', aText({ ops: '[{"kind":"entry","id":"a","set":{},"delete":true}]' })],
    ['a fraction', setting('1.5')],
    ['a whole number written as a fraction', setting('1.0')],
    ['a whole number written with an exponent', setting('1e2')],
    ['a number past the largest', setting('9007199254740992')],
    ['a lone surrogate', setting('"\\ud800"')],
    ['a lone surrogate in a name', setting('{"\\udfff":1}')],
    ['values nested once too deep', setting('['.repeat(63) + ']'.repeat(63))],
    ['values nested without end', setting('['.repeat(5000) + ']'.repeat(5000))],
  ])('is refused: %s', async (_, text) => {
    expect(await read(text.replace('SELF', alma.device))).toBe('malformed-change')
  })

  test.each([
    ['no mark at all', new Uint8Array(1024)],
    ['a mark of another kind', new Uint8Array(1024).fill(0x81, 100, 101)],
    ['bytes that are not UTF-8', pad(Uint8Array.of(0xff, 0xfe))],
  ])('is refused with a padding of %s', async (_, padded) => {
    const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } = await import('@hpke/core')
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes256Gcm(),
    })
    const header = packHeader(
      nextHeader({ account: journal.account, device: alma.device, epoch: 1 }, alma.head),
    )
    const info = concat(textToBytes('plumbline/1 change'), header)
    const { enc, ct } = await suite.seal({ recipientPublicKey: journal.vaultKeyPair.publicKey, info }, padded)
    const envelope = await sign(alma.pair.privateKey, concat(header, new Uint8Array(enc), new Uint8Array(ct)))

    const believed = await trust(alma.knownAt(alma.head), envelope)

    expect(await typeOf(() => open(believed, journal.vault))).toBe('malformed-change')
  })

  test('that a reader would refuse is never sealed', async () => {
    const header = nextHeader({ account: journal.account, device: alma.device, epoch: 1 }, NO_HEAD)
    const write = seal(anEntry({ half: 0.5 }), header, journal.vaultKeyPair.publicKey, alma.pair.privateKey)

    await expect(write).rejects.toMatchObject({ type: 'malformed-change' })
  })
})
