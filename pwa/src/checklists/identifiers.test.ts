import { describe, expect, test } from 'vitest'

import { measure, readCorpus } from '../../build/identifiers-report.ts'
import file from '../../content/identifiers.json'
import words from '../../content/words/en.json'
import { find, pauseFindings, rewrite, type OwnWords } from './identifiers.ts'

const marked = (text: string, own?: OwnWords): string[] =>
  find(text, own).map(({ start, end }) => text.slice(start, end))
const rewritten = (text: string): string =>
  find(text).reduceRight((so, finding) => rewrite(so, finding), text)

describe('every detector', () => {
  const examples = file.detectors.flatMap(({ id, strength, catches, leavesAlone }) => ({
    id, strength, catches: catches.map(String), leavesAlone: leavesAlone.map(String),
  })) // prettier-ignore

  test('stands for one of the eighteen kinds, with a name for people', () => {
    expect(file.detectors.map(({ safeHarbor }) => safeHarbor).join('')).toBe('ABCDEFGHIJKLMNOPQR')
    for (const { id } of examples) expect(words).toHaveProperty([`identifier.${id}.name`])
  })

  test.each(examples.flatMap(({ id, catches }) => catches.map((text) => [id, text] as const)))(
    '%s catches: %s',
    (id, text) => {
      expect(find(text).map(({ detector }) => detector)).toContain(id)
    },
  )

  test.each(examples.flatMap(({ id, leavesAlone }) => leavesAlone.map((text) => [id, text] as const)))(
    '%s leaves alone: %s',
    (_, text) => {
      expect(marked(text)).toEqual([])
    },
  )

  test('of a direct kind asks before saving, the others only underline', () => {
    for (const { safeHarbor, strength } of file.detectors) {
      const expected = /[C-O]/.test(safeHarbor)
        ? 'pause'
        : /[PQ]/.test(safeHarbor)
          ? 'by-design'
          : 'underline'
      expect(strength).toBe(expected)
    }
  })
})

describe('our own sentences', () => {
  const notes = readCorpus()

  test('are at least three hundred, half of them innocent, a third held out', () => {
    expect(notes.length).toBeGreaterThanOrEqual(320)
    expect(notes.filter(({ identifiers }) => identifiers.length === 0).length / notes.length).toBeCloseTo(
      0.5,
      1,
    )
    expect(notes.filter(({ set }) => set === 'held-out').length / notes.length).toBeCloseTo(1 / 3, 1)
    for (const { text, identifiers } of notes)
      for (const part of identifiers) expect(text).toContain(part.text)
  })

  test.each(['tuning', 'held-out'] as const)('are judged as promised: %s', (set) => {
    const { direct, needlessPer60Words, misses } = measure(notes.filter((note) => note.set === set))

    expect(direct.found / direct.planted, misses.join('\n')).toBeGreaterThanOrEqual(0.95)
    expect(needlessPer60Words).toBeLessThanOrEqual(1)
  })
})

describe('the person’s own lists', () => {
  const own = { names: ['Grace', 'j-mo (tues)'], colleagues: ['Anna Weiss'] }

  test('a watched name is asked about, however it is typed', () => {
    expect(pauseFindings('saw grace again', own).map(({ detector }) => detector)).toEqual(['names'])
    expect(marked('with J-Mo (Tues) I hurry', own)).toEqual(['J-Mo (Tues)'])
    expect(marked('a graceful ending', own)).toEqual([])
  })

  test('a colleague is no client', () => {
    expect(marked('I asked Anna, and Weiss agreed.', own)).toEqual([])
    expect(marked('I asked Anna, and Weiss agreed.')).toEqual(['Anna', 'Weiss'])
  })
})

describe('numbers that carry a check digit', () => {
  test.each([
    ['943 476 5919', 'record'],
    ['GB29 NWBK 6016 1331 9268 19', 'account'],
    ['4111 1111 1111 1111', 'account'],
    ['490154203237518', 'account'],
  ])('%s is known for what it is', (text, detector) => {
    expect(find(text)[0]?.detector).toBe(detector)
  })

  test('a wrong digit is still a long number, and asked about', () => {
    expect(find('4111 1111 1111 1112')[0]).toMatchObject({ detector: 'record', strength: 'pause' })
  })
})

describe('facts that add up', () => {
  test.each([
    ['A surgeon with schizophrenia came today.', true],
    ['The 45-year-old nurse was kind to me.', false],
    ['A judge in a village told me.', true],
    ['I talked to a lawyer.', false],
  ])('%s', (text, isTelling) => {
    expect(find(text).some(({ detector }) => detector === 'rarity')).toBe(isTelling)
  })
})

describe('a rewrite', () => {
  test.each([
    ['I felt for Anna.', 'I felt for a client.'],
    ["Leila's mother rang.", "A client's mother rang."],
    ['He came on 3 March 2026, late.', 'He came some time ago, late.'],
    ['A 93-year-old taught me that.', 'An older adult taught me that.'],
    ['Call +44 20 7946 0958 and j@example.org.', 'Call (phone) and (e-mail).'],
  ])('%s', (text, expected) => {
    expect(rewritten(text)).toBe(expected)
  })

  test('leaves nothing to find and nothing else changed', () => {
    for (const { text, identifiers } of readCorpus().filter((note) => note.identifiers.length > 0)) {
      const after = rewritten(text)

      expect(
        find(after).filter(({ strength }) => strength === 'pause'),
        after,
      ).toEqual([])
      for (const { kind, text: part } of identifiers) if (kind !== 'R') expect(after).not.toContain(part)
    }
  })
})

describe('speed', () => {
  const longest = 2000
  const timed = (text: string): number => {
    const times = Array.from({ length: 7 }, () => {
      const from = performance.now()
      find(text)
      return performance.now() - from
    })
    return times.sort((a, b) => a - b)[3] ?? Infinity
  }

  test.each([
    ['digits', '1'],
    ['groups of digits', '12 '],
    ['capitals', 'A'],
    ['capitals and digits', 'A1'],
    ['capitalised words', 'Mill '],
    ['at signs', 'a@'],
    ['dots', 'a.'],
    ['colons', 'ab:'],
    ['hyphens', 'a-1-'],
    ['keywords', 'record number no '],
    ['fax', 'fax '],
    ['http', 'http://'],
    ['months', 'on the 1 March '],
  ])('no text is slow: %s', (_, part) => {
    expect(timed(part.repeat(longest).slice(0, longest))).toBeLessThan(50)
  })

  test('two thousand characters of notes take less than 5 ms', () => {
    const notes = readCorpus()
      .map(({ text }) => text)
      .join(' ')
      .slice(0, longest)

    // Four times the target: the machine that tests is shared. `make bench` prints the true number.
    expect(timed(notes)).toBeLessThan(20)
  })
})
