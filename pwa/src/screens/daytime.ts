/** How the day is greeted: its name and its part, by the wall clock and the practice day. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { practiceClock, todayOf } from '../journal/practiceClock.ts'
import { clock, type Clock } from '../platform/clock.ts'

export type DayPart = 'night' | 'morning' | 'afternoon' | 'evening'

/** Before four it is still yesterday's night. */
export function dayPart({ now, zone }: Clock = clock): DayPart {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone() })
  const hour = Number(format.format(now()))
  if (hour < 4 || hour >= 22) return 'night'
  if (hour < 12) return 'morning'
  return hour < 17 ? 'afternoon' : 'evening'
}

export function today(): PracticeDay {
  return todayOf(practiceClock)
}

/** "Monday" */
export function weekday(day: PracticeDay): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  )
}
