/** What an entry adds to its month's tallies: each answer by the wording it was given to. Pure; the twin is sync/trends.py. */
import type { Members, Value } from '../protocol/change.ts'
import { ANSWER } from '../journal/entry.ts'
import type { Tally } from '../journal/tallies.ts'
import { added, NONE, one, type Tallies } from './trends.ts'

/** The domain of a question, and how much attention its options ask for, by their codes. */
interface Scale {
  readonly domain: string
  readonly ordinals: ReadonlyMap<string, number>
}

/** By checklist and version, then by the name of the answer's field. */
export type Scales = ReadonlyMap<string, ReadonlyMap<string, Scale>>

const VERSION = 'version.'

/** `shipped`: the app's checklists. `own`: fields of the person's own, those out of use with them. */
export function scalesOf(shipped: readonly unknown[], own: Iterable<Members>): Scales {
  const versions = [...own].flatMap((fields) =>
    Object.entries(fields).flatMap(([name, value]) => (name.startsWith(VERSION) ? [value] : [])),
  )
  const scales = new Map<string, ReadonlyMap<string, Scale>>()
  for (const checklist of [...shipped, ...versions]) {
    if (!isMembers(checklist)) continue
    const { id, version, item } = checklist
    if (typeof id !== 'string' || typeof version !== 'number') continue
    const name = nameOf(id, version)
    if (!scales.has(name)) scales.set(name, scalesIn(item))
  }
  return scales
}

export function tallyOf(fields: Members, scales: Scales): Tallies {
  const tallies = new Map<string, Tally>()
  const { checklist, version } = fields
  if (typeof checklist !== 'string' || typeof version !== 'number') return tallies
  const items = scales.get(nameOf(checklist, version))
  for (const [name, code] of Object.entries(fields)) {
    const scale = items?.get(name)
    const ordinal = typeof code === 'string' ? scale?.ordinals.get(code) : undefined
    if (scale && ordinal !== undefined)
      tallies.set(scale.domain, added(tallies.get(scale.domain) ?? NONE, one(ordinal)))
  }
  return tallies
}

function nameOf(checklist: string, version: number): string {
  return `${version} ${checklist}`
}

function scalesIn(items: unknown): ReadonlyMap<string, Scale> {
  const scales = new Map<string, Scale>()
  for (const item of listed(items)) {
    const { linkId, domain, answerOption } = item
    if (typeof linkId !== 'string') continue
    const ordinals = listed(answerOption).flatMap(({ code, ordinal }): [string, number][] =>
      typeof code === 'string' && isOrdinal(ordinal) ? [[code, ordinal]] : [],
    )
    const theme = typeof domain === 'string' ? domain : 'own'
    scales.set(ANSWER + linkId, { domain: theme, ordinals: new Map(ordinals) })
  }
  return scales
}

function isOrdinal(value: Value | undefined): value is number {
  return value === 0 || value === 1 || value === 2 || value === 3
}

function listed(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : []
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
