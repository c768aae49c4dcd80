/**
 * Once the person has said yes to a span, what has become older goes by itself: once a month, in idle time while the
 * journal is open. What stands in the way passes, and another opening will do as well.
 */
import * as v from 'valibot'

import { whenIdle } from '../platform/idle.ts'
import { PlatformProblem } from '../platform/problems.ts'
import type { Storage } from '../platform/storage.ts'
import { keep, readKept } from '../vault/kept.ts'
import { VaultProblem } from '../vault/problems.ts'
import { isMonth, type PracticeMonth } from './months.ts'
import { HERE, purgeBefore, type Purge, type PurgingParts, type PurgingWatch } from './purging.ts'
import { keptFrom, retentionIn } from './retention.ts'

const NAME = 'retention'
const shape = v.object({ before: v.custom<PracticeMonth>(isMonth), at: v.number() })

/** The first month whose details this phone has kept, and when it last looked, in milliseconds since 1970. */
export type LastPurge = Readonly<v.InferOutput<typeof shape>>

export async function lastPurge(storage: Storage): Promise<LastPurge | null> {
  return readKept<LastPurge | null>(storage, NAME, shape, null)
}

/** Purges by the span that the person has agreed to; null where there is none. Throws as purgeBefore. */
export async function purgeAsAgreed(
  parts: PurgingParts = HERE,
  watch: PurgingWatch = {},
): Promise<Purge | null> {
  const { months, isAgreed } = retentionIn(parts.journal)
  if (months === null || !isAgreed) return null
  const before = keptFrom(months, parts.clock)
  const purge = await purgeBefore(before, parts, watch)
  if (purge.isWhole) await keep(parts.storage, NAME, { before, at: parts.clock.now() })
  return purge
}

/** The same unless it was done for this month. */
export async function purgeIfDue(parts: PurgingParts = HERE): Promise<Purge | null> {
  const { months, isAgreed } = retentionIn(parts.journal)
  if (months === null || !isAgreed) return null
  const last = await lastPurge(parts.storage)
  return last?.before === keptFrom(months, parts.clock) ? null : purgeAsAgreed(parts)
}

/** Looks whenever the journal has been opened, until it is stopped. */
export function keepPurging(parts: PurgingParts = HERE): () => void {
  const { journal } = parts
  let waiting: (() => void) | null = null
  let wasOpen = false
  const look = (): void => {
    const isOpen = journal.current.kind === 'open'
    if (isOpen && !wasOpen) {
      waiting?.()
      waiting = whenIdle(() => void purgeIfDue(parts).catch(mustPass))
    }
    wasOpen = isOpen
  }
  const stop = journal.subscribe(look)
  look()
  return () => {
    stop()
    waiting?.()
  }
}

function mustPass(failure: unknown): void {
  if (!(failure instanceof VaultProblem) && !(failure instanceof PlatformProblem)) throw failure
}
