import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { exportJournal } from '../leave/bundle.ts'
import { readBundle } from '../leave/restore.ts'
import { canonical, type State } from '../protocol/merge.ts'
import { letGoOfAlarm, readAlarm } from '../vault/alarm.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { deleteAccount, turnOff } from './account.ts'
import { readBack } from './back.ts'
import { beginFromSnapshot } from './beginning.ts'
import { alonePhones, anEntry, aSyncingPhone, joined, Phone } from './cast.ts'
import { fillBack } from './filling.ts'
import { SyncLoop } from './loop.ts'
import { readPlace } from './place.ts'
import { asThisDevice } from './session.ts'
import { extentsOf } from './stored.ts'

const DAY = '2026-11-23'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Practice {
  readonly server: AServer
  readonly alma: Phone
  readonly account: AnAccount
  readonly handle: string
}

/** Two phones have written; one of them gave a snapshot at change 6, and three changes came after. */
async function aPractice(): Promise<Practice> {
  const server = new AServer()
  server.pageMax = 2
  const { phone: alma, handle } = await aSyncingPhone(server)
  const second = await joined(new Phone(server), alma, handle)
  for (const at of [1, 2, 3])
    for (const phone of [alma, second]) {
      await phone.put(anEntry(`${phone === alma ? 'alma' : 'second'}-${at}`, `note ${at}`))
      await phone.sync()
    }
  await give(alma)
  for (const phone of [second, alma, second]) {
    await phone.put(anEntry('later', `by ${phone === alma ? 'alma' : 'second'}`))
    await phone.sync()
  }
  await alma.sync()
  const [account] = server.accounts.values()
  if (account === undefined) throw new Error('no account')
  return { server, alma, account, handle }
}

/** A snapshot at the phone's place, however little came since the last. */
async function give(phone: Phone): Promise<void> {
  await phone.sync()
  const { seq, heads } = await readPlace(phone.storage)
  const sealed = await (await read(phone)).sealedAt(seq, new Map(Object.entries(heads)))
  if (sealed === null) throw new Error('the journal is elsewhere')
  await asThisDevice(phone.parts.http, phone.storage).putSnapshot(seq, sealed)
}

async function newIn({ server, alma, handle }: Practice): Promise<Phone> {
  return joined(new Phone(server), alma, handle)
}

async function read(phone: Phone): Promise<Journal> {
  if (phone.vault.keys() === undefined) await phone.unlock()
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return journal
}

async function stateOf(phone: Phone): Promise<State> {
  const { state, current } = await read(phone)
  if (state === null) throw new Error('the journal is not open')
  expect(current).toMatchObject({ kind: 'open', damaged: [] })
  return state
}

async function mustAgree(...phones: readonly Phone[]): Promise<void> {
  const states = await Promise.all(phones.map(stateOf))
  expect(new Set(states.map(canonical)).size).toBe(1)
}

async function storedOn({ storage }: Phone): Promise<number> {
  return (await extentsOf(storage)).reduce((sum, { count }) => sum + count, 0)
}

async function changesIn(phone: Phone): Promise<string[]> {
  const lines = (await (await exportJournal(DAY, {}, phone.storage)).text()).trimEnd().split('\n')
  return lines.slice(1, -1).sort()
}

describe('a new phone', () => {
  test('opens from a snapshot and reads on from there', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    const journal = await read(phone)

    expect(await beginFromSnapshot(phone.parts)).toBe(true)
    await phone.sync()
    await journal.follow()

    expect(await storedOn(phone)).toBe(3)
    expect(canonical(journal.state ?? (await stateOf(practice.alma)))).toBe(
      canonical(await stateOf(practice.alma)),
    )
    expect(journal.current).toMatchObject({ kind: 'open', damaged: [] })
    await mustAgree(phone, practice.alma)
  })

  test('then fetches what came before, and exports it', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.put(anEntry('while-filling'))
    await phone.sync()
    await practice.alma.sync()

    await fillBack(phone.parts)

    expect(await readBack(phone.storage)).toBeNull()
    expect(await changesIn(phone)).toEqual(await changesIn(practice.alma))
    const file = await exportJournal(DAY, {}, phone.storage)
    const bundle = await readBundle(file, { kind: 'recovery', code: phone.code })
    expect(bundle.problems).toEqual([])
    expect(canonical(bundle.state)).toBe(canonical(await stateOf(practice.alma)))
    await mustAgree(phone, practice.alma)
  })

  test('exports nothing while older changes are missing', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()

    await expect(exportJournal(DAY, {}, phone.storage)).rejects.toMatchObject({ type: 'not-whole-yet' })
  })

  test('waits unbroken when its snapshot is lost half way', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()
    await phone.storage.transaction(['snapshots'], 'readwrite', (transaction) =>
      transaction.objectStore('snapshots').clear(),
    )

    const waiting = await read(phone)
    await fillBack(phone.parts)
    await waiting.follow()

    expect(waiting.current).toMatchObject({ kind: 'open', damaged: [] })
    expect(canonical(await stateOf(practice.alma))).toBe(canonical(waiting.state ?? (await stateOf(phone))))
    expect(await readAlarm(phone.storage)).toBeNull()
  })

  test('goes on filling after each kill on the way', async () => {
    for (let after = 1; after < 80; after += 3) {
      const practice = await aPractice()
      const phone = await newIn(practice)
      await beginFromSnapshot(phone.parts)
      await phone.sync()

      const ended = await phone.killedAfter(after, () => fillBack(phone.parts))
      await fillBack(phone.parts)

      expect(await readBack(phone.storage)).toBeNull()
      await mustAgree(phone, practice.alma)
      if (ended === null) return
    }
    throw new Error('it never came to an end')
  }, 120_000)

  test('keeps on filling when sync was off meanwhile', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()

    await turnOff(phone.parts)
    await mustAgree(phone, practice.alma)
    await joined(phone, practice.alma, practice.handle)
    await phone.sync()
    await fillBack(phone.parts)

    expect(await changesIn(phone)).toEqual(await changesIn(practice.alma))
    await mustAgree(phone, practice.alma)
  })

  test('is whole before the account is deleted from it', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()
    const all = await changesIn(practice.alma)

    await deleteAccount(phone.recovery, phone.parts)

    expect(await changesIn(phone)).toEqual(all)
  })
})

test('opening the app anew does all of it by itself', async () => {
  const practice = await aPractice()
  const phone = await newIn(practice)
  const pulled: string[] = []
  phone.onWay = (ask, path) => {
    if (path.includes('after=')) pulled.push(path.slice(path.indexOf('after=')))
    return ask()
  }
  const loop = new SyncLoop(phone.parts, () => Promise.resolve())

  await loop.now()
  await vi.waitFor(async () => expect(await readBack(phone.storage)).toBeNull())

  expect(pulled).toEqual(['after=6', 'after=8', 'after=0', 'after=2', 'after=4'])
  expect(await changesIn(phone)).toEqual(await changesIn(practice.alma))
})

describe('a snapshot that is no good', () => {
  test.each<[string, (account: AnAccount) => void]>([
    ['with a bit flipped', ({ snapshots }) => flip(snapshots.at(-1)?.bytes, 5000)],
    ['with a bit of its header flipped', ({ snapshots }) => flip(snapshots.at(-1)?.bytes, 20)],
    ['cut short', (account) => Object.assign(account, { snapshots: [{ seq: 6, bytes: new Uint8Array(9) }] })],
    ['newer than the log', ({ log, snapshots }) => flip(snapshots.at(-1)?.bytes, 12, log.length + 40)],
    ['that is gone', (account) => Object.assign(account, { snapshots: [] })],
  ])('%s is passed over for the log', async (_, spoil) => {
    const practice = await aPractice()
    spoil(practice.account)
    const phone = await newIn(practice)

    expect(await beginFromSnapshot(phone.parts)).toBe(false)
    await phone.sync()

    expect(await storedOn(phone)).toBe(9)
    expect(await readAlarm(phone.storage)).toBeNull()
    await mustAgree(phone, practice.alma)
  })

  test('an old one given again comes to the same state', async () => {
    const practice = await aPractice()
    const [old] = practice.account.snapshots
    await give(practice.alma)
    if (old) practice.account.snapshots = [old]
    const phone = await newIn(practice)

    expect(await beginFromSnapshot(phone.parts)).toBe(true)
    await phone.sync()
    await fillBack(phone.parts)

    expect(await changesIn(phone)).toEqual(await changesIn(practice.alma))
    await mustAgree(phone, practice.alma)
  })

  test('whose chain does not arrive is found out', async () => {
    const practice = await aPractice()
    const { account } = practice
    // The log in another order: each chain is sound, and the snapshot's place holds other changes.
    account.log.splice(5, 0, ...account.log.splice(7, 1))
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.put(anEntry('own'))

    await expect(fillBack(phone.parts)).rejects.toMatchObject({ type: 'snapshot-differs' })

    expect(await readAlarm(phone.storage)).toBe('snapshot-differs')
    await letGoOfAlarm(phone.storage)
    await phone.sync()
    const state = await stateOf(phone)
    expect([...(state.objects.get('entry')?.keys() ?? [])].sort()).toEqual(
      ['alma-1', 'alma-2', 'alma-3', 'later', 'own', 'second-1', 'second-2', 'second-3'].sort(),
    )
    expect(await changesIn(phone)).toHaveLength(10)
  })

  test('a forged change before it is an alarm', async () => {
    const practice = await aPractice()
    const envelope = practice.account.log[2]?.envelope
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()
    flip(envelope ?? undefined, 300)

    await expect(fillBack(phone.parts)).rejects.toMatchObject({ type: 'bad-signature' })

    expect(await readAlarm(phone.storage)).toBe('bad-signature')
    await mustAgree(phone, practice.alma)
  })
})

function flip(bytes: Uint8Array | undefined, at: number, by = 1): void {
  if (bytes !== undefined) bytes[at] = (bytes[at] ?? 0) ^ by
}
