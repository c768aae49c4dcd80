import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { aSeat, meet, readAnew, twoSeats } from './cast.ts'
import { forms } from './shippedForms.ts'
import {
  begin,
  edit,
  finish,
  onPaper,
  remove,
  removedWorksheets,
  reopen,
  restore,
  unfinishedFor,
  WORKSHEET_LIMITS,
  worksheet,
  worksheets,
  writeStep,
  writeTitle,
} from './worksheet.ts'

beforeEach(alonePhones)

describe('a worksheet', () => {
  test('goes on where it was left', async () => {
    const seat = await aSeat()
    const id = await begin('boundary-drift', seat)

    await writeStep(edit(id, seat), 'name-it', 'May I go on seeing them?', seat)
    const journal = await readAnew(seat)

    expect(worksheet(id, { journal })).toMatchObject({
      rule: 'boundary-drift',
      day: '2026-11-23',
      finished: null,
      next: 'facts',
      steps: new Map([['name-it', 'May I go on seeing them?']]),
    })
    expect(unfinishedFor('boundary-drift', { journal })?.id).toBe(id)
    expect(unfinishedFor('worn-down', { journal })).toBeUndefined()
  })

  test('is finished with however few steps, and reopened', async () => {
    const seat = await aSeat()
    const id = await begin('worn-down', seat)

    await finish(id, seat)
    const finished = worksheet(id, seat)?.finished
    const goingOn = unfinishedFor('worn-down', seat)
    await reopen(id, seat)

    expect([finished, goingOn]).toEqual(['2026-11-23', undefined])
    expect(worksheet(id, seat)?.finished).toBeNull()
  })

  test('stands on paper in the order of its steps', async () => {
    const seat = await aSeat()
    const id = await begin(null, seat)
    await writeStep(edit(id, seat), 'decide', 'I will say it.', seat)
    await writeStep(edit(id, seat), 'name-it', 'What is owed?', seat)
    await seat.put([{ kind: 'worksheet', id, set: { 'step.a-later-one': { text: 'Later' } } }], {})
    await seat.journal.follow()

    const paper = onPaper(worksheet(id, seat) ?? { steps: new Map() })

    expect(paper.map(({ step }) => step)).toEqual([...forms.worksheet, 'a-later-one'])
    expect(paper.filter(({ text }) => text !== '').map(({ text }) => text)).toEqual([
      'What is owed?',
      'I will say it.',
      'Later',
    ])
  })

  test('that was removed is listed apart until it comes back', async () => {
    const seat = await aSeat()
    const [kept, gone] = [await begin(null, seat), await begin(null, seat)]

    await remove(gone, seat)
    const removed = removedWorksheets(seat).map(({ id }) => id)
    await restore(gone, seat)

    expect(removed).toEqual([gone])
    expect(removedWorksheets(seat)).toEqual([])
    expect(
      worksheets(seat)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([kept, gone].sort())
  })

  test('that was removed comes back with every step', async () => {
    const seat = await aSeat()
    const id = await begin(null, seat)
    await writeTitle(edit(id, seat), 'The gift', seat)
    await writeStep(edit(id, seat), 'facts', 'A book.', seat)
    const before = worksheet(id, seat)

    await remove(id, seat)
    const without = worksheets(seat)
    await restore(id, seat)

    expect(without).toEqual([])
    expect({ ...worksheet(id, seat), changedAt: before?.changedAt }).toEqual(before)
  })

  test('of which a purge left one step stops nothing', async () => {
    const seat = await aSeat()
    await seat.put([{ kind: 'worksheet', id: 'rest', set: { 'step.facts': { text: 'Left' }, day: 7 } }], {})
    await seat.journal.follow()

    expect(worksheets(seat)).toMatchObject([{ title: '', rule: null, day: null, next: 'name-it' }])
  })
})

test('unfinished worksheets stand first, last changed first', async () => {
  const seat = await aSeat()
  const [first, second, third] = [await begin(null, seat), await begin(null, seat), await begin(null, seat)]

  await finish(third, seat)
  await writeStep(edit(first, seat), 'facts', 'A book.', seat)

  expect(worksheets(seat).map(({ id }) => id)).toEqual([first, second, third])
})

test('two phones that fill one worksheet lose no step', async () => {
  const [one, other] = await twoSeats()
  const id = await begin(null, one)
  await meet([one, other])
  await writeStep(edit(id, one), 'facts', 'A book.', one)
  await writeStep(edit(id, other), 'facts', 'A signed one.', other)
  await writeStep(edit(id, other), 'values', 'Thanks and distance.', other)

  await meet([one, other])

  const steps = worksheet(id, one)?.steps
  expect(steps?.get('facts')?.split('\n\n').sort()).toEqual(['A book.', 'A signed one.'])
  expect(steps?.get('values')).toBe('Thanks and distance.')
  expect(worksheet(id, other)).toEqual(worksheet(id, one))
})

describe('a limit', () => {
  test('of a step and a title can be reached', async () => {
    const seat = await aSeat()
    const id = await begin(null, seat)

    await writeStep(edit(id, seat), 'facts', '한'.repeat(WORKSHEET_LIMITS.step), seat)
    await writeTitle(edit(id, seat), '한'.repeat(WORKSHEET_LIMITS.title), seat)

    expect(worksheet(id, seat)?.steps.get('facts')).toHaveLength(WORKSHEET_LIMITS.step)
    expect(worksheet(id, seat)?.title).toHaveLength(WORKSHEET_LIMITS.title)
  })

  test('of a step and a title is kept', async () => {
    const seat = await aSeat()
    const id = await begin(null, seat)

    const step = writeStep(edit(id, seat), 'facts', 'x'.repeat(WORKSHEET_LIMITS.step + 1), seat)
    const title = writeTitle(edit(id, seat), 'x'.repeat(WORKSHEET_LIMITS.title + 1), seat)
    const unknown = writeStep(edit(id, seat), 'gossip', 'x', seat)

    await expect(step).rejects.toMatchObject({ field: 'step.facts', reason: 'too-long' })
    await expect(title).rejects.toMatchObject({ field: 'title', reason: 'too-long' })
    await expect(unknown).rejects.toMatchObject({ field: 'step.gossip', reason: 'not-possible' })
    expect(worksheet(id, seat)?.steps.size).toBe(0)
  })
})
