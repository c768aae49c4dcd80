import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import type { Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { Phone } from '../journal/cast.ts'
import { Checklists } from '../journal/checklists.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../platform/clock.ts'
import type { Members } from '../protocol/change.ts'
import { withDevice } from '../vault/unlocking.ts'
import { Noticed, raisedByAlone, type NoticedState } from './noticed.ts'
import { plan, settle, type ResponseParts } from './responses.ts'

const DAY = '2026-11-23'
const NOW_MS = Date.parse('2026-11-23T12:30:00Z')
const CLOCK: Clock = { now: () => NOW_MS, zone: () => 'UTC' }
const SNOOZED = { rule: 'strong-pull', answer: 'snoozed', day: DAY }
const [TEMPLATE] = shipped as [Checklist]
const [ITEM] = TEMPLATE.item as [Checklist['item'][number]]
const CODE = ITEM.answerOption.find(({ ordinal }) => ordinal !== null)?.code ?? ''
/** Counts a row, for which it has to be known how much each answer asks to be looked at. */
const OWN = {
  id: 'own-abcdefgh',
  version: 1,
  level: 'note',
  kind: 'streak',
  domain: 'own',
  dueWithinHours: null,
  when: { streak: 2, of: { answer: 'own-mood', in: [CODE] }, within: { days: 7 } },
  clears: { any: ['does-not-apply'] },
  cooldownDays: 14,
  nextSteps: ['write-reflection'],
  texts: { title: 'Mine', message: 'You noted this.' },
}

test('a check that raises something is told at once', async () => {
  const { alma, noticed, journal } = await aPhone()

  await save(alma, journal, 'e1', { 'session-pull': 'strong' })
  await noticed.settled()

  expect(
    ready(noticed.current)
      .raisedBy('e1')
      .map(({ rule }) => rule.id),
  ).toEqual(['strong-pull'])
})

test('raising a signal writes nothing', async () => {
  const { alma, noticed, journal } = await aPhone()

  await save(alma, journal, 'e1', { 'session-risk': 'now' })
  await noticed.settled()
  const open = ready(noticed.current).open

  expect(open).toHaveLength(1)
  expect(await written(alma)).toBe(1)
})

test('what the person answers closes it and is written once', async () => {
  const { alma, noticed, journal, parts } = await aPhone()
  await save(alma, journal, 'e1', { 'session-pull': 'strong' })
  await noticed.settled()
  const [signal] = ready(noticed.current).open
  if (!signal) throw new Error('nothing was noticed')

  await settle(signal, parts)
  await noticed.settled()

  expect(ready(noticed.current).open).toEqual([])
  expect(ready(noticed.current).past).toMatchObject([{ closed: { by: 'settled', day: DAY } }])
  expect(await written(alma)).toBe(2)
})

test('an answer that the rule does not take is refused', async () => {
  const { alma, noticed, journal, parts } = await aPhone()
  await save(alma, journal, 'e1', { 'session-risk': 'now' })
  await noticed.settled()
  const [signal] = ready(noticed.current).open
  if (!signal) throw new Error('nothing was noticed')

  await expect(settle(signal, parts)).rejects.toThrow(/danger-now does not take settled/)
  await plan(signal, 'c1', parts)

  expect(await written(alma)).toBe(2)
})

test('a locked phone forgets, and notices anew when opened', async () => {
  const { alma, noticed, journal } = await aPhone()
  await save(alma, journal, 'e1', { 'session-pull': 'strong' })
  await noticed.settled()

  alma.vault.lock()
  const locked = noticed.current
  await withDevice(alma.vault)
  await journal.settled()
  await noticed.settled()

  expect(locked).toEqual({ kind: 'closed' })
  expect(ready(noticed.current).open).toHaveLength(1)
})

test('a check that is removed takes its signal along', async () => {
  const { alma, noticed, journal } = await aPhone()
  await save(alma, journal, 'e1', { 'session-pull': 'strong' })

  await alma.put([{ kind: 'entry', id: 'e1', delete: true }])
  await journal.follow()
  await noticed.settled()

  expect(ready(noticed.current)).toMatchObject({ open: [], past: [] })
})

test('many checks are looked at in slices with progress', async () => {
  const { alma, journal } = await aPhone()
  for (let at = 0; at < 150; at++) await alma.put([anEntry(`e${at}`, { 'session-pull': 'noticed' })])
  await journal.follow()
  const seen: NoticedState[] = []
  let nowMs = NOW_MS
  // Each look at this clock costs 10 ms: a slice holds one step.
  const slow: Clock = { now: () => (nowMs += 10), zone: () => 'UTC' }

  const noticed = new Noticed(partsOf(journal, slow))
  noticed.subscribe(() => seen.push(noticed.current))
  await noticed.settled()

  const done = seen.flatMap((state) => (state.kind === 'reading' ? [state.done] : []))
  expect(done.length).toBeGreaterThan(0)
  expect(done.every((part, at) => part > 0 && part <= 1 && part >= (done[at - 1] ?? 0))).toBe(true)
  expect(noticed.current.kind).toBe('ready')
})

test('an act-now is told as past once a day went by', async () => {
  const { alma, journal } = await aPhone()
  await save(alma, journal, 'e1', { 'session-risk': 'now' })
  let nowMs = NOW_MS
  const noticed = new Noticed(partsOf(journal, { now: () => nowMs, zone: () => 'UTC' }))
  await noticed.settled()
  const before = ready(noticed.current).open

  nowMs += 25 * 3_600_000

  expect(before).toMatchObject([{ level: 'act-now', isPast: false }])
  expect(ready(noticed.current).open).toMatchObject([{ level: 'consult', isPast: true }])
})

test('what is snoozed is open again when the chosen hour passed', async () => {
  const { alma, journal } = await aPhone()
  await save(alma, journal, 'e1', { 'session-pull': 'strong' })
  await alma.put([{ kind: 'signal', id: 's1', set: { ...SNOOZED, until: '2026-11-24' } }])
  let nowMs = Date.parse('2026-11-24T04:30:00Z')
  const clock = { now: () => nowMs, zone: () => 'UTC', dayEndsAt: () => '06:00' }
  const noticed = new Noticed(partsOf(journal, clock))
  await journal.follow()
  await noticed.settled()
  const before = ready(noticed.current).open

  nowMs = Date.parse('2026-11-24T06:00:00Z')

  expect(before).toMatchObject([{ state: 'snoozed' }])
  expect(ready(noticed.current).open).toMatchObject([{ state: 'open' }])
})

test('a checklist that is added is asked for with the rest', async () => {
  const { alma, journal } = await aPhone()
  const mine: Checklist = { ...TEMPLATE, id: 'own-1', item: [{ ...ITEM, linkId: 'own-mood' }] }
  const asked = new Checklists(alma.storage)
  const noticed = new Noticed({ ...partsOf(journal, CLOCK), checklists: asked })
  await alma.put([{ kind: 'rule', id: OWN.id, set: { from: '2026-11-01', definition: OWN } }])
  for (const id of ['e1', 'e2']) await alma.put([anEntry(id, { 'own-mood': CODE })])
  await journal.follow()
  await noticed.settled()
  const before = ready(noticed.current).open

  await asked.keep([mine])
  await noticed.settled()

  expect(before).toEqual([])
  expect(ready(noticed.current).open.map(({ rule }) => rule.id)).toEqual([OWN.id])
})

test('nothing is told again while nothing changed', async () => {
  const { alma, noticed, journal } = await aPhone()
  await save(alma, journal, 'e1', { 'session-pull': 'strong' })
  await noticed.settled()
  const before = noticed.current

  await alma.put([{ kind: 'setting', id: 'x', set: { value: 1 } }])
  await journal.follow()
  await noticed.settled()

  expect(noticed.current).toBe(before)
})

test('a locked phone tells what present answers tell alone', () => {
  const response = {
    checklist: 'after-session',
    version: 1,
    day: DAY,
    zone: 'UTC',
    authored: '2026-11-23T12:00:00Z',
    answers: { 'session-risk': 'now', 'session-pull': 'strong', 'session-frame': 'undiscussed' },
  }

  const all = raisedByAlone(response)
  const some = raisedByAlone(response, ['strong-pull', 'danger-now'])

  expect(all.map(({ rule }) => rule.id).sort()).toEqual(['danger-now', 'strong-pull'])
  expect(some.map(({ rule }) => rule.id)).toEqual(['danger-now'])
})

async function aPhone() {
  const alma = await Phone.begin()
  const journal = await alma.tab()
  const noticed = new Noticed(partsOf(journal, CLOCK))
  const parts: ResponseParts = { journal, put: (ops) => alma.put(ops), clock: CLOCK }
  return { alma, journal, noticed, parts }
}

function partsOf(journal: Journal, clock: Clock) {
  return { journal, checklists: { own: [] }, clock, whenIdle: (act: () => void) => setTimeout(act) }
}

async function written(alma: Phone): Promise<number> {
  return alma.storage.transaction(
    ['envelopes'],
    'readonly',
    async (transaction) => (await transaction.objectStore('envelopes').getAllKeys()).length,
  )
}

async function save(alma: Phone, journal: Journal, id: string, answers: Record<string, string>) {
  await alma.put([anEntry(id, answers)])
  await journal.follow()
}

function anEntry(id: string, answers: Record<string, string>) {
  const given = Object.fromEntries(Object.entries(answers).map(([item, code]) => [`answer.${item}`, code]))
  const set: Members = {
    checklist: 'after-session',
    version: 1,
    day: DAY,
    authored: '2026-11-23T12:00:00Z',
    ...given,
  }
  return { kind: 'entry', id, set }
}

function ready(state: NoticedState) {
  if (state.kind !== 'ready') throw new Error(`it is ${state.kind}`)
  return state
}
