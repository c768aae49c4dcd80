/** The only reader of time. Who needs another time than now hands in another clock. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
  /** The IANA name of the time zone the phone is in, such as Europe/Lisbon. */
  readonly zone: () => string
}

export const clock: Clock = {
  now: () => Date.now(),
  zone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
}

/** A clock that stands at `nowMs` in `zone`. */
export function clockAt(nowMs: number, zone: string): Clock {
  return { now: () => nowMs, zone: () => zone }
}
