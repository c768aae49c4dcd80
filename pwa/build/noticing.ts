/** What noticing costs with a long journal behind it, measured in the page for `make bench`. Not in the app. */
import { Noticed } from '../src/insight/noticed.ts'
import { clock } from '../src/platform/clock.ts'
import type { Op } from '../src/protocol/change.ts'
import { emptyState, fold } from '../src/protocol/merge.ts'
import type { Opened } from '../src/protocol/envelope.ts'

export interface Cost {
  /** All of it, once, without the waits for idle time. */
  readonly foldMs: number
  /** One check more: the median, and the longest of a hundred. */
  readonly saveMs: number
  readonly longestMs: number
  /** An old check amended: all is folded again. */
  readonly amendMs: number
}

const SAVES = 100
const DEVICE = 'd'.repeat(32)

/** `written`: the ops of a journal with their instants, oldest first; the last hundred are those saved one by one. */
export async function costOf(written: readonly { op: Op; atMs: number }[]): Promise<Cost> {
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
  for (const { op, atMs } of before) write(op, atMs)
  const journal = aJournal(state, touched)
  let noticed: Noticed | undefined
  const foldMs = await timed(async () => {
    noticed = new Noticed({ journal, checklists: { own: [] }, clock, whenIdle: (act) => act() })
    await noticed.settled()
  })
  const follow = async (): Promise<void> => {
    journal.changed()
    await noticed?.settled()
  }
  const saves: number[] = []
  for (const { op, atMs } of written.slice(-SAVES)) {
    write(op, atMs)
    saves.push(await timed(follow))
  }
  const [old] = before
  const last = written.at(-1)
  if (old && last)
    write({ ...old.op, set: { authored: new Date(last.atMs).toISOString() } }, last.atMs + 60_000)
  const amendMs = await timed(follow)
  saves.sort((one, other) => one - other)
  return { foldMs, saveMs: saves[SAVES / 2] ?? NaN, longestMs: saves.at(-1) ?? NaN, amendMs }
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
