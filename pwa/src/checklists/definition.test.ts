import { describe, expect, test } from 'vitest'

import shippedFile from '../../content/checklists.json'
import codesFile from '../../content/codes.json'
import { aChecklist, aFile, anItem, anOption } from './builders.ts'
import { checked, domains, find, limits, newest } from './definition.ts'
import { parse, parseSorted } from './fromFile.ts'
import { MalformedChecklist, NewerChecklist } from './problems.ts'
import { parseCodes, shownReferences } from './references.ts'

const shipped = checked(shippedFile)
const itemsOf = (...ids: string[]) => shipped.filter(({ id }) => ids.includes(id)).flatMap(({ item }) => item)

function refusal(value: unknown): MalformedChecklist {
  try {
    checked(value)
  } catch (problem) {
    if (problem instanceof MalformedChecklist) return problem
    throw problem
  }
  throw new Error('it was taken')
}
const withItem = (change: Record<string, unknown>) => aFile(aChecklist({ item: [anItem('first', change)] }))
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))

describe('what is shipped', () => {
  test('has the promised number of items', () => {
    expect(shipped.map(({ id, item }) => [id, item.length])).toEqual([
      ['daily', 8],
      ['after-session', 9],
      ['review', 20],
    ])
    expect(itemsOf('after-session').filter(({ core }) => core)).toHaveLength(5)
    expect(itemsOf('review').filter(({ cadence }) => cadence === 'weekly')).toHaveLength(11)
    expect(itemsOf('review').filter(({ cadence }) => cadence === 'monthly')).toHaveLength(9)
  })

  test('covers all nine domains', () => {
    expect(new Set(itemsOf('daily', 'after-session', 'review').map(({ domain }) => domain))).toEqual(
      new Set(domains),
    )
    expect(new Set(itemsOf('daily', 'after-session').map(({ domain }) => domain))).toEqual(new Set(domains))
  })

  test.each(['boundaries', 'competence', 'self-care', 'conflicts-of-interest'])(
    'asks about %s every day or after every session',
    (domain) => {
      const always = itemsOf('daily', 'after-session').filter((item) => item.core !== false)

      expect(always.map((item) => item.domain)).toContain(domain)
    },
  )

  test('asks in few and plain words', () => {
    for (const item of itemsOf('daily', 'after-session', 'review')) {
      expect(item.text.length, item.linkId).toBeLessThanOrEqual(90)
      expect(item.text, item.linkId).toMatch(/\b(I|me|my|we)\b/i)
      expect(`${item.text} ${item.why ?? ''}`, item.linkId).not.toMatch(/!|violation|should have|unethical/i)
      for (const { display } of item.answerOption) expect(display.length, display).toBeLessThanOrEqual(60)
    }
  })

  test('shows no reference that nobody has read', () => {
    const codes = parseCodes(codesFile)
    const items = itemsOf('daily', 'after-session', 'review')

    const shown = items.flatMap((item) => shownReferences(item, codes))

    expect(items.some((item) => item.references['CPA'])).toBe(true)
    expect(shown.map(({ code }) => code)).not.toContain('CPA')
    expect(shown.filter(({ code, number }) => codes[code]?.standards[number]?.checked !== 'read')).toEqual([])
    expect(items.filter((item) => shownReferences(item, codes).length === 0)).toEqual([])
    expect(shownReferences({ references: { APA: ['2.06', '6.07'], CPA: ['II.12'] } }, codes)).toEqual([
      { code: 'APA', number: '2.06', title: 'Personal Problems and Conflicts' },
    ])
  })
})

describe('what is refused, and how it is named', () => {
  test.each([
    ['text', withItem({ text: '' }), 'evening', 'first', 'text'],
    ['a missing text', withItem({ text: undefined }), 'evening', 'first', 'text'],
    ['a domain nobody knows', withItem({ domain: 'astrology' }), 'evening', 'first', 'domain'],
    ['another type', withItem({ type: 'open-choice' }), 'evening', 'first', 'type'],
    ['an item that must be answered', withItem({ required: true }), 'evening', 'first', 'required'],
    ['a misspelt field', withItem({ enablewhen: [] }), 'evening', 'first', 'enablewhen'],
    ['a single option', withItem({ answerOption: [anOption('a', 0)] }), 'evening', 'first', 'answerOption'],
    [
      'an ordinal of 4',
      withItem({ answerOption: [anOption('a', 0), anOption('b', 4)] }),
      'evening',
      'first',
      'answerOption.1.ordinal',
    ],
    [
      'a code that stands twice',
      withItem({ answerOption: [anOption('a', 0), anOption('a', 1)] }),
      'evening',
      'first',
      'answerOption',
    ],
    ['an item without a name', withItem({ linkId: 7 }), 'evening', 'number 1', 'linkId'],
    ['a name that is a trap', withItem({ linkId: '__proto__' }), 'evening', '__proto__', 'linkId'],
    ['an item twice', aFile(aChecklist({ item: [anItem('a'), anItem('a')] })), 'evening', 'a', 'linkId'],
    ['no items', aFile(aChecklist({ item: [] })), 'evening', '', 'item'],
    ['a checklist twice', aFile(aChecklist(), aChecklist()), 'evening version 1', '', 'version'],
    ['a version of none', aFile(aChecklist({ version: 0 })), 'evening', '', 'version'],
    ['no format', { checklists: [aChecklist()] }, '', '', 'format'],
    ['nothing at all', null, '', '', 'file'],
  ])('%s', (_, value, checklist, item, field) => {
    const problem = refusal(value)

    expect([problem.checklist, problem.item, problem.field]).toEqual([checklist, item, field])
  })

  test.each([
    ['a later item', [{ question: 'second', operator: '=', answer: 'good' }]],
    ['itself', [{ question: 'first', operator: 'exists', answer: true }]],
    ['an item that is not there', [{ question: 'third', operator: 'exists', answer: true }]],
  ])('a condition on %s', (_, enableWhen) => {
    const problem = refusal(aFile(aChecklist({ item: [anItem('first', { enableWhen }), anItem('second')] })))

    expect([problem.item, problem.field]).toEqual(['first', 'enableWhen'])
  })

  test('a condition on an answer that cannot be given', () => {
    const enableWhen = [{ question: 'first', operator: '=', answer: 'splendid' }]

    const problem = refusal(aFile(aChecklist({ item: [anItem('first'), anItem('second', { enableWhen })] })))

    expect(problem.message).toBe(
      'checklist "evening", item "second", field "enableWhen": first has no answer splendid',
    )
  })

  test('several conditions without saying any or all', () => {
    const one = { question: 'first', operator: 'exists', answer: true }
    const second = anItem('second', { enableWhen: [one, one] })

    expect(refusal(aFile(aChecklist({ item: [anItem('first'), second] }))).field).toBe('enableBehavior')
  })

  test('a later format, as newer and not as broken', () => {
    expect(() => checked({ format: 2, questionnaires: [] })).toThrow(NewerChecklist)
  })

  test('text that is no JSON', () => {
    expect(() => parse('{"format": 1,')).toThrow(MalformedChecklist)
  })
})

describe('limits hold at the number and one past it', () => {
  const { items, options, textLength, titleLength, fileBytes } = limits
  test.each([
    ['items', (n: number) => aFile(aChecklist({ item: times(n, (i) => anItem(`i${i}`)) })), items],
    ['options', (n: number) => withItem({ answerOption: times(n, (i) => anOption(`o${i}`, null)) }), options],
    ['text', (n: number) => withItem({ text: 'x'.repeat(n) }), textLength],
    ['title', (n: number) => aFile(aChecklist({ title: 'x'.repeat(n) })), titleLength],
  ])('%s', (_, make, limit) => {
    expect(checked(make(limit))).toHaveLength(1)
    expect(() => checked(make(limit + 1))).toThrow(MalformedChecklist)
  })

  test('the size of the file, in bytes', () => {
    const json = JSON.stringify(aFile(aChecklist({ title: 'Prüfung' })))
    const padded = (bytes: number) => json + ' '.repeat(bytes - new TextEncoder().encode(json).length)

    expect(parse(padded(fileBytes))).toHaveLength(1)
    expect(() => parse(padded(fileBytes + 1))).toThrow(MalformedChecklist)
  })
})

test('a checklist in which nothing is asked is refused', () => {
  const off = { off: true }

  expect(checked(aFile(aChecklist({ item: [anItem('first', off), anItem('second')] })))).toHaveLength(1)
  expect(refusal(aFile(aChecklist({ item: [anItem('first', off)] }))).message).toContain('asks nothing')
})

describe('a file looked at item by item', () => {
  const sortedOf = (...lists: unknown[]) => parseSorted(JSON.stringify(aFile(...lists)))

  test('gives what fits and names the rest', () => {
    const waits = { enableWhen: [{ question: 'odd', operator: 'exists', answer: true }] }
    const items = [
      anItem('first'),
      anItem('odd', { text: '' }),
      anItem('second', waits),
      { text: 'nameless' },
    ]

    const [found] = sortedOf(aChecklist({ item: items }))

    expect(found?.checklist?.item.map(({ linkId }) => linkId)).toEqual(['first'])
    expect(found?.refused.map(({ item, field }) => [item, field])).toEqual([
      ['odd', 'text'],
      ['second', 'enableWhen'],
      ['number 4', 'linkId'],
    ])
  })

  test('gives nothing where all of it is off', () => {
    const [found] = sortedOf(aChecklist({ item: [anItem('first', { off: true })] }))

    expect(found?.checklist).toBeNull()
    expect(found?.refused.map(({ field }) => field)).toEqual(['item'])
  })

  test('is refused whole where more than an item is wrong', () => {
    expect(() => sortedOf(aChecklist({ title: '' }))).toThrow(MalformedChecklist)
    expect(() => sortedOf(aChecklist(), aChecklist())).toThrow(/stands twice/)
    expect(() => parseSorted('{"format": 2, "checklists": []}')).toThrow(NewerChecklist)
  })
})

describe('versions', () => {
  const both = checked(aFile(aChecklist({ version: 2 }), aChecklist({ title: 'Old evening' })))

  test('an old answer finds the wording it was given to', () => {
    expect(find(both, 'evening', 1)?.title).toBe('Old evening')
    expect(find(both, 'evening', 3)).toBeUndefined()
  })

  test('a new answer is asked in the newest wording', () => {
    expect(newest(both, 'evening')?.version).toBe(2)
  })

  test('an item of a person’s own belongs to no domain', () => {
    expect(checked(withItem({ domain: undefined }))[0]?.item[0]?.domain).toBe('own')
  })
})
