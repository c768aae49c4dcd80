import { expect, test } from 'vitest'

import { isCopyDue, isRehearsalDue, quietFrom, type Rehearsing, type Standing } from './reminding.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const DAY = 86_400_000
const ago = (days: number): number => NOW - days * DAY
const alone = (change: Partial<Standing> = {}): Standing => ({
  nowMs: NOW,
  written: [],
  syncedAt: null,
  exportedAt: null,
  quietUntil: 0,
  ...change,
})

test('an entry alone on the phone for 14 days is spoken of', () => {
  expect(isCopyDue(alone({ written: [ago(14)] }))).toBe(true)
  expect(isCopyDue(alone({ written: [ago(14) + 1, ago(1)] }))).toBe(false)
})

test('twenty entries are spoken of, nineteen are not', () => {
  const recent = Array.from({ length: 20 }, (_, at) => ago(1) + at)

  expect(isCopyDue(alone({ written: recent }))).toBe(true)
  expect(isCopyDue(alone({ written: recent.slice(1) }))).toBe(false)
})

test.each<keyof Pick<Standing, 'syncedAt' | 'exportedAt'>>(['syncedAt', 'exportedAt'])(
  'what %s covers lies elsewhere too',
  (copy) => {
    const written = [ago(60), ago(30), ago(3)]

    expect(isCopyDue(alone({ written, [copy]: ago(5) }))).toBe(false)
    expect(isCopyDue(alone({ written, [copy]: ago(40) }))).toBe(true)
  },
)

test('the later of the two copies counts', () => {
  const written = [ago(60), ago(30)]

  expect(isCopyDue(alone({ written, syncedAt: ago(90), exportedAt: ago(20) }))).toBe(false)
  expect(isCopyDue(alone({ written, syncedAt: ago(20), exportedAt: ago(90) }))).toBe(false)
})

test('not now is heard for 30 days', () => {
  const written = [ago(50)]

  expect(quietFrom(ago(30))).toBe(NOW)
  expect(isCopyDue(alone({ written, quietUntil: quietFrom(ago(30)) }))).toBe(true)
  expect(isCopyDue(alone({ written, quietUntil: quietFrom(ago(30)) + 1 }))).toBe(false)
})

test('an empty journal has nothing to lose', () => {
  expect(isCopyDue(alone())).toBe(false)
})

const standing = (change: Partial<Rehearsing> = {}): Rehearsing => ({
  nowMs: NOW,
  today: '2026-11-23',
  rehearsed: null,
  first: '2020-01-01',
  hasSecret: true,
  quietUntil: 0,
  ...change,
})

test.each<[string, Partial<Rehearsing>, boolean]>([
  ['182 days after the last', { rehearsed: '2026-05-25' }, true],
  ['181 days after it', { rehearsed: '2026-05-26' }, false],
  ['182 days after the first entry', { first: '2026-05-25' }, true],
  ['181 days after that', { first: '2026-05-26' }, false],
  ['a date that is still to come', { rehearsed: '2027-01-01' }, true],
  ['no entry', { first: null }, false],
  ['nothing that could be tried', { hasSecret: false }, false],
  ['put off', { quietUntil: NOW + 1 }, false],
  ['put off long ago', { quietUntil: NOW }, true],
])('a rehearsal is offered: %s', (_, change, isOffered) => {
  expect(isRehearsalDue(standing(change))).toBe(isOffered)
})
