import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { Phone } from '../journal/cast.ts'
import { limits } from './language.ts'
import { MalformedRule } from './problems.ts'
import {
  addOwn,
  adjust,
  importRules,
  removeOwn,
  restoreOwn,
  rulesNow,
  switchOff,
  switchOn,
  type OwnRuleForm,
  type OwnRulesParts,
} from './ownRules.ts'

const FORM: OwnRuleForm = {
  title: 'Late again',
  message: 'Sessions ran over a few times.',
  level: 'note',
  item: 'session-frame',
  codes: ['discussed', 'undiscussed'],
  times: 3,
  days: 10,
}

test('a rule is switched off and on again', async () => {
  const { parts, now } = await aPhone()

  await switchOff('strong-pull', parts)
  const off = now('strong-pull').isOff
  await switchOn('strong-pull', parts)

  expect(off).toBe(true)
  expect(now('strong-pull').isOff).toBe(false)
})

test('yesterday is as it was before a rule changed', async () => {
  const { parts } = await aPhone()

  await switchOff('strong-pull', parts)

  const before = rulesNow(parts, '2026-11-22').find(({ rule }) => rule.id === 'strong-pull')
  expect(before?.isOff).toBe(false)
})

test('an act-now rule can be neither off nor cooled', async () => {
  const { parts, now } = await aPhone()

  await expect(switchOff('danger-now', parts)).rejects.toThrow(RangeError)
  await expect(adjust('danger-now', 'cooldownDays', 30, parts)).rejects.toThrow(RangeError)

  expect(now('danger-now')).toMatchObject({ isOff: false, canBeOff: false })
})

test.each([
  ['times', 2, 8],
  ['days', 7, 90],
  ['cooldownDays', 1, 90],
])('a number is set within its bounds: %s', async (name, least, most) => {
  const { parts } = await aPhone()

  for (const value of [least, most]) await adjust('beyond-competence', name, value, parts)

  for (const value of [least - 1, most + 1, least + 0.5])
    await expect(adjust('beyond-competence', name, value, parts)).rejects.toThrow(RangeError)
})

test('numbers that were set stand beside those that came', async () => {
  const { parts, now } = await aPhone()

  await adjust('trauma-load', 'days', 40, parts)
  await adjust('trauma-load', 'cooldownDays', 30, parts)

  const { numbers, rule, original } = now('trauma-load')
  expect(numbers).toMatchObject([{ name: 'days', value: 40, original: 22 }])
  expect(JSON.stringify(rule.when).match(/"days":40/g)).toHaveLength(2)
  expect([rule.cooldownDays, original.cooldownDays]).toEqual([30, 14])
})

test('a rule of the form is kept and removed', async () => {
  const { parts, now } = await aPhone()

  const id = await addOwn(FORM, parts)
  const kept = now(id)
  await removeOwn(id, parts)

  expect(id).toMatch(/^own-[a-z0-9]{8}$/)
  expect(kept).toMatchObject({ isOwn: true, rule: { domain: 'boundaries', texts: { title: 'Late again' } } })
  expect(rulesNow(parts).some(({ rule }) => rule.id === id)).toBe(false)
})

test('an own rule that was removed is brought back', async () => {
  const { parts, now } = await aPhone()
  const id = await addOwn(FORM, parts)
  const { original } = now(id)
  await removeOwn(id, parts)

  await restoreOwn(original, parts)

  expect(now(id)).toMatchObject({ isOwn: true, original: { texts: { title: 'Late again' } } })
  await expect(restoreOwn(now('strong-pull').original, parts)).rejects.toThrow(RangeError)
})

test.each<[string, Partial<OwnRuleForm>, RegExp]>([
  ['no answer', { codes: [] }, /when\.of/],
  ['an unknown item', { item: 'daily-mood' }, /no such item: daily-mood/],
  ['no title', { title: ' ' }, /texts\.title/],
  ['too many times', { times: 61 }, /when\.atLeast/],
])('a form with %s is refused and nothing kept', async (_, change, reason) => {
  const { parts } = await aPhone()

  await expect(addOwn({ ...FORM, ...change }, parts)).rejects.toThrow(reason)

  expect(parts.journal.objects('rule').size).toBe(0)
})

test('foreign rules that fit are taken, the others named', async () => {
  const { parts, now } = await aPhone()
  const file = JSON.stringify({
    format: 1,
    rules: [
      aRule({ id: 'good', hides: ['other'] }),
      aRule({ id: 'other' }),
      aRule({ id: 'loud', level: 'act-now' }),
      aRule({ id: 'silent', texts: undefined }),
      aRule({ id: 'muzzle', hides: ['danger-now'] }),
      aRule({ id: 'cites', references: { APA: ['77.7'] } }),
    ],
  })

  const { taken, refused } = await importRules(file, parts)

  expect(refused.map(({ rule, field }) => [rule, field]).sort()).toEqual([
    ['cites', 'references'],
    ['loud', 'level'],
    ['muzzle', 'hides'],
    ['silent', 'texts'],
  ])
  expect(taken.map(({ id }) => now(id).isOwn)).toEqual([true, true])
  expect(taken[0]?.hides).toEqual([taken[1]?.id])
  expect(rulesNow(parts).filter(({ isOff }) => isOff)).toEqual([])
})

test('there is room for a hundred own rules', async () => {
  const { parts } = await aPhone()
  const many = Array.from({ length: limits.rules }, (_, at) => aRule({ id: `rule-${at}` }))
  const { taken } = await importRules(JSON.stringify({ format: 1, rules: many }), parts)

  const { refused } = await importRules(JSON.stringify({ format: 1, rules: [aRule({})] }), parts)
  await expect(addOwn(FORM, parts)).rejects.toThrow(/more than 100 own rules/)
  await removeOwn(taken[0]?.id ?? '', parts)
  await addOwn(FORM, parts)

  expect(taken).toHaveLength(limits.rules)
  expect(refused.map(({ rule, field }) => [rule, field])).toEqual([['mine', 'rules']])
})

test('a rule too large for a change is named, others taken', async () => {
  const { parts } = await aPhone()
  const empty = { id: 'wide', references: { APA: ['3.05'] } }
  const numbers = (bytes: number): string[] => Array.from({ length: bytes / 7 }, () => '3.05')
  const wide = (bytes: number) => aRule({ ...empty, references: { APA: numbers(bytes) } })
  const file = JSON.stringify({ format: 1, rules: [wide(limits.ruleBytes), aRule({})] })

  const { taken, refused } = await importRules(file, parts)
  const fits = await importRules(JSON.stringify({ format: 1, rules: [wide(limits.ruleBytes - 700)] }), parts)

  expect(refused.map(({ rule, field }) => [rule, field])).toEqual([['wide', 'rule']])
  expect([taken.length, fits.taken.length]).toEqual([1, 1])
})

test('a file of no rules is refused and changes nothing', async () => {
  const { parts } = await aPhone()

  await expect(importRules('{"format":1}', parts)).rejects.toThrow(MalformedRule)

  expect(parts.journal.objects('rule').size).toBe(0)
})

async function aPhone() {
  const alma = await Phone.begin()
  const parts: OwnRulesParts = {
    journal: await alma.tab(),
    checklists: { own: [] },
    put: (ops) => alma.put(ops),
    clock: { now: () => Date.parse('2026-11-23T12:30:00Z'), zone: () => 'UTC' },
  }
  const now = (id: string) => {
    const found = rulesNow(parts).find(({ rule }) => rule.id === id)
    if (!found) throw new Error(`no rule ${id}`)
    return found
  }
  return { parts, now }
}

function aRule(change: Record<string, unknown>): Record<string, unknown> {
  return {
    id: 'mine',
    version: 1,
    level: 'note',
    kind: 'single',
    domain: 'self-care',
    dueWithinHours: null,
    when: { answer: 'daily-fit', in: ['partly'] },
    clears: { any: ['does-not-apply'] },
    cooldownDays: 14,
    nextSteps: ['write-reflection'],
    texts: { title: 'Mine', message: 'You noted this.' },
    ...change,
  }
}
