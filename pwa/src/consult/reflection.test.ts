import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { aSeat, meet, readAnew, twoSeats } from './cast.ts'
import {
  edit,
  goOn,
  PROMPT_LENGTH_MAX,
  reflection,
  reflectionsIn,
  sayMinutes,
  tidyUp,
  writePrompt,
  yearId,
} from './reflection.ts'
import { remove } from './writing.ts'

beforeEach(alonePhones)

const MONTH = '2026-11'
const ASKED = 'general-surprised'

describe('a reflection', () => {
  test('is written over several sittings', async () => {
    const seat = await aSeat()
    await writePrompt(edit(MONTH, seat), ASKED, 'How calm it was.', seat)
    const later = edit(MONTH, seat)
    await writePrompt(later, 'boundaries-limit-held', 'On Friday.', seat)
    await sayMinutes(edit(MONTH, seat), 25, seat)

    const journal = await readAnew(seat)

    expect(reflection(MONTH, { journal })).toEqual({
      id: MONTH,
      texts: new Map([
        [ASKED, 'How calm it was.'],
        ['boundaries-limit-held', 'On Friday.'],
      ]),
      twice: new Set(),
      minutes: 25,
      day: '2026-11-23',
    })
  })

  test('that nobody changed is not written again', async () => {
    const seat = await aSeat()
    await writePrompt(edit(MONTH, seat), ASKED, 'How calm it was.', seat)

    await writePrompt(edit(MONTH, seat), ASKED, ' How calm it was. ', seat)
    await sayMinutes(edit(MONTH, seat), null, seat)

    expect(seat.journal.objects('reflection').get(MONTH)).toHaveLength(1)
  })

  test('that was only looked at keeps the day it was written on', async () => {
    const seat = await aSeat()
    await writePrompt(edit(MONTH, seat), ASKED, 'How calm it was.', seat)
    const tomorrow = { ...seat, clock: { ...seat.clock, now: () => seat.clock.now() + 86_400_000 } }

    await writePrompt(edit(MONTH, tomorrow), ASKED, 'How calm it was.', tomorrow)

    expect(reflection(MONTH, seat).day).toBe('2026-11-23')
    expect(seat.journal.objects('reflection').get(MONTH)).toHaveLength(1)
  })

  test.each([
    [0, false],
    [1, true],
    [1440, true],
    [1441, false],
    [12.5, false],
  ])('takes %s minutes: %s', async (minutes, isTaken) => {
    const seat = await aSeat()
    const said = sayMinutes(edit(MONTH, seat), minutes, seat)

    await (isTaken ? said : expect(said).rejects.toThrow('minutes: not-possible'))

    expect(reflection(MONTH, seat).minutes).toBe(isTaken ? minutes : null)
  })

  test('takes a text up to its length and no longer', async () => {
    const seat = await aSeat()
    const longest = 'a'.repeat(PROMPT_LENGTH_MAX)

    await writePrompt(edit(MONTH, seat), ASKED, longest, seat)
    const longer = writePrompt(edit('2026-10', seat), ASKED, `${longest}b`, seat)

    await expect(longer).rejects.toThrow('too-long')
    expect(reflection(MONTH, seat).texts.get(ASKED)).toBe(longest)
    expect(reflection('2026-10', seat).texts.size).toBe(0)
  })

  test('that was taken out says nothing', async () => {
    const seat = await aSeat()
    await writePrompt(edit(MONTH, seat), ASKED, 'How calm it was.', seat)
    await remove('reflection', MONTH, seat)

    expect(reflection(MONTH, seat)).toMatchObject({ texts: new Map(), minutes: null, day: null })
  })
})

describe('two phones that write at once', () => {
  test('both keep their text until the person tidies up', async () => {
    const [one, other] = await twoSeats()
    await writePrompt(edit(MONTH, one), ASKED, 'From the first.', one)
    await writePrompt(edit(MONTH, other), ASKED, 'From the second.', other)
    await meet([one, other])
    const both = [one, other].map((seat) => reflection(MONTH, seat))

    await tidyUp(MONTH, ASKED, one)
    await meet([one, other])
    const after = [one, other].map((seat) => reflection(MONTH, seat))

    const text = 'From the first.\n\nFrom the second.'
    expect(both.map(({ texts }) => texts.get(ASKED))).toEqual([text, text])
    expect(both.map(({ twice }) => [...twice])).toEqual([[ASKED], [ASKED]])
    expect(after.map(({ texts }) => texts.get(ASKED))).toEqual([text, text])
    expect(after.map(({ twice }) => twice.size)).toEqual([0, 0])
  })

  test('lose nothing to who goes on writing without having read', async () => {
    const [one, other] = await twoSeats()
    const editing = edit(MONTH, one)
    await writePrompt(editing, ASKED, 'Begun.', one)
    await writePrompt(edit(MONTH, other), ASKED, 'Meanwhile.', other)
    await meet([one, other])

    await writePrompt(goOn(editing, one), ASKED, 'Begun, and gone on.', one)

    const { texts, twice } = reflection(MONTH, one)
    expect(texts.get(ASKED)?.split('\n\n').sort()).toEqual(['Begun, and gone on.', 'Meanwhile.'])
    expect(twice.has(ASKED)).toBe(true)
  })

  test('answer different prompts into one reflection', async () => {
    const [one, other] = await twoSeats()
    await writePrompt(edit(MONTH, one), ASKED, 'One.', one)
    await writePrompt(edit(MONTH, other), 'general-noticed-early', 'Other.', other)

    await meet([one, other])

    expect([...reflection(MONTH, other).texts.keys()].sort()).toEqual(['general-noticed-early', ASKED])
    expect(reflection(MONTH, other).twice.size).toBe(0)
  })
})

test('a year shows its months that say anything, the earliest first', async () => {
  const seat = await aSeat()
  for (const id of ['2026-11', '2026-03', '2025-12', '2026'])
    await writePrompt(edit(id, seat), ASKED, `Of ${id}.`, seat)
  await writePrompt(edit('2026-03', seat), ASKED, '', seat)

  expect(reflectionsIn('2026', seat).map(({ id }) => id)).toEqual(['2026-11'])
  expect([yearId('2026-11'), reflection('2026', seat).texts.get(ASKED)]).toEqual(['2026', 'Of 2026.'])
})
