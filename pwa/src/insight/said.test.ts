import { expect, test } from 'vitest'

import type { Write } from '../protocol/merge.ts'
import { day, Life } from './cast.ts'
import { saidTo } from './said.ts'
import type { Signal } from './signal.ts'

test('answers are told in their order with what was said', () => {
  const life = new Life()
  life.check(1, { 'daily-privacy': 'yes' })
  life.say(2, 'privacy-slip', 'snoozed', { until: day(5) })
  const last = life.say(6, 'privacy-slip', 'does-not-apply', { reason: { text: 'It was my own name.' } })

  const said = saidTo(only(life, 6), answersOf(life))

  expect(said.map(({ answer, day, until }) => [answer, day, until])).toEqual([
    ['snoozed', day(2), day(5)],
    ['does-not-apply', day(6), null],
  ])
  expect(said.at(-1)).toMatchObject({ id: last, reason: 'It was my own name.' })
})

test('what was said to an earlier signal is left out', () => {
  const life = new Life()
  life.check(1, { 'daily-privacy': 'yes' })
  life.say(1, 'privacy-slip', 'settled')
  life.check(20, { 'daily-privacy': 'yes' })
  life.say(21, 'privacy-slip', 'snoozed', { until: day(24) })
  const [open, past] = life.of('privacy-slip', 21)

  expect(open && saidTo(open, answersOf(life)).map(({ answer }) => answer)).toEqual(['snoozed'])
  expect(past && saidTo(past, answersOf(life)).map(({ answer }) => answer)).toEqual(['settled'])
})

test('an answer that was taken back is gone', () => {
  const life = new Life()
  life.check(1, { 'daily-privacy': 'yes' })
  life.remove('signal', life.say(1, 'privacy-slip', 'settled'), 1)

  expect(saidTo(only(life, 1), answersOf(life))).toEqual([])
})

function only(life: Life, today: number): Signal {
  const [signal] = life.of('privacy-slip', today)
  if (!signal) throw new Error('nothing was noticed')
  return signal
}

function answersOf({ objects }: Life): ReadonlyMap<string, readonly Write[]> {
  const answers = [...objects.values()].filter(({ kind }) => kind === 'signal')
  return new Map(answers.map(({ id, writes }) => [id, writes]))
}
