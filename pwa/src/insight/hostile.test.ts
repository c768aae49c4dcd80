/** What a phone of its own, gone wrong or written by others, may put into the journal: the rest keeps working. */
import { expect, test } from 'vitest'

import type { Members } from '../protocol/change.ts'
import { day, Life, lifeOf } from './cast.ts'
import { limits } from './language.ts'
import { shippedRules } from './shippedRules.ts'
import { Signals } from './signals.ts'

test.each<[string, Members]>([
  ['a number that stands nowhere', { adjustable: [adjustable('__proto__.polluted')] }],
  ['a number in place of a text', { adjustable: [adjustable('when.answer')] }],
  ['bounds that no rule has', { when: counted(3), adjustable: [adjustable('when.atLeast')] }],
  ['calm answers that are not named', { clears: { any: ['answers-calm'] } }],
  ['conditions in seven others', { when: nested(7) }],
  ['more conditions than are looked at', { when: wide(limits.conditions + 1) }],
])('an own rule with %s is left out', (_, change) => {
  const life = new Life()
  life.rule(1, 'own-abcdefgh', { definition: definition('own-abcdefgh', change), 'set.times': 300 })
  life.check(2, { 'session-pull': 'strong' })

  const ids = life.signals(2).map(({ rule }) => rule.id)

  expect(ids).toEqual(['strong-pull'])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('as many conditions as are allowed are looked at', () => {
  const life = new Life()
  life.rule(1, 'own-abcdefgh', {
    definition: definition('own-abcdefgh', { when: wide(limits.conditions) }),
  })
  life.check(2, { 'session-pull': 'strong' })

  expect(life.of('own-abcdefgh', 2)).toHaveLength(1)
})

test('own rules past the hundredth are not looked at', () => {
  const life = new Life()
  for (let at = 0; at <= limits.rules; at++) life.rule(1, ownId(at), { definition: definition(ownId(at)) })
  life.check(2, { 'session-pull': 'strong' })
  const before = life.signals(2).filter(({ rule }) => rule.texts)
  life.rule(3, ownId(0), { definition: null })
  life.rule(3, ownId(limits.rules), { definition: definition(ownId(limits.rules)) })
  life.check(4, { 'session-pull': 'strong' })

  expect(before).toHaveLength(limits.rules)
  expect(before.some(({ rule }) => rule.id === ownId(limits.rules))).toBe(false)
  expect(life.of(ownId(limits.rules), 4)).toHaveLength(1)
})

test('an answer that is named twice counts once', () => {
  const twice = { any: [strong(), strong()] }
  const life = new Life()
  life.rule(1, 'own-abcdefgh', {
    definition: definition('own-abcdefgh', { when: { ...counted(2), of: twice } }),
  })
  life.check(2, { 'session-pull': 'strong' })

  expect(life.of('own-abcdefgh', 2)).toEqual([])
})

test('an entry of the first year costs few days', () => {
  let looks = 0
  const [silent] = shippedRules.filter(({ id }) => id === 'no-consultation-lately')
  if (!silent) throw new Error('no such rule')
  const watched = new Proxy(silent, {
    get: (rule, name: keyof typeof silent) => {
      if (name === 'when') looks += 1
      return rule[name]
    },
  })
  const signals = new Signals([watched])
  const life = new Life()
  life.write('entry', { checklist: 'daily', day: '0001-01-01' }, { on: 1, id: 'old' })
  signals.follow(life.events().filter(({ id }) => id === 'old'))

  signals.on(day(1))

  expect(looks).toBeGreaterThan(100)
  expect(looks).toBeLessThan(1000)
})

test('a phone years ahead silences nothing that follows', () => {
  const life = lifeOf('1 session-risk=now; 1 say danger-now reached')
  life.check(4000, { 'session-pull': 'strong' }, { phone: 'berta' })

  const ids = life.signals(3).map(({ rule, state }) => `${rule.id} ${state}`)

  expect(ids).toEqual(['act-now-follow-up open', 'strong-pull open', 'danger-now closed'])
})

test('a day that comes is then of its own day', () => {
  const life = new Life()
  life.check(30, { 'session-pull': 'strong' })
  const signals = new Signals()
  signals.follow(life.events())
  const openedOn = (today: number): (string | undefined)[] =>
    signals.on(day(today)).flatMap(({ rule, opened }) => (rule.id === 'strong-pull' ? opened : []))

  const early = openedOn(5)
  const then = openedOn(30)

  expect(early).toEqual([day(-14)])
  expect(then).toEqual([day(30)])
})

test('a snooze until the last year ends within a week', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(1, 'strong-pull', 'snoozed', { until: '9999-12-31' })

  expect(life.of('strong-pull', 7)).toMatchObject([{ state: 'snoozed', until: day(8) }])
  expect(life.of('strong-pull', 8)).toMatchObject([{ state: 'open' }])
})

test.each([0, -5, 1441, 1.5e15])('a consultation of %s minutes is none', (minutes) => {
  const life = lifeOf('1 session-pull=strong')
  life.consult(2, ['boundaries'], { minutes })

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'open' }])
})

test('a day that no calendar has is no entry', () => {
  const life = new Life()
  life.write('entry', { checklist: 'daily', day: '2026-02-30', 'answer.session-pull': 'strong' }, { on: 80 })

  expect(life.signals(80).filter(({ rule }) => rule.id === 'strong-pull')).toEqual([])
})

test('an instant without its zone is not read', () => {
  const life = new Life()
  const set = { checklist: 'daily', day: day(1), 'answer.session-risk': 'now' }
  life.write('entry', { ...set, authored: '2031-01-01T12:00' }, { on: 1 })

  expect(life.of('danger-now', 3)).toMatchObject([{ isPast: true }])
})

function definition(id: string, change: Members = {}): Members {
  const rule = shippedRules.find((one) => one.id === 'strong-pull')
  return {
    ...(JSON.parse(JSON.stringify(rule)) as Members),
    id,
    texts: { title: 'Own', message: 'You noted this.' },
    ...change,
  }
}

function ownId(at: number): string {
  return `own-${String(at).padStart(8, '0')}`
}

function adjustable(at: string): Members {
  return { name: 'times', at: [at], min: 1, max: 400 }
}

function strong(): Members {
  return { answer: 'session-pull', in: ['strong'] }
}

function counted(times: number): Members {
  return { atLeast: times, within: { days: 7 }, of: strong(), count: 'answers' }
}

function nested(layers: number): Members {
  return layers === 0 ? strong() : { any: [nested(layers - 1)] }
}

/** So many conditions and answers in all, itself among them. */
function wide(parts: number): Members {
  const rows: Members[] = []
  for (let left = parts - 1; left > 0; left -= limits.parts + 1) {
    const length = Math.min(left, limits.parts + 1) - 1
    rows.push({ any: Array.from({ length }, strong) })
  }
  return { any: rows }
}
