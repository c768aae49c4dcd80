/**
 * A reminder for the phone's own calendar (RFC 5545), where nudges cannot reach the phone: the same hours, every week of a
 * year, and one word that tells nothing. It is made here and given to nobody else.
 */
import { instantOf } from '../platform/zones.ts'
import { foldLines, textOf, utcOf, wallOf } from './calendarLines.ts'
import { timezoneLines } from './timezone.ts'

export interface Daily {
  /** On the wall of `zone`, "19:00". */
  readonly hours: readonly string[]
  /** 0 is Sunday. */
  readonly restDays: readonly number[]
  readonly zone: string
  /** The day it begins on. */
  readonly from: string
}

const FILE = 'reminder.ics'
const WEEK = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
const MINUTES = 5

export function reminderFile(daily: Daily, title: string, nowMs: number): File {
  return new File([icsOfDaily(daily, title, nowMs)], FILE, { type: 'text/calendar' })
}

/** Its text: one event an hour, with an alarm at its beginning; the same hours take the place of an earlier file's. */
export function icsOfDaily(daily: Daily, title: string, nowMs: number): string {
  const { hours, zone, from } = daily
  const begins = hours.map((hour) => instantOf(`${firstDay(daily)}T${hour}`, zone))
  const first = Math.min(...begins)
  return foldLines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Plumbline//Calendar//EN',
    'CALSCALE:GREGORIAN',
    ...timezoneLines(zone, first, instantOf(`${from}T12:00`, zone) + YEAR_MS),
    ...begins.flatMap((begin, place) => eventLines(begin, place, daily, textOf(title), nowMs)),
    'END:VCALENDAR',
  ])
}

function eventLines(begin: number, place: number, daily: Daily, title: string, nowMs: number): string[] {
  const { zone } = daily
  const days = WEEK.filter((_, day) => !daily.restDays.includes(day)).join(',')
  return [
    'BEGIN:VEVENT',
    `UID:reminder-${place + 1}`,
    `DTSTAMP:${utcOf(nowMs)}`,
    `SEQUENCE:${Math.floor(nowMs / 1000) % 2_147_483_647}`,
    `DTSTART;TZID=${zone}:${wallOf(begin, zone)}`,
    `DURATION:PT${MINUTES}M`,
    `RRULE:FREQ=WEEKLY;BYDAY=${days};UNTIL=${utcOf(begin + YEAR_MS)}`,
    `SUMMARY:${title}`,
    'CLASS:PRIVATE',
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${title}`,
    'TRIGGER:PT0M',
    'END:VALARM',
    'END:VEVENT',
  ]
}

/** An event begins on a day of its own rule: the first that is no day of rest. */
function firstDay({ from, restDays }: Daily): string {
  const start = Date.parse(`${from}T00:00:00Z`)
  const days = Array.from({ length: 7 }, (_, ahead) => new Date(start + ahead * DAY_MS))
  return (days.find((day) => !restDays.includes(day.getUTCDay())) ?? new Date(start))
    .toISOString()
    .slice(0, 10)
}
