/** Which practice day it is: by this phone's clock, and by the hour at which the person lets a day end. */
import { practiceDay, type PracticeDay } from '../checklists/practiceDay.ts'
import { clock, type Clock } from '../platform/clock.ts'
import { storage } from '../platform/storage.ts'
import { knownDayEndsAt, readDayEndsAt } from '../vault/kept.ts'

export interface PracticeClock extends Clock {
  /** "HH:MM" on the wall; 04:00 where it is not said. */
  readonly dayEndsAt?: () => string
}

export const practiceClock: PracticeClock = { ...clock, dayEndsAt: () => knownDayEndsAt(storage) }

// Checks read it before they ask, and keep their days by it; what only looks at them takes what is known by then.
readDayEndsAt(storage).catch(() => undefined)

export function todayOf({ now, zone, dayEndsAt }: PracticeClock): PracticeDay {
  return practiceDay(now(), zone(), dayEndsAt?.())
}
