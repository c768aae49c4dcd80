import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { aContact, aSeat, meet, twoSeats, type Seat } from './cast.ts'
import {
  begin,
  CONTACT_LIMITS,
  contacts,
  inSlots,
  isStale,
  markChecked,
  newContact,
  remove,
  restore,
  save,
  type ContactForm,
} from './contacts.ts'

beforeEach(alonePhones)

describe('a contact', () => {
  test('reads as it was filled in', async () => {
    const seat = await aSeat()
    const form = aContact({ name: 'Kim', phone: '030 1234', email: 'kim@example.org' })

    const id = await keep(form, seat)

    expect(contacts(seat)).toEqual([{ ...form, id, checked: null }])
  })

  test('is checked until its number is another', async () => {
    const seat = await aSeat()
    const id = await keep(aContact({ phone: '030 1234' }), seat)

    await markChecked(id, seat)
    await save(begin(id, seat), aContact({ name: 'Kim K.', phone: '030 1234' }), seat)
    const same = contacts(seat)[0]?.checked
    await save(begin(id, seat), aContact({ phone: '030 4321' }), seat)

    expect(same).toBe('2026-11-23')
    expect(contacts(seat)[0]?.checked).toBeNull()
  })

  test('that was removed comes back as it was', async () => {
    const seat = await aSeat()
    const id = await keep(aContact({ name: 'Kim' }), seat)
    const before = contacts(seat)

    await remove(id, seat)
    const without = contacts(seat)
    await restore(id, seat)

    expect(without).toEqual([])
    expect(contacts(seat)).toEqual(before)
  })

  test('of a later app, or half purged, still shows', async () => {
    const seat = await aSeat()
    await seat.put([{ kind: 'contact', id: 'later', set: { slot: 'vet', phone: 7, checked: 'soon' } }], {})
    await seat.put([{ kind: 'contact', id: 'rest', set: { email: 'kim@example.org' } }], {})
    await seat.journal.follow()

    const all = contacts(seat)

    expect(all.map(({ id, slot, phone, checked }) => [id, slot, phone, checked])).toEqual([
      ['later', 'vet', null, null],
      ['rest', '', null, null],
    ])
  })
})

test('contacts stand in the order of their slots', async () => {
  const seat = await aSeat()
  await keep(aContact({ slot: 'procedure', phone: null, text: 'Breathe. Call.' }), seat)
  await keep(aContact({ slot: 'supervisor', name: 'Second' }), seat)
  await keep(aContact({ slot: 'emergency', name: 'First' }), seat)
  await keep(aContact({ slot: 'supervisor', name: 'Third' }), seat)

  const names = contacts(seat).map(({ name, text }) => name || text)

  expect(names).toEqual(['First', 'Second', 'Third', 'Breathe. Call.'])
  expect(inSlots(contacts(seat), ['supervisor', 'emergency']).map(({ name }) => name)).toEqual([
    'Second',
    'Third',
    'First',
  ])
})

test.each([
  ['2026-11-23', false],
  ['2026-05-27', false], // 180 days before
  ['2026-05-26', true],
  [null, true],
])('a number last checked on %s is stale: %s', (checked, stale) => {
  expect(isStale({ checked }, '2026-11-23')).toBe(stale)
})

test('two phones that fill one slot keep both', async () => {
  const [one, other] = await twoSeats()
  await keep(aContact({ name: 'Kim' }), one)
  await keep(aContact({ name: 'Lou' }), other)

  await meet([one, other])

  expect(contacts(one).map(({ name }) => name).sort()).toEqual(['Kim', 'Lou']) // prettier-ignore
  expect(contacts(other)).toEqual(contacts(one))
})

test('two phones that mend one contact lose neither', async () => {
  const [one, other] = await twoSeats()
  const id = await keep(aContact({ slot: 'procedure', phone: null, text: 'Breathe.' }), one)
  await meet([one, other])
  await save(begin(id, one), aContact({ slot: 'procedure', phone: null, text: 'Call Kim.' }), one)
  await save(begin(id, other), aContact({ slot: 'procedure', phone: null, text: 'Go outside.' }), other)

  await meet([one, other])

  expect(contacts(one)[0]?.text.split('\n\n').sort()).toEqual(['Call Kim.', 'Go outside.'])
  expect(contacts(other)).toEqual(contacts(one))
})

describe('a limit', () => {
  const longest = {
    name: 'x'.repeat(CONTACT_LIMITS.name),
    phone: '1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 '.padEnd(CONTACT_LIMITS.phone),
  }
  const email = `kim@${'x'.repeat(CONTACT_LIMITS.email - 8)}.org`

  test('of each field can be reached', async () => {
    const seat = await aSeat()

    await keep(
      aContact({ ...longest, slot: 'procedure', email, text: '한'.repeat(CONTACT_LIMITS.text) }),
      seat,
    )

    expect(contacts(seat)).toMatchObject([{ ...longest, email, text: '한'.repeat(CONTACT_LIMITS.text) }])
  })

  test.each<[field: string, wrong: Partial<ContactForm>, reason: string]>([
    ['name', { name: `${longest.name}x` }, 'too-long'],
    ['text', { text: 'x'.repeat(CONTACT_LIMITS.text + 1) }, 'too-long'],
    ['phone', { phone: `${longest.phone} ` }, 'too-long'],
    ['email', { email: `x${email}` }, 'too-long'],
    ['phone', { phone: 'call me' }, 'not-possible'],
    ['email', { email: 'kim' }, 'not-possible'],
    ['phone', { phone: null }, 'missing'],
    ['text', { slot: 'procedure', phone: null }, 'missing'],
    ['slot', { slot: 'vet' }, 'not-possible'],
  ])('of %s is kept: %#', async (field, wrong, reason) => {
    const seat = await aSeat()

    const refused = await keep(aContact(wrong), seat).catch((failure: unknown) => failure)

    expect(refused).toMatchObject({ field, reason })
    expect(contacts(seat)).toEqual([])
  })

  test('of contacts in a slot is kept', async () => {
    const seat = await aSeat()
    for (let at = 0; at < CONTACT_LIMITS.inSlot; at++) await keep(aContact({ name: `Kim ${at}` }), seat)
    const [first] = contacts(seat)

    const fourth = keep(aContact({ name: 'Lou' }), seat)

    await expect(fourth).rejects.toMatchObject({ field: 'slot', reason: 'too-many' })
    await keep(aContact({ slot: 'cover' }), seat)
    await save(begin(first?.id ?? '', seat), aContact({ name: 'Still there' }), seat)
    expect(contacts(seat)).toHaveLength(CONTACT_LIMITS.inSlot + 1)
  })
})

async function keep(form: ContactForm, seat: Seat): Promise<string> {
  const id = newContact(seat)
  await save(begin(id, seat), form, seat)
  return id
}
