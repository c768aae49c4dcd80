/**
 * The state of saving and syncing in one word for people: saved on this phone, waiting to be sent, synced, or a
 * problem. Always the truest one: a problem before what waits, what waits before what is done.
 *
 * How many changes wait is told only while unlocked: it is nobody's to see on a locked phone.
 */
export type Progress = 'nothing' | 'saved' | 'waiting' | 'synced' | 'problem'

export interface ProgressDetail {
  /** Of `waiting`: how many changes; null while locked. */
  readonly count: number | null
  /** When all was last sent and read, in milliseconds since 1970; null before. */
  readonly at: number | null
  /** Of `problem`: its type; null where only saving failed. */
  readonly type: string | null
  /** From 0 to 1 during a sync that takes its time. */
  readonly done: number | null
}

/** What syncing tells; null while it is off. */
export interface Syncing extends ProgressDetail {
  readonly waits: boolean
}

let saving: 'nothing' | 'saved' | 'problem' = 'nothing'
let syncing: Syncing | null = null
let word: Progress = 'nothing'
const NO_DETAIL: ProgressDetail = { count: null, at: null, type: null, done: null }
const watchers = new Set<() => void>()

export const progress = {
  get current(): Progress {
    return word
  },
  get detail(): ProgressDetail {
    return syncing ?? NO_DETAIL
  },
  subscribe(changed: () => void): () => void {
    watchers.add(changed)
    return () => watchers.delete(changed)
  },
}

/** What `work` gives; whether it could be stored shows from then on. */
export async function shown<T>(work: Promise<T>): Promise<T> {
  try {
    const done = await work
    tell('saved')
    return done
  } catch (failure) {
    tell('problem')
    throw failure
  }
}

export function tell(next: 'saved' | 'problem'): void {
  if (next === saving) return
  saving = next
  show()
}

/** What syncing is at, from the loop; null once it is off. */
export function tellSync(next: Syncing | null): void {
  syncing = next
  show()
}

function show(): void {
  word = wordOf()
  watchers.forEach((changed) => changed())
}

function wordOf(): Progress {
  if (saving === 'problem') return 'problem'
  if (syncing === null) return saving
  if (syncing.type !== null) return 'problem'
  if (syncing.waits) return 'waiting'
  return syncing.at === null ? saving : 'synced'
}

/**
 * Whether a problem stops syncing until the person has chosen: what a server was caught at (PROTOCOL 7), or that it
 * does not know this phone any more. `device-copied` mends itself at the next unlocking.
 */
export function isAlarm(type: string | null): boolean {
  return type !== null && !PASSING.has(type) && !type.startsWith('storage-')
}

// A server that is out of reach or of another version, an account that is full: tried again by itself. And what nobody
// foresaw, which is no server's lie.
const PASSING = new Set([
  'offline',
  'server-unreachable',
  'server-busy',
  'malformed-answer',
  'quota-reached',
  'too-many-requests',
  'unknown',
])
