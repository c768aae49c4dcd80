import { expect, test } from 'vitest'

import { added, switched, withItem } from '../checklists/changing.ts'
import { newest, type Checklist, type Item } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { day, Life } from './cast.ts'
import { itemRules } from './itemRules.ts'
import { BROUGHT_MAX } from './rulings.ts'
import type { Signal } from './signal.ts'

test('an answer that asks for a talk raises a signal', () => {
  const life = new Life()
  versions(life, 1, daily(mood()))

  life.check(1, { 'own-mood': 'low' })

  expect(open(life, 1)).toMatchObject([
    { level: 'consult', opened: day(1), rule: { texts: { title: 'How was my mood?', message: 'Low' } } },
  ])
})

test('each level is a rule, and a calm answer none', () => {
  const rules = itemRules(daily(mood({ also: 'note' })))

  expect(rules.map(({ level, domain, when }) => [level, domain, when])).toEqual([
    ['note', 'self-care', { answer: 'own-mood', in: ['flat'] }],
    ['consult', 'self-care', { answer: 'own-mood', in: ['low'] }],
  ])
  expect(rules.map(({ id }) => id)).toEqual([
    expect.stringMatching(/^own-[a-z0-9]{8}$/),
    expect.stringMatching(/^own-[a-z0-9]{8}$/),
  ])
  expect(new Set(rules.map(({ id }) => id)).size).toBe(2)
})

test('what a later app calls urgent is talked over: a crisis has questions of its own', () => {
  const rules = itemRules(daily(mood({ also: 'act-now' })))

  expect(rules.map(({ level, when }) => [level, when])).toEqual([
    ['consult', { answer: 'own-mood', in: ['flat', 'low'] }],
  ])
})

test('what came with the app brings no second rule', () => {
  expect(shipped.flatMap(itemRules)).toEqual([])
})

test('an own answer to a question of the app brings one', () => {
  const list = withItem(daily(), 'daily-steady', (item) => ({
    ...item,
    answerOption: [
      ...item.answerOption,
      { code: 'own-shaky', display: 'Shaky', ordinal: 3, signal: 'consult' },
    ],
  }))

  expect(list && itemRules(list).map(({ when }) => when)).toEqual([
    { answer: 'daily-steady', in: ['own-shaky'] },
  ])
})

test('what the person wants to be told is told', () => {
  const [, consult] = itemRules(daily({ ...mood({ also: 'note' }), followUp: 'Ring Sam.' }))

  expect(consult?.texts?.message).toBe('Ring Sam.')
})

test('a question holds from its day on', () => {
  const life = new Life()
  versions(life, 5, daily(mood()))
  life.check(4, { 'own-mood': 'low' }, { on: 6 })
  const before = open(life, 6)
  life.check(6, { 'own-mood': 'low' })

  expect(before).toEqual([])
  expect(open(life, 6)).toMatchObject([{ opened: day(6) }])
})

test('a question left out is silent, and closes what is open', () => {
  const life = new Life()
  versions(life, 1, daily(mood()))
  life.check(1, { 'own-mood': 'low' })

  const off = switched(daily(mood()), 'own-mood', true)
  versions(life, 2, off)
  life.check(20, { 'own-mood': 'low' })

  expect(ofMood(life, 20)).toMatchObject([{ closed: { by: 'switched-off', day: day(2) } }])
})

test('a checklist taken out of use takes its rules along', () => {
  const life = new Life()
  versions(life, 1, daily(mood()))
  life.remove('checklist', 'daily', 2)
  life.check(3, { 'own-mood': 'low' })
  const without = ofMood(life, 3)
  life.write('checklist', {}, { on: 4, id: 'daily' })
  life.check(5, { 'own-mood': 'low' })

  expect(without).toEqual([])
  expect(open(life, 5)).toMatchObject([{ opened: day(5) }])
})

test('its rule can be switched off like any other', () => {
  const life = new Life()
  const [rule] = itemRules(daily(mood()))
  versions(life, 1, daily(mood()))
  life.rule(2, rule?.id ?? '', { off: true })
  life.check(3, { 'own-mood': 'low' })
  // Another wording of the question: it stays off.
  versions(life, 4, daily({ ...mood(), text: 'My mood?' }))
  life.check(5, { 'own-mood': 'low' })
  const whileOff = ofMood(life, 5)
  life.rule(6, rule?.id ?? '', { off: false })
  life.check(7, { 'own-mood': 'low' })

  expect(whileOff).toEqual([])
  expect(open(life, 7)).toMatchObject([{ opened: day(7) }])
})

test('two hundred such rules have space, one more has not', () => {
  const life = new Life()
  for (let list = 0; list <= 10; list += 1)
    life.write(
      'checklist',
      {
        'version.1': valueOf({ ...many(list === 10 ? 1 : BROUGHT_MAX / 10), id: `own-${list}` }),
        'from.1': day(1),
      },
      { on: 1, id: `own-${list}` },
    )
  life.check(2, { 'question-19': 'low' })
  const last = open(life, 2)
  life.check(2, { 'past-them': 'low' })

  expect(last.length).toBeGreaterThan(0)
  expect(life.signals(2).some(({ causes }) => causes.some(({ linkId }) => linkId === 'past-them'))).toBe(
    false,
  )
})

test('restored in one write, each version holds from its own day', () => {
  const life = new Life()
  const [first, second] = [daily(mood()), daily()]
  life.write(
    'checklist',
    {
      'version.1001': valueOf({ ...first, version: 1001 }),
      'from.1001': day(1),
      'version.1002': valueOf({ ...second, version: 1002 }),
      'from.1002': day(5),
    },
    { on: 40, id: 'daily' },
  )
  for (const about of [-2, 2, 30]) life.check(about, { 'own-mood': 'low' }, { on: 40 })
  life.say(40, itemRules(first)[0]?.id ?? '', 'settled', { day: day(3) })

  expect(ofMood(life, 40)).toMatchObject([{ opened: day(2), closed: { by: 'settled' } }])
})

function mood({ also }: { also?: 'note' | 'act-now' } = {}): Item {
  return {
    linkId: 'own-mood',
    domain: 'self-care',
    text: 'How was my mood?',
    type: 'choice',
    required: false,
    answerOption: [
      { code: 'fine', display: 'Fine', ordinal: 0 },
      { code: 'flat', display: 'Flat', ordinal: 2, ...(also && { signal: also }) },
      { code: 'low', display: 'Low', ordinal: 3, signal: 'consult' },
    ],
    references: {},
  }
}

function daily(own?: Item): Checklist {
  const found = newest(shipped, 'daily')
  const list = found && own ? added(found, own) : found
  if (!list) throw new Error('no daily check')
  return list
}

function many(count: number): Checklist {
  const items = Array.from({ length: count }, (_, at) => ({
    ...mood(),
    linkId: count === 1 ? 'past-them' : `question-${at}`,
  }))
  return { id: '', version: 1, title: 'Many', item: items }
}

let made = 1000
function versions(life: Life, on: number, list: Checklist | null): void {
  if (!list) throw new Error('it cannot be so')
  made += 1
  const value = valueOf({ ...list, version: made })
  life.write('checklist', { [`version.${made}`]: value, [`from.${made}`]: day(on) }, { on, id: list.id })
}

function valueOf(list: Checklist) {
  return JSON.parse(JSON.stringify(list)) as Record<string, never>
}

function ofMood(life: Life, today: number): readonly Signal[] {
  return life.signals(today).filter(({ rule }) => rule.texts !== undefined)
}

function open(life: Life, today: number): readonly Signal[] {
  return ofMood(life, today).filter(({ state }) => state !== 'closed')
}
