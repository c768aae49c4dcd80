import 'fake-indexeddb/auto'

import { beforeEach, describe, expect, test } from 'vitest'

import { alonePhones } from '../sync/cast.ts'
import { aLog, aPlan, aSeat, meet, twoSeats } from './cast.ts'
import { LOG_TEXTS, type Plan } from './consultation.ts'
import { begin, consultation, log, newId, plan } from './consultations.ts'
import { UnfitField, type Unfit } from './problems.ts'
import { LIMITS } from './recording.ts'

beforeEach(alonePhones)

describe('a limit', () => {
  const most = '한'.repeat(LIMITS.text)
  const line = '한'.repeat(LIMITS.line)
  const rules = (count: number) => Array.from({ length: count }, (_, at) => `${'x'.repeat(60)}-${100 + at}`)
  const closing = (count: number) => new Map(rules(count).map((rule) => [rule, true]))
  const texts = {
    ...{ question: most, options: most, learned: most, action: most, outcome: most, benefit: most },
    ...{ name: line, goal: line },
  }

  test('of every text at once is one change', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    const everything = aLog({ closes: closing(LIMITS.rules), members: 99, texts })

    await log(begin(id, seat), everything, seat)

    expect(consultation(id, seat)?.log).toEqual(everything)
  })

  test.each<[field: string, wrong: Parameters<typeof aLog>[0], reason: Unfit]>([
    ...LOG_TEXTS.map((name): [string, Parameters<typeof aLog>[0], Unfit] => [
      name,
      { texts: { [name]: `${texts[name]}.` } },
      'too-long',
    ]),
    ['closes', { closes: closing(LIMITS.rules + 1) }, 'too-many'],
    ['closes', { closes: new Map([['no rule', true]]) }, 'not-possible'],
    ['minutes', { minutes: LIMITS.minutes + 1 }, 'not-possible'],
    ['minutes', { minutes: 0 }, 'not-possible'],
    ['minutes', { minutes: 1.5 }, 'not-possible'],
    ['minutes', { minutes: null }, 'missing'],
    ['members', { members: 100 }, 'not-possible'],
    ['members', { members: 0 }, 'not-possible'],
    ['members', { members: 2.5 }, 'not-possible'],
    ['date', { date: null }, 'missing'],
    ['date', { date: '2026-02-30' }, 'not-possible'],
    ['date', { date: '2026-11-24' }, 'not-possible'],
    ['action-by', { actionBy: 'soon' }, 'not-possible'],
    ['kind', { kind: null }, 'missing'],
    ['kind', { kind: 'gossip' }, 'not-possible'],
    ['mode', { mode: 'owl' }, 'not-possible'],
    ['domains', { domains: new Set<string>() }, 'missing'],
    ['domains', { domains: new Set(['weather']) }, 'not-possible'],
    ['hours-for', { hoursFor: new Set(['fun']) }, 'not-possible'],
    ['de-identified', { isDeIdentified: false }, 'missing'],
  ])('of a log is kept: %s', async (field, wrong, reason) => {
    const seat = await aSeat()
    const id = newId(seat)

    const refused = await log(begin(id, seat), aLog(wrong), seat).catch((failure: unknown) => failure)

    expect(refused).toEqual(new UnfitField(field, reason))
    expect(refused).toMatchObject({ field, reason })
    expect(consultation(id, seat)).toBeUndefined()
  })

  test('of the day of a log is today', async () => {
    const seat = await aSeat()
    const id = newId(seat)

    await log(begin(id, seat), aLog({ date: '2026-11-23', minutes: LIMITS.minutes }), seat)

    expect(consultation(id, seat)?.log.date).toBe('2026-11-23')
  })

  test('of a whole plan is one change', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    const parts = [
      'settle',
      'question',
      'situation',
      'mine',
      'standards',
      'options',
      'client',
      'next',
      'close',
    ]
    const everything = aPlan({
      length: LIMITS.minutes,
      for: new Set(rules(LIMITS.rules)),
      agenda: new Map(parts.map((part) => [part, '한'.repeat(LIMITS.part)])),
    })

    await plan(begin(id, seat), everything, seat)

    expect(consultation(id, seat)?.plan).toEqual(everything)
  })

  test.each<[field: string, wrong: Partial<Plan>, reason: Unfit]>([
    ['when', { when: null }, 'missing'],
    ['when', { when: '2026-11-31T09:00' }, 'not-possible'],
    ['length', { length: null }, 'missing'],
    ['length', { length: LIMITS.minutes + 1 }, 'not-possible'],
    ['zone', { zone: 'Mars/Olympus' }, 'not-possible'],
    ['role', { role: 'rival' }, 'not-possible'],
    ['for', { for: new Set(rules(LIMITS.rules + 1)) }, 'too-many'],
    ['agenda.gossip', { agenda: new Map([['gossip', 'x']]) }, 'not-possible'],
    ['agenda.mine', { agenda: new Map([['mine', 'x'.repeat(LIMITS.part + 1)]]) }, 'too-long'],
  ])('of a plan is kept: %s', async (field, wrong, reason) => {
    const seat = await aSeat()
    const id = newId(seat)

    const refused = await plan(begin(id, seat), aPlan(wrong), seat).catch((failure: unknown) => failure)

    expect(refused).toMatchObject({ field, reason })
    expect(consultation(id, seat)).toBeUndefined()
  })

  test('never keeps anyone from shortening a merged text', async () => {
    const [one, other] = await twoSeats()
    const id = newId(one)
    await log(begin(id, one), aLog(), one)
    await meet([one, other])
    await log(begin(id, one), aLog({ texts: { learned: 'a'.repeat(LIMITS.text) } }), one)
    await log(begin(id, other), aLog({ texts: { learned: 'b'.repeat(LIMITS.text) } }), other)
    await meet([one, other])
    const both = consultation(id, one)?.log.texts.learned ?? ''

    await log(begin(id, one), aLog({ texts: { learned: both.slice(1) } }), one)
    const longer = log(begin(id, one), aLog({ texts: { learned: `${both}.` } }), one)

    await expect(longer).rejects.toMatchObject({ field: 'learned', reason: 'too-long' })
    expect(consultation(id, one)?.log.texts.learned).toHaveLength(2 * LIMITS.text + 1)
  })

  test('does not refuse a code of a later app', async () => {
    const seat = await aSeat()
    const id = newId(seat)
    await seat.put([{ kind: 'consultation', id, set: { kind: 'by-dream', 'domain.weather': true } }], {})
    await seat.journal.follow()

    await log(begin(id, seat), aLog({ kind: 'by-dream', domains: new Set(['weather']) }), seat)

    expect(consultation(id, seat)?.isLogged).toBe(true)
  })
})
