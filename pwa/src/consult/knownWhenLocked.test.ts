import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test } from 'vitest'

import { shippedRules } from '../insight/shippedRules.ts'
import { openText } from '../platform/seals.ts'
import { Storage } from '../platform/storage.ts'
import { alonePhones } from '../sync/cast.ts'
import { CODES_MAX, pickCode } from './codesOfEthics.ts'
import { aContact, aSeat, meet, twoSeats, type Seat } from './cast.ts'
import { begin, CONTACT_LIMITS, newContact, remove, save, type ContactForm } from './contacts.ts'
import { allow, KnownWhenLocked, COPY_BYTES, disallow, followJournal, isAllowed } from './knownWhenLocked.ts'
import { forms } from './shippedForms.ts'

beforeEach(alonePhones)

describe('a locked phone', () => {
  test('knows whom to call once it is allowed', async () => {
    const { seat, copy } = await aFollowedSeat()
    await keep(aContact({ name: 'Kim' }), seat)

    await allow(seat)

    expect((await lockedCopy(seat, copy)).current.contacts?.map(({ name }) => name)).toEqual(['Kim'])
  })

  test('knows nobody until it is allowed', async () => {
    const { seat, copy } = await aFollowedSeat()

    await keep(aContact({ name: 'Kim' }), seat)

    expect(isAllowed(seat)).toBe(false)
    expect((await lockedCopy(seat, copy)).current).toEqual({ contacts: null, rulesOff: [], codes: [] })
  })

  test('forgets them when it is allowed no more', async () => {
    const { seat, copy } = await aFollowedSeat()
    await keep(aContact({ name: 'Kim' }), seat)
    await allow(seat)
    await copy.kept()
    const before = await recordOf(seat)

    await disallow(seat)

    expect((await lockedCopy(seat, copy)).current.contacts).toBeNull()
    const { key } = await recordOf(seat)
    await expect(openText({ key, sealed: new Uint8Array(before.sealed) })).rejects.toThrow()
  })

  test('forgets whoever was removed', async () => {
    const { seat, copy } = await aFollowedSeat()
    await allow(seat)
    const id = await keep(aContact({ name: 'Kim' }), seat)

    await remove(id, seat)

    expect((await lockedCopy(seat, copy)).current.contacts).toEqual([])
  })

  test('knows which rules are off, allowed or not', async () => {
    const { seat, copy } = await aFollowedSeat()
    await seat.put(
      [
        { kind: 'rule', id: 'worn-down', set: { off: true, from: '2026-11-23' } },
        { kind: 'rule', id: 'low-support', set: { off: false, from: '2026-11-23' } },
        { kind: 'rule', id: 'strong-pull', set: { 'set.times': 4, from: '2026-11-23' } },
      ],
      {},
    )
    await seat.journal.follow()

    expect((await lockedCopy(seat, copy)).current).toEqual({
      contacts: null,
      rulesOff: ['worn-down'],
      codes: [],
    })
  })

  test('knows the codes of ethics that were picked', async () => {
    const { seat, copy } = await aFollowedSeat()

    await pickCode('NASW', true, seat)

    expect((await lockedCopy(seat, copy)).current.codes).toEqual(['NASW'])
  })

  test('hears of what another phone allowed or forbade', async () => {
    const [one, other] = await twoSeats()
    const copy = new KnownWhenLocked(other.phone.storage)
    followJournal(other.journal, copy)
    await keep(aContact({ name: 'Kim' }), one)
    await allow(one)
    await meet([one, other])
    const allowed = copy.current.contacts?.map(({ name }) => name)

    await disallow(one)
    await meet([one, other])

    expect(allowed).toEqual(['Kim'])
    expect((await lockedCopy(other, copy)).current.contacts).toBeNull()
  })
})

describe('the copy', () => {
  test('is of one size, empty and at its fullest', async () => {
    const { seat, copy } = await aFollowedSeat()
    await seat.put([{ kind: 'rule', id: 'worn-down', set: { off: true } }], {})
    await seat.journal.follow()
    await copy.kept()
    const empty = (await recordOf(seat)).sealed.length

    await copy.keep({
      contacts: theMost(),
      rulesOff: shippedRules.map(({ id }) => id),
      codes: Array(CODES_MAX).fill('x'.repeat(20)),
    })

    expect((await recordOf(seat)).sealed).toHaveLength(empty)
    expect(empty).toBe(COPY_BYTES + 28)
    expect((await lockedCopy(seat, copy)).current.contacts).toHaveLength(27)
  })

  test('keeps its size where phones wrote more than fits', async () => {
    const { seat, copy } = await aFollowedSeat()
    await allow(seat)
    const set = { slot: 'procedure', text: { text: '한'.repeat(3 * CONTACT_LIMITS.text) } }
    for (const id of ['a', 'b', 'c', 'd', 'e']) await seat.put([{ kind: 'contact', id, set }], {})
    await seat.journal.follow()
    await copy.kept()

    expect(copy.current.contacts?.map(({ text }) => text.length)).toEqual(Array(3).fill(CONTACT_LIMITS.text))
    expect((await recordOf(seat)).sealed).toHaveLength(COPY_BYTES + 28)
  })

  test('can be read in no byte of storage', async () => {
    const { seat, copy } = await aFollowedSeat()
    await keep(aContact({ name: 'Kim Unmistakable' }), seat)

    await allow(seat)
    await copy.kept()

    const { key, sealed } = await recordOf(seat)
    expect(Buffer.from(sealed).includes('Unmistakable')).toBe(false)
    expect(key.extractable).toBe(false)
  })

  test('that does not open gives way and stops nothing', async () => {
    const { seat, copy } = await aFollowedSeat()
    await allow(seat)
    await copy.kept()
    const { key, sealed } = await recordOf(seat)
    sealed[40] = (sealed[40] ?? 0) ^ 1
    await seat.phone.storage.transaction(['kept'], 'readwrite', (transaction) =>
      transaction.objectStore('kept').put({ key, sealed }, 'contacts-when-locked'),
    )

    const locked = new KnownWhenLocked(seat.phone.storage)
    await locked.load()

    expect(locked.current).toEqual({ contacts: null, rulesOff: [], codes: [] })
  })

  test('that could not be written is tried again and never shown', async () => {
    const { seat, copy } = await aFollowedSeat()
    await keep(aContact({ name: 'Kim' }), seat)
    await allow(seat)
    await copy.kept()
    const full = new KnownWhenLocked(new FullStorage(seat.phone.name))
    await full.load()

    await expect(full.keep({ contacts: null, rulesOff: [], codes: [] })).rejects.toThrow()
    await full.load()
    const shown = full.current.contacts
    FullStorage.isFull = false
    await full.keep({ contacts: null, rulesOff: [], codes: [] })

    expect(shown).toBeNull()
    expect((await lockedCopy(seat, copy)).current.contacts).toBeNull()
  })

  test('follows what another tab made of it', async () => {
    const { seat, copy } = await aFollowedSeat()
    await keep(aContact({ name: 'Kim' }), seat)
    await allow(seat)
    await copy.kept()
    const locked = new KnownWhenLocked(seat.phone.storage)
    await locked.load()
    const before = locked.current.contacts

    await disallow(seat)
    await copy.kept()
    await locked.load()

    expect(before).toHaveLength(1)
    expect(locked.current.contacts).toBeNull()
  })

  test('is not written again when nothing changed', async () => {
    const { seat, copy } = await aFollowedSeat()
    await allow(seat)
    await copy.kept()
    const before = await recordOf(seat)

    await seat.put([{ kind: 'entry', id: 'one', set: { day: '2026-11-23' } }], {})
    await seat.journal.follow()
    await copy.kept()

    expect((await recordOf(seat)).sealed).toEqual(before.sealed)
  })
})

/** Reads, and has no room to write. */
class FullStorage extends Storage {
  static isFull = true

  override async transaction<Mode extends 'readonly' | 'readwrite', T>(
    ...args: Parameters<typeof Storage.prototype.transaction<Mode, T>>
  ): Promise<T> {
    if (FullStorage.isFull && args[1] === 'readwrite') throw new DOMException('', 'QuotaExceededError')
    return super.transaction(...args)
  }
}

async function aFollowedSeat(): Promise<{ seat: Seat; copy: KnownWhenLocked }> {
  const seat = await aSeat()
  const copy = new KnownWhenLocked(seat.phone.storage)
  followJournal(seat.journal, copy)
  return { seat, copy }
}

/** As the phone reads it after a start, without unlocking. */
async function lockedCopy({ phone }: Seat, copy: KnownWhenLocked): Promise<KnownWhenLocked> {
  await copy.kept()
  phone.vault.lock()
  const locked = new KnownWhenLocked(phone.storage)
  await locked.load()
  return locked
}

async function recordOf({ phone }: Seat): Promise<{ key: CryptoKey; sealed: Uint8Array }> {
  const record: unknown = await phone.storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get('contacts-when-locked'),
  )
  return record as { key: CryptoKey; sealed: Uint8Array }
}

function theMost() {
  const one = {
    id: 'x'.repeat(36),
    name: '한'.repeat(CONTACT_LIMITS.name),
    phone: '0'.repeat(CONTACT_LIMITS.phone),
    email: '한'.repeat(CONTACT_LIMITS.email),
    checked: '2026-11-23',
  }
  return forms.slots.flatMap((slot) =>
    Array.from({ length: CONTACT_LIMITS.inSlot }, () => ({
      ...one,
      slot,
      text: '한'.repeat(slot === 'procedure' ? CONTACT_LIMITS.text : 0),
    })),
  )
}

async function keep(form: ContactForm, seat: Seat): Promise<string> {
  const id = newContact(seat)
  await save(begin(id, seat), form, seat)
  return id
}
