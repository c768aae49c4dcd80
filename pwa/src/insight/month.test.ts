/** A month in numbers: by hand, and for the made-up year as Python finds them. */
import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { shipped } from '../checklists/shipped.ts'
import { readConsultation } from '../consult/consultation.ts'
import { shippedBodies } from '../consult/shippedBodies.ts'
import { minutesByKind, minutesOf, talksIn, talksOf } from '../consult/talks.ts'
import { readEntry } from '../journal/entry.ts'
import { countsField, talliesOf } from '../journal/tallies.ts'
import type { Members } from '../protocol/change.ts'
import { entriesOf } from './castOfMonths.ts'
import { Months, type Sources } from './month.ts'
import { lastMonths } from './months.ts'
import { hours } from './supervision.ts'
import { of100 } from './trends.ts'

type Objects = Readonly<Record<string, Readonly<Record<string, Members>>>>

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../tests/corpus/${name}`, import.meta.url), 'utf8')) as unknown

function sourcesOf(objects: Objects): Sources {
  const [entries, counts, checklists] = [objects['entry'], objects['counts'], objects['checklist']].map(
    (byId) => Object.entries(byId ?? {}),
  )
  return { entries: entriesOf(entries ?? []), counts: counts ?? [], checklists: checklists ?? [], shipped }
}

function anEntry(answers: Readonly<Record<string, string>>, more: Members = {}): Members {
  const given = Object.entries(answers).map(([linkId, code]) => [`answer.${linkId}`, code] as const)
  return { checklist: 'daily', version: 1, day: '2026-11-23', ...Object.fromEntries(given), ...more }
}

/** What the JSON of the other language says of a month. */
function told(months: Months, objects: Objects, month: string): unknown {
  const { checks, purged, sessions, days, tallies } = months.of(month)
  const changes = months.moved(month)
  const write = { device: 'a1'.repeat(16), counter: 1, at: '2026-11-30T12:00:00.000Z-0000', seen: {} }
  const consultations = Object.entries(objects['consultation'] ?? {}).map(([id, set]) =>
    readConsultation(id, [{ ...write, set }]),
  )
  const talks = talksOf(consultations)
  const here = talksIn(talks, month)
  return {
    ...{ month, checks, purged, sessions, days: Object.fromEntries(days) },
    domains: Object.fromEntries(
      [...tallies].map(([domain, tally]) => [
        domain,
        { tally, 'of-100': of100(tally), change: changes.get(domain) ?? null },
      ]),
    ),
    talks: {
      count: here.length,
      minutes: minutesOf(here),
      kinds: Object.fromEntries(minutesByKind(here)),
    },
    supervision: Object.fromEntries(
      shippedBodies.map((body) => [body.id, { ...hours(body, talks, month), asks: body.asks }]),
    ),
  }
}

test('the made-up year comes to the same in both languages', async () => {
  const { objects } = read('year.json') as { objects: Objects }
  const numbers = read('year-in-numbers.json') as { months: unknown[]; year: unknown }

  const months = await Months.read(sourcesOf(objects))

  const names = lastMonths('2026-11', 12)
  expect(names.map((month) => told(months, objects, month))).toEqual(numbers.months)
  const year = names.map((month) => [month, Object.fromEntries(months.of(month).tallies)])
  expect(Object.fromEntries(year)).toEqual(numbers.year)
})

test('what is not sure, unknown or of no day is left out', async () => {
  const entry = {
    1: anEntry({ 'daily-interest': 'not-sure', 'daily-steady': 'of-a-later-app' }),
    2: anEntry({ 'daily-steady': 'steady' }, { version: 99 }),
    3: anEntry({ 'daily-steady': 'steady' }, { day: '2026-11-31' }),
    4: anEntry({ 'nobody-asks': 'yes' }),
  }

  const { checks, tallies } = (await Months.read(sourcesOf({ entry }))).of('2026-11')

  expect([checks, tallies.size]).toEqual([3, 0])
})

test('an answer counts by the wording it was given to', async () => {
  const asked = (version: number, ordinal: number): Members => ({
    ...{ id: 'own', version },
    item: [{ linkId: 'supper', domain: 'self-care', answerOption: [{ code: 'yes', ordinal }] }],
  })
  const checklist = { own: { 'version.1': asked(1, 0), 'version.2': asked(2, 3) } }
  const entry = Object.fromEntries(
    [1, 2].map((version) => [version, anEntry({ supper: 'yes' }, { checklist: 'own', version })]),
  )

  const { tallies } = (await Months.read(sourcesOf({ entry, checklist }))).of('2026-11')

  expect(Object.fromEntries(tallies)).toEqual({ 'self-care': [1, 0, 0, 1] })
})

test('kept counts add up with what is here, and none twice', async () => {
  const counted = { 'self-care': [3, 0, 0, 1] }
  const counts = {
    '2026-11': {
      [await countsField('gone')]: counted,
      [await countsField('1')]: counted,
      'c.00': counted,
      'c.0000000000000001': { 'self-care': [1], boundaries: [1, 2, 3, -1] },
      'c.0000000000000002': 'of a later app',
    },
    'of a later app': {},
  }

  const months = await Months.read(sourcesOf({ entry: { 1: anEntry({ 'daily-steady': 'wobbly' }) }, counts }))

  const { checks, purged, tallies } = months.of('2026-11')
  expect([checks, purged]).toEqual([3, 2])
  expect(Object.fromEntries(tallies)).toEqual({ 'self-care': [3, 0, 1, 1] })
  expect(months.all).toEqual(['2026-11'])
})

test('what a purge keeps of a check is what the month counted of it', async () => {
  const { objects } = read('year.json') as { objects: Objects }
  const write = { device: 'a1'.repeat(16), counter: 1, at: '2026-11-30T12:00:00.000Z-0000', seen: {} }
  const counts: Record<string, Record<string, Members>> = {}
  const counted: Record<string, Members> = {}
  for (const [id, set] of Object.entries(objects['entry'] ?? {})) {
    const entry = readEntry(id, [{ ...write, set }])
    const wording = shipped.find((one) => one.id === entry.checklist && one.version === entry.version)
    if (wording === undefined) continue
    counted[id] = set
    const ofMonth = (counts[entry.day.slice(0, 7)] ??= {})
    ofMonth[await countsField(id)] = talliesOf(entry, wording)
  }

  const before = await Months.read(sourcesOf({ entry: counted }))
  const after = await Months.read(sourcesOf({ counts }))

  expect(after.all.length).toBeGreaterThan(10)
  for (const month of after.all) expect(after.of(month).tallies).toEqual(before.of(month).tallies)
})

test('several months together are their sum', async () => {
  const entry = {
    1: anEntry({ 'daily-steady': 'wobbly' }),
    2: anEntry({ 'daily-steady': 'steady' }, { day: '2026-10-02' }),
  }

  const months = await Months.read(sourcesOf({ entry }))

  expect(months.over(['2026-10', '2026-11', '2026-12']).get('self-care')).toEqual([1, 0, 1, 0])
})
