import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'

import { hexToBytes, type Bytes } from './bytes.ts'
import { anEntry, aJournal, flipped, Phone, there, type Journal } from './cast.ts'
import { changeId, readHeader, readStub, type Item, type Stub } from './chain.ts'
import { mustBeOrdered, mustNotMiss, trustPage, type Own, type Page, type Place } from './checks.ts'
import { HEADER_BYTES } from './sizes.ts'

/** What Alma's phone and tablet wrote, in the order that a server gave it: two, one, two, one. */
interface Log {
  readonly journal: Journal
  readonly phone: Phone
  readonly tablet: Phone
  readonly items: readonly Bytes[]
  /** What the tablet knows of itself. */
  readonly own: Own
}

let log: Log

beforeAll(async () => {
  const journal = await aJournal()
  const [phone, tablet] = [await Phone.of(journal), await Phone.of(journal)]
  const items: Bytes[] = []
  for (const writer of [phone, phone, tablet, phone, phone, tablet])
    items.push(await writer.write(anEntry({})))
  const ids = [await changeId(there(items[2])), await changeId(there(items[5]))]
  const own = { device: tablet.device, counter: 2, idAt: (counter: number) => ids[counter - 1] }
  log = { journal, phone, tablet, items, own }
})

function start(): Place {
  const devices = new Map([log.phone, log.tablet].map((phone) => [phone.device, phone.pair.publicKey]))
  return { trusted: { account: log.journal.account, devices, heads: new Map() }, seq: 0, told: 0 }
}

function page(items: readonly Item[], { first = 1, head = 0 } = {}): Page {
  const last = first - 1 + items.length
  return { head: Math.max(head, last), items: items.map((item, place) => ({ seq: first + place, item })) }
}

async function stubOf(envelope: Bytes): Promise<Stub> {
  return readStub(envelope.slice(0, HEADER_BYTES), hexToBytes(await changeId(envelope)))
}

const NONE = new Map()

describe('a page of the log', () => {
  test('is believed when it is honest, in any pieces and with any stubs', async () => {
    const cut = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    )
    await fc.assert(
      fc.asyncProperty(cut, async ([at, purged]) => {
        const items = await Promise.all(
          log.items.map(async (item, place) => (purged[place] ? stubOf(item) : item)),
        )

        const half = await trustPage(start(), page(items.slice(0, at), { head: 6 }), NONE, log.own)
        const { place } = await trustPage(half.place, page(items.slice(at), { first: at + 1 }), NONE, log.own)

        expect([place.seq, place.told]).toEqual([6, 6])
        expect(place.trusted.heads).toEqual(
          new Map([log.phone, log.tablet].map((phone) => [phone.device, phone.head])),
        )
      }),
      { numRuns: 30 },
    )
  })

  test('is refused with any bit of a change turned', async () => {
    const turned = fc.tuple(fc.nat(5), fc.nat(8 * 1213 - 1))
    await fc.assert(
      fc.asyncProperty(turned, async ([at, bit]) => {
        const items = log.items.map((item, place) => (place === at ? flipped(item, bit) : item))

        await expect(trustPage(start(), page(items), NONE, null)).rejects.toMatchObject({ name: 'Problem' })
      }),
      { numRuns: 50 },
    )
  })

  test('is refused with a change repeated or left out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(5), fc.nat(6), async (at, to) => {
        const repeated = log.items.toSpliced(to, 0, there(log.items[at]))
        const dropped = log.items.toSpliced(at, 1)
        const isSeen = dropped.slice(at).some((item) => writerOf(item) === writerOf(there(log.items[at])))

        const outcome = expect(trustPage(start(), page(repeated), NONE, null))
        await outcome.rejects.toMatchObject({ type: 'chain-broken' })
        // The last of a chain is missed by other checks.
        if (isSeen) {
          const without = expect(trustPage(start(), page(dropped), NONE, null))
          await without.rejects.toMatchObject({ type: 'chain-broken' })
        }
      }),
      { numRuns: 50 },
    )
  })

  test('tells the first failure in order, and changes nothing', async () => {
    const place = start()
    const [one, two, three] = [there(log.items[0]), there(log.items[1]), there(log.items[2])]
    const bent = flipped(three, 8 * 1212)

    const outcome = trustPage(place, page([two, one, bent]), NONE, null)

    await expect(outcome).rejects.toMatchObject({ type: 'chain-broken' })
    expect(place).toEqual(start())
  })

  test('is shortened below any head that the server named', async () => {
    const { place } = await trustPage(start(), page(log.items.slice(0, 2), { head: 6 }), NONE, null)

    const outcome = trustPage(place, page(log.items.slice(2, 4), { first: 3, head: 5 }), NONE, null)

    await expect(outcome).rejects.toMatchObject({ type: 'log-shortened' })
  })
})

describe('a phone that was restored or copied', () => {
  test('learns that it wrote more than it knows', async () => {
    const outcome = trustPage(start(), page(log.items), NONE, { ...log.own, counter: 1 })

    await expect(outcome).rejects.toMatchObject({ type: 'device-copied' })
  })

  test('learns it also where its ids lie on a disk', async () => {
    const own: Own = { ...log.own, idAt: async () => Promise.resolve('00'.repeat(32)) }

    await expect(trustPage(start(), page(log.items), NONE, own)).rejects.toMatchObject({
      type: 'device-copied',
    })
  })

  test('learns it from what another phone had seen', () => {
    expect(() => mustNotMiss(new Map(), [{ [log.tablet.device]: 3 }], log.own)).toThrow('device-copied')
  })
})

describe('a removed phone', () => {
  test('cannot rewrite the change that it ended with', async () => {
    const closings = new Map([[log.tablet.device, log.tablet.head]])
    const again = { counter: 1, id: await changeId(there(log.items[2])) }
    const ended = log.tablet.head
    log.tablet.head = again
    const rewritten = await log.tablet.write(anEntry({ calm: 2 }))
    log.tablet.head = ended

    await trustPage(start(), page(log.items), closings, null)
    const outcome = trustPage(start(), page([...log.items.slice(0, 5), rewritten]), closings, null)

    await expect(outcome).rejects.toMatchObject({ type: 'closed-device-wrote' })
  })
})

describe('after the last page', () => {
  test('a tail that somebody had read is missed', async () => {
    const seen = { [log.phone.device]: 4, [log.tablet.device]: 2 }
    const { place } = await trustPage(start(), page(log.items), NONE, null)
    const cut = await trustPage(start(), page(log.items.slice(0, 5)), NONE, null)

    mustNotMiss(place.trusted.heads, [seen], null)
    expect(() => mustNotMiss(cut.place.trusted.heads, [{}, seen], null)).toThrow('seen-missing')
  })

  test('a stub stands only by its own purge', async () => {
    const [first, second] = [await stubOf(there(log.items[0])), await stubOf(there(log.items[1]))]

    mustBeOrdered([first], [[log.phone.device, 1, first.id]])
    expect(() => mustBeOrdered([first, second], [[log.phone.device, 1, first.id]])).toThrow('unordered-purge')
  })
})

function writerOf(envelope: Bytes): string {
  return readHeader(envelope).device
}
