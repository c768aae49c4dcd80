/**
 * A planned consultation as a file for the phone's calendar (RFC 5545), which others may see: it says when, and nothing else.
 *
 * Alarms, folding and the zone's own rules are spelled out, because calendars differ in what they know by themselves.
 */
import { clock as thisClock, type Clock } from '../platform/clock.ts'
import { foldLines, textOf, utcOf, wallOf } from './calendarLines.ts'
import type { Consultation, Plan } from './consultation.ts'
import { forms } from './shippedForms.ts'
import { timezoneLines } from './timezone.ts'
import { instantOf, localOf } from './zones.ts'

export const TITLE_LENGTH_MAX = 60
const MINUTE_MS = 60_000
const FILE = 'appointment.ics'
const TYPE = 'text/calendar'

export interface InCalendar {
  /** Words that tell nothing, chosen or written by the person. What would tell gives way to `neutral`. */
  readonly title: string
  /** The first of the shipped titles, in the person's language. */
  readonly neutral: string
  /** Minutes before it begins; null for no alarm. */
  readonly remindBefore: number | null
}

/** Of a consultation, what a calendar may know: not whom with, and not what about. */
export type Dated = Pick<Consultation, 'id' | 'revision'> & {
  readonly plan: Pick<Plan, 'when' | 'zone' | 'length'>
}

/** Whether a title tells nothing of what an appointment is about: no word in it begins as one of the list. */
export function isNeutral(title: string): boolean {
  const said = title.toLowerCase()
  const words = said.split(/[^\p{L}\p{N}-]+/u).flatMap((word) => [word, ...word.split('-')])
  return !forms.calendar.unfitting.some(
    (beginning) =>
      words.some((word) => word.startsWith(beginning)) ||
      (beginning.includes(' ') && said.includes(beginning)),
  )
}

/** The file, to be shared or saved; null while there is no time for it. */
export function calendarFile(planned: Dated, said: InCalendar, clock: Clock = thisClock): File | null {
  const text = icsOf(planned, said, clock.now())
  return text === null ? null : new File([text], FILE, { type: TYPE })
}

/** Its text, written at `nowMs`; the same plan keeps its UID, so that a later file moves it rather than doubling it. */
export function icsOf({ id, plan, revision }: Dated, said: InCalendar, nowMs: number): string | null {
  const { when, zone, length } = plan
  if (when === null || length === null) return null
  const begin = instantOf(when, zone)
  const end = begin + length * MINUTE_MS
  const title = textOf(titleOf(said))
  return foldLines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Plumbline//Calendar//EN',
    'CALSCALE:GREGORIAN',
    ...timezoneLines(zone, begin, end),
    'BEGIN:VEVENT',
    `UID:${id}`,
    `DTSTAMP:${utcOf(nowMs)}`,
    `SEQUENCE:${revision}`,
    `DTSTART;TZID=${zone}:${wallOf(begin, zone)}`,
    endLine(end, zone),
    `SUMMARY:${title}`,
    'CLASS:PRIVATE',
    ...alarmLines(said.remindBefore, title),
    'END:VEVENT',
    'END:VCALENDAR',
  ])
}

function titleOf({ title, neutral }: InCalendar): string {
  const own = title.trim()
  return own === '' || own.length > TITLE_LENGTH_MAX || !isNeutral(own) ? neutral : own
}

// A time that comes twice is read as its first: where it ends at the second, only UTC says so.
function endLine(end: number, zone: string): string {
  const isFirst = instantOf(localOf(end, zone), zone) === end
  return isFirst ? `DTEND;TZID=${zone}:${wallOf(end, zone)}` : `DTEND:${utcOf(end)}`
}

function alarmLines(minutes: number | null, title: string): string[] {
  if (minutes === null) return []
  return ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${title}`, `TRIGGER:-PT${minutes}M`, 'END:VALARM']
}
