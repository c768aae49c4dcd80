import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { aLog, aPlan, aSeat, meet, readAnew, twoSeats } from './cast.ts'
import {
  begin,
  consultation,
  consultations,
  log,
  newId,
  plan,
  remove,
  removedIn,
  restore,
} from './consultations.ts'

beforeEach(alonePhones)

describe('a consultation', () => {
  test('that is planned reads as it was planned', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    const planned = aPlan({
      contact: 'someone',
      for: new Set(['boundary-drift']),
      agenda: new Map([['question', 'How do I end on time?']]),
    })

    await plan(begin(id, seat), planned, seat)

    expect(consultation(id, seat)).toMatchObject({ plan: planned, isLogged: false, isOpen: true })
    expect(consultation(id, { journal: await readAnew(seat) })).toEqual(consultation(id, seat))
  })

  test('that is logged keeps its plan beside it', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    await plan(begin(id, seat), aPlan(), seat)
    const logged = aLog({
      role: 'supervisor',
      closes: new Map([
        ['boundary-drift', true],
        ['worn-down', false],
      ]),
      hoursFor: new Set(['cpd']),
      texts: { learned: 'That I can say so.' },
    })

    await log(begin(id, seat), logged, seat)

    const read = consultation(id, seat)
    expect(read).toMatchObject({ log: logged, isLogged: true, isOpen: false })
    expect(read?.plan.when).toBe('2026-11-30T13:00')
  })

  test('writes nothing where nothing was changed', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    await log(begin(id, seat), aLog(), seat)

    await log(begin(id, seat), aLog(), seat)

    expect(consultation(id, seat)?.revision).toBe(1)
  })

  test('that is amended says only what it says now', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    await log(
      begin(id, seat),
      aLog({ closes: new Map([['worn-down', true]]), texts: { goal: 'Rest' } }),
      seat,
    )

    await log(begin(id, seat), aLog({ minutes: 30, domains: new Set(['self-care']) }), seat)

    const read = consultation(id, seat)?.log
    expect([read?.minutes, [...(read?.domains ?? [])], read?.closes.size, read?.texts.goal]).toEqual([
      30,
      ['self-care'],
      0,
      '',
    ])
  })

  test('that was removed comes back as it was', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    await log(begin(id, seat), aLog({ texts: { learned: 'Much' } }), seat)
    const before = consultation(id, seat)

    await remove(id, seat)
    const [left, removed] = [consultations(seat), removedIn(seat.journal)]
    await restore(id, seat)

    expect(left).toEqual([])
    expect(removed.map((one) => one.id)).toEqual([id])
    expect(consultation(id, seat)?.log).toEqual(before?.log)
    expect(consultation(id, seat)?.isRemoved).toBe(false)
  })

  test('of which a purge left a part stops nothing', async () => {
    const seat = await aSeat()
    await seat.put([{ kind: 'consultation', id: 'rest', set: { learned: { text: 'Left' } } }], {})
    await seat.put(
      [{ kind: 'consultation', id: 'odd', set: { when: 'soon', zone: 'Mars/Olympus', minutes: -1 } }],
      {},
    )
    await seat.journal.follow()

    const rest = consultation('rest', seat)

    expect(rest).toMatchObject({ isLogged: false, isOpen: false, plan: { when: null, zone: 'UTC' } })
    expect(rest?.log.texts.learned).toBe('Left')
    expect(consultation('odd', seat)).toMatchObject({
      plan: { when: null, zone: 'UTC' },
      log: { minutes: null },
    })
    expect(consultations(seat)).toHaveLength(2)
  })
})

test('open consultations stand first, soonest first', async () => {
  const seat = await aSeat()
  const names = new Map<string, string>()
  const keep = async (name: string, keepIt: (id: string) => Promise<void>): Promise<void> => {
    const id = newId(seat)
    names.set(id, name)
    await keepIt(id)
  }
  const done = { action: 'Write it down' }
  await keep('old', (id) => log(begin(id, seat), aLog({ date: '2026-01-05' }), seat))
  await keep('waits', (id) => log(begin(id, seat), aLog({ actionBy: '2026-12-01', texts: done }), seat))
  await keep('recent', (id) => log(begin(id, seat), aLog({ date: '2026-11-20' }), seat))
  await keep('told', (id) =>
    log(begin(id, seat), aLog({ date: '2026-02-01', texts: { ...done, outcome: 'Well' } }), seat),
  )
  await keep('later', (id) => plan(begin(id, seat), aPlan({ when: '2026-12-24T09:00' }), seat))
  await keep('sooner', (id) => plan(begin(id, seat), aPlan({ when: '2026-11-30T09:00' }), seat))

  const order = consultations(seat).map(({ id }) => names.get(id))

  expect(order).toEqual(['sooner', 'later', 'waits', 'recent', 'told', 'old'])
})

describe('two phones', () => {
  test('that plan at once keep both plans', async () => {
    const [one, other] = await twoSeats()
    await plan(begin(newId(one), one), aPlan({ when: '2026-11-30T09:00' }), one)
    await plan(begin(newId(other), other), aPlan({ when: '2026-12-01T09:00' }), other)

    await meet([one, other])

    const whens = consultations(one).map((found) => found.plan.when)
    expect(whens).toEqual(['2026-11-30T09:00', '2026-12-01T09:00'])
    expect(consultations(other)).toEqual(consultations(one))
  })

  test('that log one plan at once lose no word', async () => {
    const [one, other] = await twoSeats()
    const id = newId(one)
    await plan(begin(id, one), aPlan(), one)
    await meet([one, other])
    await log(
      begin(id, one),
      aLog({ closes: new Map([['worn-down', true]]), texts: { learned: 'First' } }),
      one,
    )
    await log(
      begin(id, other),
      aLog({ minutes: 30, domains: new Set(['competence']), texts: { learned: 'Second' } }),
      other,
    )

    await meet([one, other])

    const read = consultation(id, one)
    expect(read?.log.texts.learned.split('\n\n').sort()).toEqual(['First', 'Second'])
    expect([...(read?.log.domains ?? [])].sort()).toEqual(['boundaries', 'competence'])
    expect(read?.log.closes.get('worn-down')).toBe(true)
    expect(read?.plan.when).toBe('2026-11-30T13:00')
    expect(consultation(id, other)).toEqual(read)
  })

  test('of which one edits what the other wrote meanwhile keep both', async () => {
    const [one, other] = await twoSeats()
    const id = newId(one)
    await log(begin(id, one), aLog({ texts: { outcome: 'Begun' } }), one)
    await meet([one, other])
    const editing = begin(id, one)
    await log(begin(id, other), aLog({ texts: { outcome: 'Begun, and it helped' } }), other)
    await meet([one, other])

    await log(editing, aLog({ texts: { outcome: 'Begun, and I will go on' } }), one)
    await meet([one, other])

    const outcome = consultation(id, other)?.log.texts.outcome ?? ''
    expect(outcome.split('\n\n').sort()).toEqual(['Begun, and I will go on', 'Begun, and it helped'])
  })

  test('of which one removes what the other logs keep the log', async () => {
    const [one, other] = await twoSeats()
    const id = newId(one)
    await plan(begin(id, one), aPlan(), one)
    await meet([one, other])
    await remove(id, one)
    await log(begin(id, other), aLog({ texts: { learned: 'Much' } }), other)

    await meet([one, other])

    expect(consultations(one).map((found) => found.log.texts.learned)).toEqual(['Much'])
    expect(consultations(other)).toEqual(consultations(one))
  })

  test('leave what was undone with both texts', async () => {
    const [one, other] = await twoSeats()
    const id = newId(one)
    await log(begin(id, one), aLog(), one)
    await meet([one, other])
    await log(begin(id, one), aLog({ texts: { learned: 'First' } }), one)
    await log(begin(id, other), aLog({ texts: { learned: 'Second' } }), other)
    await meet([one, other])

    await remove(id, one)
    await restore(id, one)

    expect(consultation(id, one)?.log.texts.learned.split('\n\n').sort()).toEqual(['First', 'Second'])
  })
})
