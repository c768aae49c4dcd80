/** What noticing costs with a long journal behind it, measured in the page for `make bench`. Not in the app. */
import { Noticed } from '../src/insight/noticed.ts'
import { shippedRules } from '../src/insight/shippedRules.ts'
import { clock } from '../src/platform/clock.ts'
import type { Op } from '../src/protocol/change.ts'
import { emptyState, fold } from '../src/protocol/merge.ts'
import type { Opened } from '../src/protocol/envelope.ts'

export interface Cost {
  /** All of it, once, without the waits for idle time. */
  readonly foldMs: number
  /** The longest that the page was held up by it at a time. */
  readonly sliceMs: number
  /** One check more: the median, and the longest of a hundred. */
  readonly saveMs: number
  readonly longestMs: number
  /** A check of last week amended, and the very first one, for which all is folded again. */
  readonly recentMs: number
  readonly amendMs: number
}

const SAVES = 100
/** Later than all of them. */
const END_MS = Date.parse('2026-11-23T12:00:00Z')
const DEVICE = 'd'.repeat(32)

interface Written {
  readonly op: Op
  readonly atMs: number
}

/** `written`: the ops of a journal with their instants, oldest first; the last hundred are those saved one by one. */
export async function costOf(written: readonly Written[]): Promise<Cost> {
  const state = emptyState()
  let counter = 0
  const touched: Pick<Op, 'kind' | 'id'>[] = []
  const write = (op: Op, atMs: number): void => {
    const header = { device: DEVICE, counter: (counter += 1) }
    const at = `${new Date(atMs).toISOString()}-0000`
    touched.push({ kind: op.kind, id: op.id })
    fold(state, [{ header, id: '', at, seen: {}, ops: [op] } as unknown as Opened])
  }
  const before = written.slice(0, -SAVES)
  for (const { op, atMs } of withReplies(before)) write(op, atMs)
  const journal = aJournal(state, touched)
  let noticed: Noticed | undefined
  const slices = aWatch()
  const foldMs = await timed(async () => {
    noticed = new Noticed({ journal, checklists: { own: [] }, clock, whenIdle: slices.whenIdle })
    await noticed.settled()
  })
  const sliceMs = slices.longest()
  const follow = async (): Promise<void> => {
    journal.changed()
    await noticed?.settled()
  }
  const saves: number[] = []
  for (const { op, atMs } of written.slice(-SAVES)) {
    write(op, atMs)
    saves.push(await timed(follow))
  }
  const amend = async (one: Written | undefined, afterMs: number): Promise<number> => {
    const set = { authored: new Date(END_MS).toISOString() }
    if (one) write({ ...one.op, set }, END_MS + afterMs)
    return timed(follow)
  }
  const recentMs = await amend(written.at(-30), 60_000)
  const amendMs = await amend(written[0], 120_000)
  saves.sort((one, other) => one - other)
  const [saveMs, longestMs] = [saves[SAVES / 2] ?? NaN, saves.at(-1) ?? NaN]
  return { foldMs, sliceMs, saveMs, longestMs, recentMs, amendMs }
}

/** With what a person says to signals now and then, and a talk about every ten days: things close, and open again. */
function* withReplies(written: readonly Written[]): Generator<Written> {
  for (const [at, one] of written.entries()) {
    yield one
    const day = new Date(one.atMs).toISOString().slice(0, 10)
    const rule = shippedRules[at % shippedRules.length]
    const said = { rule: rule?.id ?? '', answer: at % 2 ? 'settled' : 'reached', day }
    const talk = { date: day, minutes: 50, ['domain.' + (rule?.domain ?? '')]: true }
    if (at % 25 === 0) yield { op: { kind: 'signal', id: `said-${at}`, set: said }, atMs: one.atMs + 1 }
    if (at % 41 === 0) yield { op: { kind: 'consultation', id: `talk-${at}`, set: talk }, atMs: one.atMs + 2 }
  }
}

/** Idle time at once, and how long the page was held up between two of its moments. */
function aWatch(): { whenIdle: (act: () => void) => void; longest: () => number } {
  let [from, longest] = [performance.now(), 0]
  const look = (): void => {
    longest = Math.max(longest, performance.now() - from)
    from = performance.now()
  }
  return {
    whenIdle: (act) => {
      look()
      act()
    },
    longest: () => {
      look()
      return longest
    },
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** As much of a journal as is looked at. */
function aJournal(state: ReturnType<typeof emptyState>, touched: readonly Pick<Op, 'kind' | 'id'>[]) {
  const watchers = new Set<() => void>()
  return {
    current: { kind: 'open', days: [], removed: new Map<string, string>(), damaged: [] } as const,
    state,
    touched,
    objects: (kind: string) => state.objects.get(kind) ?? new Map<string, never[]>(),
    subscribe: (changed: () => void) => {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    changed: () => {
      for (const changed of watchers) changed()
    },
  }
}
