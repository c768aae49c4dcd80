/**
 * A wrong passphrase makes the next one wait: 1, 2, 4, 8, 16, then 30 seconds, kept over reloads.
 *
 * It slows whoever guesses at the screen and never locks the owner out: it ends by itself, and the recovery code,
 * which cannot be guessed, waits for nothing. Someone who copied the storage is held by Argon2id, not by this.
 */
import * as v from 'valibot'

import type { Clock } from '../platform/clock.ts'
import type { Storage } from '../platform/storage.ts'
import { keep, readKept } from './kept.ts'
import { VaultProblem } from './problems.ts'

const NAME = 'wrong-passphrases'
const WAIT_MS_MAX = 30_000
const NONE = { wrong: 0, at: 0 }
const shape = v.object({ wrong: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), at: v.number() })

/** How long until a passphrase may be tried, in milliseconds. */
export async function waitMs(storage: Storage, clock: Clock): Promise<number> {
  const { wrong, at } = await readKept(storage, NAME, shape, NONE)
  if (wrong === 0) return 0
  const wait = Math.min(WAIT_MS_MAX, 1000 * 2 ** (wrong - 1))
  const passed = clock.now() - at
  // A clock that was set back says nothing about how long it was: better none than a wait without end.
  return passed < 0 ? 0 : Math.max(0, wait - passed)
}

export async function mustNotWait(storage: Storage, clock: Clock): Promise<void> {
  const left = await waitMs(storage, clock)
  if (left > 0) throw new VaultProblem('wait', left)
}

export async function countWrong(storage: Storage, clock: Clock): Promise<void> {
  const { wrong } = await readKept(storage, NAME, shape, NONE)
  await keep(storage, NAME, { wrong: wrong + 1, at: clock.now() })
}

export async function forgetWrong(storage: Storage): Promise<void> {
  await keep(storage, NAME, NONE)
}
