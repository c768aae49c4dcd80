import { expect, test } from 'vitest'

import { MalformedRule, NewerRules } from './problems.ts'
import { checkedRules, parseRules, sortedRules, type Known } from './rule.ts'
import { shippedQuestions } from './shippedQuestions.ts'

const KNOWN: Known = {
  questions: shippedQuestions,
  hasReference: (code, number) => code === 'APA' && number === '3.05',
}

test('a rule that fits is taken as it stands', () => {
  const [rule] = checkedRules(aFile(aRule()), KNOWN)

  expect(rule).toMatchObject({ id: 'mine', hides: [], adjustable: [], references: {} })
})

const refused: [field: string, reason: RegExp, change: Record<string, unknown>][] = [
  ['when.any.0', /no such item: daily-mood/, { when: { any: [{ answer: 'daily-mood', in: ['no'] }] } }],
  ['when.of', /no such answer to daily-fit: perhaps/, { when: counted(2, 7, ['perhaps']) }],
  ['when.atLeast', /61/, { when: counted(61, 7) }],
  ['when.atLeast', /0/, { when: counted(0, 7) }],
  ['when.atLeast', /integer/i, { when: counted(1.5, 7) }],
  ['when.within.days', /401/, { when: counted(2, 401) }],
  ['when', /no condition/, { when: { sometimes: true } }],
  ['when.all.1', /no condition/, { when: { all: [counted(2, 7), {}] } }],
  ['when', /more than 6/, { when: nested(7) }],
  [
    'when',
    /more than 60 conditions/,
    { when: { any: Array(5).fill({ any: Array(12).fill(counted(2, 7)) }) } },
  ],
  ['adjustable.times', /no rule has/, { adjustable: [adjustable('when.atLeast', 1, 61)] }],
  ['nextSteps.1', /call-my-mother/, { nextSteps: ['write-reflection', 'call-my-mother'] }],
  ['references', /no such standard: APA 9.99/, { references: { APA: ['9.99'] } }],
  ['references', /no such standard: XYZ 1/, { references: { XYZ: ['1'] } }],
  ['hides', /names no rule: nobody/, { hides: ['nobody'] }],
  ['level', /loud/, { level: 'loud' }],
  ['cooldownDays', /366/, { cooldownDays: 366 }],
  ['clears.calm', /goes with answers-calm/, { clears: { any: ['answers-calm'] } }],
  [
    'clears.calm',
    /no such item: x/,
    { clears: { any: ['answers-calm'], calm: { item: 'x', codes: ['y'], times: 2 } } },
  ],
  ['clears.levelTenths', /goes with trend-level/, { clears: { any: ['trend-level'] } }],
  ['adjustable.times', /no one number stands/, { adjustable: [adjustable('when.atMost')] }],
  ['adjustable.times', /2 is not from 3 to 9/, { adjustable: [adjustable('when.atLeast', 3)] }],
  ['adjustable', /name twice/, { adjustable: [adjustable('when.atLeast'), adjustable('when.atLeast')] }],
  ['id', /small letters/, { id: 'Mine' }],
  ['colour', /colour|never/i, { colour: 'red' }],
]

test.each(refused)('a rule is refused with its field named: %s, %s', (field, reason, change) => {
  const check = () => checkedRules(aFile(aRule(change)), KNOWN)

  expect(check).toThrow(MalformedRule)
  expect(check).toThrow(reason)
  expect(sortedRules(aFile(aRule(change)), KNOWN).refused[0]).toMatchObject({
    rule: change['id'] ?? 'mine',
    field,
  })
})

test.each([
  ['when.atLeast', counted(60, 7)],
  ['when.within.days', counted(2, 400)],
  ['depth', nested(6)],
])('a rule at its limit is taken: %s', (_, when) => {
  expect(checkedRules(aFile(aRule({ when })), KNOWN)).toHaveLength(1)
})

test('rules that hide each other in a circle are refused', () => {
  const file = aFile(
    aRule({ id: 'one', hides: ['two'] }),
    aRule({ id: 'two', hides: ['three'] }),
    aRule({ id: 'three', hides: ['one'] }),
    aRule({ id: 'four' }),
  )

  const { rules, refused } = sortedRules(file, KNOWN)

  expect(refused[0]?.message).toBe('rule "one", field "hides": goes in a circle: one, two, three, one')
  expect(rules.map(({ id }) => id)).toContain('four')
})

test('a rule that hides itself is refused', () => {
  expect(() => checkedRules(aFile(aRule({ hides: ['mine'] })), KNOWN)).toThrow(/circle: mine, mine/)
})

test('one bad rule leaves the others at work', () => {
  const { rules, refused } = sortedRules(aFile(aRule(), 7, aRule({ id: 'bad', level: 'x' }), aRule()), KNOWN)

  expect(rules.map(({ id }) => id)).toEqual(['mine'])
  expect(refused.map(({ rule, field }) => [rule, field])).toEqual([
    ['number 2', 'rule'],
    ['bad', 'level'],
    ['mine', 'id'],
  ])
})

test('who hides a refused rule is refused with it', () => {
  const file = aFile(aRule({ hides: ['bad'] }), aRule({ id: 'bad', level: 'x' }))

  expect(sortedRules(file, KNOWN).refused.map(({ rule }) => rule)).toEqual(['bad', 'mine'])
})

test('a file that is none of ours is refused whole', () => {
  expect(() => parseRules('{')).toThrow(/field "file": not JSON/)
  expect(() => sortedRules({ rules: [] }, KNOWN)).toThrow(/field "format"/)
  expect(() => sortedRules({ format: 1, rules: [] }, KNOWN)).toThrow(/field "rules"/)
  expect(() => sortedRules({ format: 2, rules: [aRule()] }, KNOWN)).toThrow(NewerRules)
})

test('a file of its size is read, one byte more refused', () => {
  const fits = `"${'a'.repeat(256 * 1024 - 2)}"`

  expect(parseRules(fits)).toHaveLength(256 * 1024 - 2)
  expect(() => parseRules(`${fits} `)).toThrow(/larger than 262144 bytes/)
})

test('a hundred rules are taken, one more refused', () => {
  const rules = Array.from({ length: 100 }, (_, at) => aRule({ id: `r${at}` }))

  expect(checkedRules(aFile(...rules), KNOWN)).toHaveLength(100)
  expect(() => checkedRules(aFile(...rules, aRule()), KNOWN)).toThrow(/field "rules"/)
})

test.each(['not', 'of'])('a condition nested without end in "%s" is refused, not followed', (name) => {
  const deep = `${`{"${name}":`.repeat(20_000)}{}${'}'.repeat(20_000)}`
  const file = parseRules(`{"format":1,"rules":[{"id":"deep","when":${deep}}]}`)

  expect(sortedRules(file, KNOWN).refused[0]).toMatchObject({ rule: 'deep', field: 'when' })
})

function aFile(...rules: unknown[]) {
  return { format: 1, rules }
}

function aRule(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'mine',
    version: 1,
    level: 'note',
    kind: 'count',
    domain: 'self-care',
    dueWithinHours: null,
    when: counted(2, 7),
    clears: { any: ['does-not-apply'] },
    cooldownDays: 14,
    nextSteps: ['write-reflection'],
    texts: { title: 'Mine', message: 'You noted this twice.' },
    ...change,
  }
}

function counted(atLeast: number, days: number, codes = ['partly']) {
  return { atLeast, within: { days }, of: { answer: 'daily-fit', in: codes }, count: 'answers' }
}

/** A condition in so many layers. */
function nested(depth: number): unknown {
  return depth === 1 ? counted(2, 7) : { not: nested(depth - 1) }
}

function adjustable(at: string, min = 1, max = 9) {
  return { name: 'times', at: [at], min, max }
}
