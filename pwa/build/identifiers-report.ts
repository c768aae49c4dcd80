/**
 * How well the identifier detectors do on our own sentences: recall by kind, needless marks in innocent text.
 *
 * `node --experimental-strip-types pwa/build/identifiers-report.ts [--json] [--set tuning|held-out] [--misses]`
 */
import { readFileSync } from 'node:fs'

import * as v from 'valibot'

import { find } from '../src/checklists/identifiers.ts'

const corpusSchema = v.object({
  notes: v.array(
    v.object({
      set: v.picklist(['tuning', 'held-out']),
      text: v.string(),
      identifiers: v.array(v.object({ kind: v.string(), text: v.string() })),
    }),
  ),
})
export type Note = v.InferOutput<typeof corpusSchema>['notes'][number]

export interface Recall {
  readonly planted: number
  readonly found: number
}
export interface Measure {
  readonly notes: number
  readonly innocentNotes: number
  readonly innocentWords: number
  readonly needless: number
  readonly needlessPer60Words: number
  /** Kinds C to O, the direct identifiers: what the target is about. */
  readonly direct: Recall
  readonly byKind: Readonly<Record<string, Recall>>
  readonly misses: readonly string[]
  readonly marks: readonly string[]
}

export function readCorpus(): Note[] {
  const path = new URL('../../tests/corpus/notes.json', import.meta.url)
  return v.parse(corpusSchema, JSON.parse(readFileSync(path, 'utf8'))).notes
}

/**
 * Count finds and needless marks. An identifier counts as found when no digit and no capitalised word of it is
 * left unmarked (small words between them identify nobody); a rarity (R), which has neither, when it is touched.
 */
export function measure(notes: readonly Note[]): Measure {
  const planted = notes.flatMap(({ text, identifiers }) =>
    identifiers.map(({ kind, text: part }) => ({ kind, part, text, isFound: isFound(text, part) })),
  )
  const recall = (of: typeof planted): Recall => ({
    planted: of.length,
    found: of.filter((one) => one.isFound).length,
  })
  const innocent = notes.filter(({ identifiers }) => identifiers.length === 0)
  const words = innocent.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0)
  const marks = innocent.flatMap(({ text }) =>
    find(text).map(({ start, end, detector }) => `${detector}: ${text.slice(start, end)} | ${text}`),
  )
  const kinds = [...new Set(planted.map(({ kind }) => kind))].sort()
  return {
    notes: notes.length,
    innocentNotes: innocent.length,
    innocentWords: words,
    needless: marks.length,
    needlessPer60Words: words === 0 ? 0 : (60 * marks.length) / words,
    direct: recall(planted.filter(({ kind }) => kind >= 'C' && kind <= 'O')),
    byKind: Object.fromEntries(
      kinds.map((kind) => [kind, recall(planted.filter((one) => one.kind === kind))]),
    ),
    misses: planted.filter((one) => !one.isFound).map(({ kind, part, text }) => `${kind}: ${part} | ${text}`),
    marks,
  }
}

function isFound(text: string, part: string): boolean {
  const from = text.indexOf(part)
  const marked = find(text)
  const isMarked = (at: number): boolean => marked.some(({ start, end }) => start <= at && at < end)
  const telling = [...part.matchAll(/\p{Lu}[\p{L}'’]*|\d|@/gu)].map((match) => from + match.index)
  if (telling.length > 0) return telling.every(isMarked)
  return marked.some(({ start, end }) => start < from + part.length && from < end)
}

function table(sets: Readonly<Record<string, Measure>>): string {
  const share = ({ planted, found }: Recall): string => `${found}/${planted}`.padStart(9)
  const kinds = [...new Set(Object.values(sets).flatMap((one) => Object.keys(one.byKind)))].sort()
  const row = (name: string, of: (one: Measure) => string): string =>
    name.padEnd(34) + Object.values(sets).map((one) => of(one).padStart(12)).join('') // prettier-ignore
  const none = { planted: 0, found: 0 }
  return [
    row('', () => '').trimEnd() + Object.keys(sets).map((name) => name.padStart(12)).join(''), // prettier-ignore
    row('sentences', (one) => String(one.notes)),
    row('C to O found (aim 95 %)', (one) => share(one.direct)),
    ...kinds.map((kind) => row(`  kind ${kind}`, (one) => share(one.byKind[kind] ?? none))),
    row('innocent words', (one) => String(one.innocentWords)),
    row('needless marks', (one) => String(one.needless)),
    row('  in 60 words (aim at most 1)', (one) => one.needlessPer60Words.toFixed(2)),
  ].join('\n')
}

/** Milliseconds for 2,000 characters of notes, the median of 50 runs after the first. */
export function medianMs(notes: readonly Note[]): number {
  const text = notes.map((note) => note.text).join(' ').slice(0, 2000) // prettier-ignore
  find(text)
  const times = Array.from({ length: 50 }, () => {
    const from = performance.now()
    find(text)
    return performance.now() - from
  })
  return times.sort((a, b) => a - b)[25] ?? NaN
}

function main(args: readonly string[]): void {
  const notes = readCorpus()
  const wanted = args.includes('--set') ? [args[args.indexOf('--set') + 1]] : ['tuning', 'held-out']
  const sets = Object.fromEntries(
    wanted.map((set) => [String(set), measure(notes.filter((note) => note.set === set))]),
  )
  if (args.includes('--json')) {
    console.log(
      JSON.stringify({ ...sets, medianMs: medianMs(notes) }, (key, value: unknown) =>
        /^(misses|marks)$/.test(key) ? undefined : value,
      ),
    )
    return
  }
  console.log(table(sets))
  console.log(`2,000 characters, warm (aim 5 ms)     ${medianMs(notes).toFixed(2)} ms`)
  if (args.includes('--misses'))
    for (const one of Object.values(sets)) console.log([...one.misses, ...one.marks].join('\n'))
}

if (import.meta.url === `file://${process.argv[1] ?? ''}` || import.meta.filename === process.argv[1]) {
  main(process.argv.slice(2))
}
