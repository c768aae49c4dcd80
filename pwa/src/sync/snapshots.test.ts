import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { exportJournal } from '../leave/bundle.ts'
import { readBundle } from '../leave/restore.ts'
import { canonical } from '../protocol/merge.ts'
import { readAlarm } from '../vault/alarm.ts'
import { deleteAccount, turnOff } from './account.ts'
import { aPractice, changesIn, DAY, mustAgree, newIn, read, stateOf, storedOn } from '../leave/aPractice.ts'
import { readBack } from './back.ts'
import { beginFromSnapshot } from './beginning.ts'
import { alonePhones, anEntry, joined, type Phone } from './cast.ts'
import { fillBack } from './filling.ts'
import { goBack } from './goingBack.ts'
import { SyncLoop } from './loop.ts'
import { readPlace } from './place.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** What came before the snapshot comes in until the first page is stored. */
async function fillOnePage(phone: Phone): Promise<void> {
  const stop = new AbortController()
  let asked = 0
  phone.onWay = async (ask, path) => {
    if (path.includes('after=')) asked += 1
    if (asked > 1) stop.abort()
    stop.signal.throwIfAborted()
    return ask()
  }
  await expect(fillBack(phone.parts, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  phone.onWay = (ask) => ask()
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

  test('takes the log again from its snapshot on', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()
    await fillOnePage(phone)
    expect((await readBack(phone.storage))?.seq).toBe(2)

    await goBack(phone.storage)

    expect(await readBack(phone.storage)).toMatchObject({ seq: 0, floor: 6 })
    expect(await readPlace(phone.storage)).toMatchObject({ seq: 6, told: 9 })
    await mustAgree(phone, practice.alma)
    await phone.sync()
    await fillBack(phone.parts)
    expect(await readPlace(phone.storage)).toMatchObject({ seq: 9, owed: null, walks: 1 })
    expect(await changesIn(phone)).toEqual(await changesIn(practice.alma))
    await mustAgree(phone, practice.alma)
    expect(await readAlarm(phone.storage)).toBeNull()
  })

  test('is shown all again that came after its snapshot', async () => {
    const practice = await aPractice()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await phone.sync()
    await fillOnePage(phone)
    await goBack(phone.storage)
    practice.account.log.splice(-1)

    await expect(phone.sync()).rejects.toMatchObject({ type: 'log-shortened' })

    expect(await storedOn(phone)).toBe(5)
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
