import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { letGoOfAlarm, readAlarm } from '../vault/alarm.ts'
import { aPractice, changesIn, give, mustAgree, newIn, stateOf, storedOn } from '../leave/aPractice.ts'
import type { AnAccount } from './aServer.ts'
import { beginFromSnapshot } from './beginning.ts'
import { alonePhones, anEntry } from './cast.ts'
import { fillBack } from './filling.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
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

  test('what only it counted is named by nobody', async () => {
    const practice = await aPractice()
    const { account } = practice
    // The log has lost a change that the snapshot counts, and another phone's stands in its place.
    account.log.splice(5)
    const third = await newIn(practice)
    await third.sync()
    await third.put(anEntry('third'))
    await third.sync()
    const phone = await newIn(practice)
    await beginFromSnapshot(phone.parts)
    await expect(fillBack(phone.parts)).rejects.toMatchObject({ type: 'snapshot-differs' })
    await letGoOfAlarm(phone.storage)

    await phone.put(anEntry('own'))
    await phone.sync()
    await third.sync()

    expect((await stateOf(third)).objects.get('entry')?.has('own')).toBe(true)
    expect([await readAlarm(phone.storage), await readAlarm(third.storage)]).toEqual([null, null])
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
