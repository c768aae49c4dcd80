import 'fake-indexeddb/auto'

import { beforeEach, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { aSeat, meet, readAnew, twoSeats } from './cast.ts'
import { CODES_MAX, codesIn, pickCode } from './codesOfEthics.ts'

beforeEach(alonePhones)

test('codes are picked one by one and stay', async () => {
  const seat = await aSeat()

  await pickCode('NASW', true, seat)
  await pickCode('ACA', true, seat)

  expect(codesIn(seat.journal)).toEqual(['ACA', 'NASW'])
  expect(codesIn(await readAnew(seat))).toEqual(['ACA', 'NASW'])
})

test('a code is let go of without a trace of the others', async () => {
  const seat = await aSeat()
  await pickCode('NASW', true, seat)
  await pickCode('ACA', true, seat)

  await pickCode('NASW', false, seat)

  expect(codesIn(seat.journal)).toEqual(['ACA'])
})

test('what two phones pick apart is picked on both', async () => {
  const [one, other] = await twoSeats()
  await pickCode('ACA', true, one)
  await pickCode('BACP', true, other)

  await meet([one, other])

  expect([codesIn(one.journal), codesIn(other.journal)]).toEqual([
    ['ACA', 'BACP'],
    ['ACA', 'BACP'],
  ])
})

test('more codes than are kept are left out by name', async () => {
  const seat = await aSeat()
  const names = Array.from({ length: CODES_MAX + 1 }, (_, at) => `C${at + 100}`)
  const set = Object.fromEntries(names.map((name) => [`code.${name}`, true]))

  await seat.put([{ kind: 'setting', id: 'codes-of-ethics', set }], {})
  await seat.journal.follow()

  expect(codesIn(seat.journal)).toEqual(names.slice(0, CODES_MAX))
})
