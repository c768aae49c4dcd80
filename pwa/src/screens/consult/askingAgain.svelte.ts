/**
 * "Not yet, ask me in an hour", while the app runs. Nothing of it is stored: an act-now that nobody answered is found
 * in the journal at the next opening, and asked about then.
 */
import { clock } from '../../platform/clock.ts'
import { vault } from '../../vault/vault.ts'
import type { SavedCheck } from '../savedCheck.ts'

export const ASK_AGAIN_MS = 3_600_000
const LOOK_MS = 30_000

interface Asked {
  readonly rule: string
  /** When to ask, milliseconds since 1970. */
  readonly at: number
  /** The check that raised it, for a phone that is locked by then; null where an open journal had it. */
  readonly saved: SavedCheck | null
  /** By the person: only then does a locked phone say that there was something. */
  readonly isWanted: boolean
}

let asked = $state.raw<readonly Asked[]>([])
let now = $state(clock.now())
setInterval(() => (now = clock.now()), LOOK_MS)

// A lock forgets what was answered; that something was asked for is all that stays.
let wasOpen = vault.current === 'open'
vault.subscribe(() => {
  if (wasOpen && vault.current !== 'open') asked = asked.map((one) => ({ ...one, saved: null }))
  wasOpen = vault.current === 'open'
})

/** "Not yet, ask me in an hour." */
export function askIn(rule: string, saved: SavedCheck | null): void {
  keep({ rule, at: clock.now() + ASK_AGAIN_MS, saved, isWanted: true })
}

/** Left without an answer: an open journal waits an hour before it asks again. */
export function putOff(rule: string): void {
  keep({ rule, at: clock.now() + ASK_AGAIN_MS, saved: null, isWanted: false })
}

/** Answered, or being looked at. */
export function askNoMore(rule: string): void {
  asked = asked.filter((one) => one.rule !== rule)
}

/** Whether the person wants to be left alone about it for now. */
export function isPutOff(rule: string): boolean {
  return asked.some((one) => one.rule === rule && one.at > now)
}

/** What the person wanted to be asked about again, and the hour has passed. */
export function dueAgain(): Asked | undefined {
  return asked.find(({ at, isWanted }) => isWanted && at <= now)
}

function keep(one: Asked): void {
  asked = [...asked.filter(({ rule }) => rule !== one.rule), one]
}
