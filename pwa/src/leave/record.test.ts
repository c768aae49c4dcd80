/** The record of professional development: for each case what Python finds, byte for byte. */
import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import type { Members } from '../protocol/change.ts'
import type { Objects } from '../protocol/journalJson.ts'
import { hasWords, words } from '../words/words.ts'
import { NOTHING_NAMED, rowsOf, sumsOf, type Row } from './record.ts'
import { recordPage, recordTable, type Say } from './recordFiles.ts'

import '../words/late.ts'

interface Case {
  readonly first: string
  readonly last: string
  readonly reflections?: readonly string[]
  readonly entries?: readonly string[]
  readonly without?: readonly string[]
  readonly rows: readonly unknown[]
  readonly sums: unknown
  readonly csv: string
  readonly markdown: string
}
interface Corpus {
  readonly objects: Readonly<Record<string, Readonly<Record<string, Members>>>>
  readonly cases: readonly Case[]
}

const file = new URL('../../../tests/corpus/record.json', import.meta.url)
const corpus = JSON.parse(readFileSync(file, 'utf8')) as Corpus
const objects: Objects = new Map(
  Object.entries(corpus.objects).map(([kind, byId]) => [kind, new Map(Object.entries(byId))]),
)
const say: Say = (id, values) => (hasWords(id) ? words(id, values) : null)

function rowsFor({ first, last, reflections, entries, without }: Case): readonly Row[] {
  const [some, noted, out] = [reflections, entries, without].map((ids) => new Set(ids ?? []))
  return rowsOf(objects, first, last, {
    reflections: some ?? NOTHING_NAMED.reflections,
    entries: noted ?? NOTHING_NAMED.entries,
    without: out ?? NOTHING_NAMED.without,
  })
}

/** As the other language writes it. */
function asTold({ actionBy, countsTowards, ...row }: Row): unknown {
  return { ...row, action_by: actionBy, counts_towards: countsTowards }
}

test.each(corpus.cases.map((one, at) => [at, one] as const))(
  'case %i comes to the same in both languages',
  (_, one) => {
    const rows = rowsFor(one)
    const { byKind, reflectionMinutes, ...sums } = sumsOf(rows)

    expect(rows.map(asTold)).toEqual(one.rows)
    expect({ ...sums, by_kind: byKind, reflection_minutes: reflectionMinutes }).toEqual(one.sums)
    expect(recordTable(rows, say)).toBe(one.csv)
    expect(recordPage(rows, one.first, one.last, say)).toBe(one.markdown)
  },
)

test('nothing of an entry and no text of a reflection is in it unless named', () => {
  const table = recordTable(rowsOf(objects, '2026-01', '2026-12'), say)
  const named = { ...NOTHING_NAMED, entries: new Set(['01']), reflections: new Set(['2026-01']) }
  const ticked = recordTable(rowsOf(objects, '2026-01', '2026-12', named), say)

  expect(['Ran over.', 'How calm it was.'].map((text) => table.includes(text))).toEqual([false, false])
  expect(['Ran over.', 'How calm it was.'].map((text) => ticked.includes(text))).toEqual([true, true])
})
