/**
 * Ten years of a journal on this phone, sealed change by change as the phone itself would have, for benchmarks.
 *
 * Not in the app: `vite build --config build/ten-years.config.ts` makes dist-bench/ten-years.js, a script that
 * gives a page of the app's origin `tenYears.fill({ entries, seed, endMs })`, which writes where the app reads, and
 * `tenYears.notice({ entries, seed })`.
 */
import type { Checklist } from '../src/checklists/definition.ts'
import { shipped } from '../src/checklists/shipped.ts'
import { storage as thisPhone, type Storage } from '../src/platform/storage.ts'
import { changeId, nextHeader, NO_HEAD, type Head } from '../src/protocol/chain.ts'
import type { Op, Value } from '../src/protocol/change.ts'
import { seal } from '../src/protocol/envelope.ts'
import { readVaultPublicKey } from '../src/protocol/keys.ts'
import { thisDevice } from '../src/vault/device.ts'
import { costOf, type Cost } from './noticing.ts'

export interface Span {
  readonly entries: number
  readonly seed: number
  /** The last entries are of the day before. */
  readonly endMs: number
}

interface Written {
  readonly op: Op
  readonly atMs: number
}

export const TEN_YEARS: Span = { entries: 15_000, seed: 1, endMs: Date.parse('2026-11-22T19:30:00Z') }
const DAYS = 3652
const DAY_MS = 86_400_000
const AT_ONCE = 250
const WORDS =
  'the hour ran over again and I noticed how hard it was to stop what I heard stayed with me on the way home ' +
  'café tired slow angry warm distant a question I did not ask next week supervision maybe speak about it first'

/** Fills an empty phone; gives how many changes it wrote. */
export async function fill(span: Partial<Span> = {}, storage: Storage = thisPhone): Promise<number> {
  const device = await thisDevice(storage)
  const vaultKey = await readVaultPublicKey(device.vaultKey)
  let head: Head = NO_HEAD
  const batch: unknown[] = []
  for (const { op, atMs } of entries({ ...TEN_YEARS, ...span })) {
    const at = `${new Date(atMs).toISOString()}-0000`
    const header = nextHeader(device, head)
    const envelope = await seal({ at, seen: {}, ops: [op] }, header, vaultKey, device.sign)
    head = { counter: header.counter, id: await changeId(envelope) }
    batch.push({ device: device.device, counter: header.counter, order: header.counter, envelope })
    if (batch.length === AT_ONCE) await store(storage, batch.splice(0), head, at)
    else if (header.counter === (span.entries ?? TEN_YEARS.entries)) await store(storage, batch, head, at)
  }
  return head.counter
}

async function store(storage: Storage, records: readonly unknown[], head: Head, at: string): Promise<void> {
  await storage.transaction(['envelopes', 'device'], 'readwrite', async (transaction) => {
    const put = records.map((record) => transaction.objectStore('envelopes').add(record))
    const next = { counter: head.counter, previous: head.id, at, seen: {} }
    await Promise.all([...put, transaction.objectStore('device').put(next, 'head')])
  })
}

/** What noticing costs with such a journal behind it. */
export async function notice(span: Partial<Span> = {}): Promise<Cost> {
  return costOf([...entries({ ...TEN_YEARS, ...span })])
}

/** Two daily checks for three after a session, answered mostly calmly, every seventh with a note; oldest first. */
export function* entries({ entries: count, seed, endMs }: Span): Generator<Written> {
  const chance = dice(seed)
  const named = (id: string): Checklist => {
    const found = shipped.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no checklist ${id}`)
    return found
  }
  const [daily, after] = [
    named('daily'),
    named(shipped.map(({ id }) => id).find((id) => id.includes('session')) ?? ''),
  ]
  for (let at = 0; at < count; at++) {
    const dayMs = endMs - DAY_MS * (DAYS - Math.floor((at * DAYS) / count))
    const atMs = dayMs - 60_000 * Math.floor(540 * chance()) + at
    yield { op: anEntry(at % 5 < 2 ? daily : after, atMs, at, chance), atMs: dayMs + at }
  }
}

function anEntry(checklist: Checklist, atMs: number, at: number, chance: () => number): Op {
  const authored = new Date(atMs).toISOString()
  const set: Record<string, Value> = {
    checklist: checklist.id,
    version: checklist.version,
    day: authored.slice(0, 10),
    zone: 'Europe/Lisbon',
    authored,
  }
  for (const item of checklist.item.slice(0, 8)) {
    const option = item.answerOption[Math.floor(item.answerOption.length * chance() ** 3)]
    if (option && chance() < 0.9) set[`answer.${item.linkId}`] = option.code
  }
  if (chance() < 1 / 7) set['note'] = { text: aNote(chance) }
  return { kind: 'entry', id: uuid(atMs, at), set }
}

function aNote(chance: () => number): string {
  const words = WORDS.split(' ')
  return Array.from(
    { length: 12 + Math.floor(40 * chance()) },
    () => words[Math.floor(words.length * chance())],
  ).join(' ')
}

function uuid(atMs: number, at: number): string {
  const time = atMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${at.toString(16).padStart(12, '0')}`
}

// mulberry32: the same ten years for the same seed.
function dice(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
