/**
 * A snapshot that was just opened, for whoever reads it next: opening ten years takes seconds on a slow phone.
 *
 * It is held by the keys it was opened with, so that it is forgotten with them when the vault locks.
 */
import { isEqual, type Bytes } from '../protocol/bytes.ts'
import type { State } from '../protocol/merge.ts'

interface Opened {
  readonly sealed: Bytes
  readonly state: State
}

const opened = new WeakMap<object, Opened>()

/** From here on the state belongs to who takes it. */
export function handOver(keys: object, snapshot: Opened): void {
  opened.set(keys, snapshot)
}

/** The state of this snapshot if it was handed over; once only, since a state changes as it is folded on. */
export function takeOver(keys: object, sealed: Bytes): State | null {
  const snapshot = opened.get(keys)
  opened.delete(keys)
  return snapshot !== undefined && isEqual(snapshot.sealed, sealed) ? snapshot.state : null
}
