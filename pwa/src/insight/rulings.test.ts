import { expect, test } from 'vitest'

import type { Members } from '../protocol/change.ts'
import { day, Life, lifeOf } from './cast.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'

test('who was asked and kept the rule is not asked again', () => {
  const life = lifeOf(
    [1, 31, 61].map((on) => `${on} session-pull=strong; ${on} say strong-pull does-not-apply`).join('; '),
  )
  life.rule(61, 'strong-pull', { off: false })

  expect(life.of('strong-pull', 61).some(({ asksToSwitchOff }) => asksToSwitchOff)).toBe(false)
})

test('a changed rule leaves the past as it was', () => {
  const life = lifeOf('1-3 session-within-competence=edge; 3 say beyond-competence settled')
  life.rule(20, 'beyond-competence', { 'set.times': 5 })
  for (const on of [30, 31, 32, 33]) life.check(on, { 'session-within-competence': 'edge' })
  const four = life.of('beyond-competence', 33)
  life.check(34, { 'session-within-competence': 'edge' })

  expect(four).toMatchObject([{ opened: day(3), state: 'closed' }])
  expect(open(life.of('beyond-competence', 34))).toMatchObject([{ opened: day(34) }])
})

test('a late answer is judged by the rule of its day', () => {
  const life = lifeOf('1-2 session-within-competence=edge')
  life.rule(20, 'beyond-competence', { 'set.times': 8 })
  life.check(3, { 'session-within-competence': 'edge' }, { on: 21, phone: 'berta' })

  expect(life.of('beyond-competence', 21)).toMatchObject([{ opened: day(3) }])
})

test('a rule switched off is silent, and closes what is open', () => {
  const life = lifeOf('1 session-pull=strong')
  life.rule(2, 'strong-pull', { off: true })
  life.check(20, { 'session-pull': 'strong' })

  expect(life.of('strong-pull', 20)).toMatchObject([{ closed: { by: 'switched-off', day: day(2) } }])
})

test('an act-now rule cannot be switched off', () => {
  const life = new Life()
  life.rule(1, 'danger-now', { off: true })
  life.check(2, { 'session-risk': 'now' })

  expect(life.of('danger-now', 2)).toMatchObject([{ state: 'open' }])
})

test('a number out of bounds changes nothing', () => {
  const life = new Life()
  life.rule(1, 'beyond-competence', { 'set.times': 99 })
  life.check(2, { 'session-within-competence': 'edge' })
  life.check(3, { 'session-within-competence': 'edge' })
  life.check(4, { 'session-within-competence': 'edge' })

  expect(life.of('beyond-competence', 4)).toHaveLength(1)
})

test('an own rule is noticed from its day on', () => {
  const life = lifeOf('1 daily-boundary=chosen')
  const definition = {
    ...(JSON.parse(JSON.stringify(shipped('strong-pull'))) as Members),
    id: 'own-abcdefgh',
    when: { answer: 'daily-boundary', in: ['chosen'] },
    texts: { title: 'Chosen', message: 'You bent a boundary on purpose.' },
  }
  life.rule(5, 'own-abcdefgh', { definition })
  life.check(6, { 'daily-boundary': 'chosen' })

  expect(life.of('own-abcdefgh', 6)).toMatchObject([{ opened: day(6) }])
})

function open(signals: readonly Signal[]): readonly Signal[] {
  return signals.filter(({ state }) => state !== 'closed')
}

function shipped(id: string) {
  const rule = shippedRules.find((one) => one.id === id)
  if (!rule) throw new Error(`no rule ${id}`)
  return rule
}
