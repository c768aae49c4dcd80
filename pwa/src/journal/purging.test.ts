import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { Op } from '../protocol/change.ts'
import { canonical, resolve } from '../protocol/merge.ts'
import { AServer } from '../sync/aServer.ts'
import { moveBack, LOCAL } from '../sync/back.ts'
import { alonePhones, anOpenPhone, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { hasOrders } from '../sync/orders.ts'
import { countWaiting } from '../sync/send.ts'
import { allChanges } from '../sync/stored.ts'
import { readAlarm } from '../vault/alarm.ts'
import { anEntry } from './cast.ts'
import { readEntry } from './entry.ts'
import { Journal } from './journal.ts'
import { wordingOf } from './ownChecklists.ts'
import { purgeBefore } from './purging.ts'
import { keepSnapshot } from './snapshots.ts'
import { countsField, talliesOf } from './tallies.ts'

const BEFORE = '2025-11'
const OLD = '2025-10-31'
const STILL = '2025-11-01'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function read({ storage, vault }: Phone): Promise<Journal> {
  const journal = new Journal({ storage, vault })
  await journal.settled()
  return journal
}

async function purge(phone: Phone, watch = {}): Promise<Journal> {
  if (phone.vault.keys() === undefined) await phone.unlock()
  return purgeIn(await read(phone), phone, watch)
}

async function purgeIn(journal: Journal, phone: Phone, watch = {}): Promise<Journal> {
  const { storage, vault, parts } = phone
  await purgeBefore(BEFORE, { storage, vault, clock: parts.clock, journal }, watch)
  return journal
}

/** The kinds and ids of all that a journal holds, but for the orders themselves. */
function objectsIn(journal: Journal): string[] {
  const all = [...(journal.state?.objects ?? [])].filter(([kind]) => kind !== 'purge')
  return all.flatMap(([kind, byId]) => [...byId.keys()].map((id) => `${kind} ${id}`)).sort()
}

function saying(journal: Journal, kind: string, id: string): Record<string, unknown> {
  const { fields } = resolve(journal.objects(kind).get(id) ?? [])
  return Object.fromEntries(
    [...fields].flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
  )
}

async function wholeOf({ storage }: Phone): Promise<number> {
  return (await allChanges(storage)).filter((one) => 'envelope' in one).length
}

/** What a trend is drawn from: by month and domain, of entries and counts together. */
function sumsOf(journal: Journal): Map<string, number[]> {
  const sums = new Map<string, number[]>()
  const add = (month: string, tallies: Record<string, readonly number[]>): void => {
    for (const [domain, tally] of Object.entries(tallies)) {
      const name = `${month} ${domain}`
      sums.set(
        name,
        tally.map((count, level) => count + (sums.get(name)?.[level] ?? 0)),
      )
    }
  }
  for (const [id, writes] of journal.objects('entry')) {
    const entry = readEntry(id, writes)
    const wording = wordingOf(entry.checklist, entry.version, { journal })
    if (wording) add(entry.day.slice(0, 7), talliesOf(entry, wording))
  }
  for (const month of journal.objects('counts').keys())
    for (const tallies of Object.values(saying(journal, 'counts', month)))
      add(month, tallies as Record<string, number[]>)
  return new Map([...sums].sort(([one], [other]) => (one < other ? -1 : 1)))
}

const setting: Op = { kind: 'setting', id: 'codes-of-ethics', set: { 'code.ACA': true } }
const talk = (id: string, date: string): Op => ({
  kind: 'consultation',
  id,
  set: {
    date,
    minutes: 50,
    kind: 'supervision',
    role: 'supervisor',
    'domain.boundaries': true,
    'hours-for.bacp': true,
    'closes.tired-week': true,
    name: { text: 'Ruth' },
    learned: { text: 'quincunx' },
  },
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

describe('a purge that is killed', () => {
  test('anywhere is ended the next time', async () => {
    // A dead page has no idle time.
    vi.stubGlobal('requestIdleCallback', () => 0)
    let isOver = false
    for (let steps = 1; !isOver; steps++) {
      const server = new AServer()
      const phone = await anOpenPhone(server)
      await phone.put(anEntry('old', { day: OLD }), anEntry('still', { day: STILL }), setting)
      await phone.put(talk('talk', OLD))
      const opened = await read(phone)
      const ended = await phone.killedAfter(steps, async () => {
        await purgeIn(opened, phone)
      })
      isOver = ended === null
      await phone.unlock({ kind: 'device' })

      const journal = await purge(phone)

      const all = ['consultation talk', 'counts 2025-10', 'entry still', 'setting codes-of-ethics']
      expect(objectsIn(journal)).toEqual(all)
      expect(saying(journal, 'consultation', 'talk')).toMatchObject({ date: OLD, minutes: 50 })
      expect(saying(journal, 'entry', 'still')).toMatchObject({ day: STILL })
      expect(Object.values(saying(journal, 'counts', '2025-10'))).toEqual([{ 'self-care': [0, 1, 0, 0] }])
    }
  }, 60_000)
})

describe('a purge with a server', () => {
  async function aPair(): Promise<{ server: AServer; alma: Phone; second: Phone; handle: string }> {
    const server = new AServer()
    const { phone: alma, handle } = await aSyncingPhone(server)
    const second = await joined(new Phone(server), alma, handle)
    await alma.put(anEntry('of alma', { day: OLD, note: 'quincunx' }))
    await alma.sync()
    await second.put(anEntry('of second', { day: OLD }))
    await second.put(anEntry('still', { day: STILL }))
    await second.sync()
    await alma.sync()
    return { server, alma, second, handle }
  }

  test('leaves stubs in the log and on both phones', async () => {
    const { server, alma, second } = await aPair()
    await second.unlock()

    await purge(alma)
    await alma.sync()
    await second.sync()
    const [one, other] = [await read(alma), await read(second)]

    const [account] = server.accounts.values()
    expect(account?.log.filter(({ envelope }) => envelope === null)).toHaveLength(2)
    expect(objectsIn(one)).toEqual(['counts 2025-10', 'entry still'])
    expect(objectsIn(other)).toEqual(objectsIn(one))
    expect([await wholeOf(alma), await wholeOf(second)]).toEqual([3, 3])
    expect([await readAlarm(alma.storage), await readAlarm(second.storage)]).toEqual([null, null])
    expect(await hasOrders(alma.storage)).toBe(false)
  })

  test('is told once there is a network again', async () => {
    const { server, alma } = await aPair()
    alma.onWay = () => Promise.reject(new TypeError('no network'))
    await purge(alma)
    await alma.sync().catch(() => undefined)
    const [account] = server.accounts.values()
    expect(account?.log.every(({ envelope }) => envelope !== null)).toBe(true)
    alma.onWay = (ask) => ask()

    await alma.sync()

    expect(account?.log.filter(({ envelope }) => envelope === null)).toHaveLength(2)
    expect(await hasOrders(alma.storage)).toBe(false)
  })

  test('whose answer was lost is told once more', async () => {
    const { server, alma } = await aPair()
    await purge(alma)
    alma.onWay = async (ask, path) => {
      const answer = await ask()
      if (path.includes('purges')) throw new TypeError('lost')
      return answer
    }
    await alma.sync().catch(() => undefined)
    expect(await hasOrders(alma.storage)).toBe(true)
    alma.onWay = (ask) => ask()

    await alma.sync()

    expect(await hasOrders(alma.storage)).toBe(false)
    expect(await countWaiting(alma.storage)).toBe(0)
    expect(server.accounts.size).toBe(1)
  })

  test('on two phones at once leaves the same', async () => {
    const { alma, second } = await aPair()
    await second.sync()
    await second.unlock()

    await Promise.all([purge(alma), purge(second)])
    for (const phone of [alma, second, alma, second]) await phone.sync()
    const [one, other] = [await read(alma), await read(second)]

    expect(canonical(one.state ?? (await Promise.reject(new Error('closed'))))).toBe(
      canonical(other.state ?? (await Promise.reject(new Error('closed')))),
    )
    expect(Object.keys(saying(one, 'counts', '2025-10'))).toHaveLength(2)
    expect([await readAlarm(alma.storage), await readAlarm(second.storage)]).toEqual([null, null])
  })

  test('lets a third phone read the log from its start', async () => {
    const { server, alma, handle } = await aPair()
    await purge(alma)
    await alma.sync()

    const third = await joined(new Phone(server), alma, handle)
    await third.sync()

    expect(objectsIn(await read(third))).toEqual(['counts 2025-10', 'entry still'])
    expect(await readAlarm(third.storage)).toBeNull()
  })

  test('takes what another phone changed meanwhile the next time', async () => {
    const { alma, second } = await aPair()
    await second.sync()
    await purge(alma)
    await second.put({ kind: 'entry', id: 'of alma', set: { note: { text: 'quincunx again' } } })
    for (const phone of [alma, second, alma]) await phone.sync()
    const counted = saying(await read(alma), 'counts', '2025-10')
    expect(objectsIn(await read(alma))).toContain('entry of alma')

    const journal = await purge(alma)

    expect(objectsIn(journal)).toEqual(['counts 2025-10', 'entry still'])
    expect(saying(journal, 'counts', '2025-10')).toEqual(counted)
  })

  test('leaves what waits to be sent until it was', async () => {
    const { alma } = await aPair()
    await alma.put(anEntry('unsent', { day: OLD }))

    const before = objectsIn(await purge(alma))
    await alma.sync()
    const after = objectsIn(await purge(alma))
    await alma.sync()

    expect(before).toContain('entry unsent')
    expect(after).not.toContain('entry unsent')
    expect(await countWaiting(alma.storage)).toBe(0)
  })
})
