/** What the journal holds between unlocking and locking. */
import type { Op } from '../protocol/change.ts'
import { emptyState } from '../protocol/merge.ts'
import type { Keys } from '../vault/vault.ts'
import type { Days } from './days.ts'
import type { Folding } from './following.ts'
import type { Ground } from './ground.ts'

/** The name of an object. */
export type Named = Pick<Op, 'kind' | 'id'>

export interface Session extends Folding {
  /** Null until it is opened. */
  days: Days | null
  /** What changed since then. */
  readonly touched: Named[]
  ground: Ground
  /** Something was stored while it was being opened, perhaps after what was read there. */
  isBehind: boolean
}

const NO_GROUND: Ground = { device: null, isBorrowed: false, walks: 0 }

/** One in which nothing was read yet. */
export function newSession(keys: Keys): Session {
  return {
    keys,
    state: emptyState(),
    places: new Map(),
    damaged: new Map(),
    stubs: [],
    unshown: new Map(),
    days: null,
    touched: [],
    ground: NO_GROUND,
    isBehind: false,
    stopping: new AbortController(),
    unkept: 0,
  }
}
