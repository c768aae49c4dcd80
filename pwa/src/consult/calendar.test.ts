import { describe, expect, test } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { calendarFile, icsOf, isNeutral, TITLE_LENGTH_MAX, type InCalendar } from './calendar.ts'
import { foldLines, offsetValue, textOf } from './calendarLines.ts'
import { aPlan } from './cast.ts'
import { NO_LOG, type Consultation, type Plan } from './consultation.ts'
import { forms } from './shippedForms.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const SAID: InCalendar = { title: '', neutral: 'Appointment', remindBefore: null }

describe('a calendar file', () => {
  test('says when, and what calendars ask for', () => {
    const lines = linesOf(aPlan())

    expect(lines.filter((line) => !isOfZone(line))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Plumbline//Calendar//EN',
      'CALSCALE:GREGORIAN',
      'BEGIN:VEVENT',
      'UID:0199f0aa-0000-7000-8000-000000000001',
      'DTSTAMP:20261123T120000Z',
      'SEQUENCE:3',
      'DTSTART;TZID=Europe/Berlin:20261130T130000',
      'DTEND;TZID=Europe/Berlin:20261130T135000',
      'SUMMARY:Appointment',
      'CLASS:PRIVATE',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  test('rings when the person asked for it', () => {
    const lines = linesOf(aPlan(), { ...SAID, remindBefore: 30 })

    expect(lines.join('|')).toContain(
      'BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:Appointment|TRIGGER:-PT30M|END:VALARM|END:VEVENT',
    )
  })

  test('that ends at a time that comes twice says which', () => {
    const first = linesOf(aPlan({ when: '2026-10-25T02:00', length: 30 }))
    const second = linesOf(aPlan({ when: '2026-10-25T02:30', length: 60 }))

    expect(first).toContain('DTEND;TZID=Europe/Berlin:20261025T023000')
    expect(second).toContain('DTSTART;TZID=Europe/Berlin:20261025T023000')
    expect(second).toContain('DTEND:20261025T013000Z')
  })

  test('of a time that is left out says the one after', () => {
    const lines = linesOf(aPlan({ when: '2026-03-29T02:30' }))

    expect(lines).toContain('DTSTART;TZID=Europe/Berlin:20260329T033000')
    expect(lines).toContain('DTEND;TZID=Europe/Berlin:20260329T042000')
  })

  test('is not made while there is no time', () => {
    expect(icsOf(planned(aPlan({ when: null })), SAID, NOW)).toBeNull()
    expect(icsOf(planned(aPlan({ length: null })), SAID, NOW)).toBeNull()
  })

  test('bears a name that tells nothing', async () => {
    const file = calendarFile(planned(aPlan()), SAID, clockAt(NOW, 'Europe/Berlin'))

    expect([file?.name, file?.type]).toEqual(['appointment.ics', 'text/calendar'])
    expect(await file?.text()).toBe(icsOf(planned(aPlan()), SAID, NOW))
    expect(calendarFile(planned(aPlan({ when: null })), SAID)).toBeNull()
  })

  test('holds nothing of what is to be talked about', () => {
    const telling = aPlan({
      contact: 'a-contact',
      for: new Set(['strong-pull']),
      agenda: new Map([['question', 'What draws me?']]),
    })

    const text = linesOf(telling).join('\n')

    for (const word of ['strong-pull', 'draws', 'a-contact', 'supervisor']) expect(text).not.toContain(word)
    expect(text).not.toMatch(/^(DESCRIPTION|LOCATION|ATTENDEE|ORGANIZER|COMMENT|CATEGORIES)/m)
  })
})

describe('a title', () => {
  test.each(['Meeting with Kim', 'Zeit für mich', 'Casework on the boat', 'Bandprobe; laut, schön'])(
    'that tells nothing stays: %s',
    (title) => {
      expect(linesOf(aPlan(), { ...SAID, title })).toContain(`SUMMARY:${textOf(title)}`)
    },
  )

  test.each([
    'Supervision',
    'Talk about my client',
    'therapy talk',
    'Ethics-line',
    'RISK REVIEW',
    'my self-harm question',
    'non-clinical hour',
    'Review board',
    'Plumbline',
  ])('that would tell gives way: %s', (title) => {
    expect(isNeutral(title)).toBe(false)
    expect(linesOf(aPlan(), { ...SAID, title })).toContain('SUMMARY:Appointment')
  })

  test('is kept up to its longest and no further', () => {
    const longest = 'x'.repeat(TITLE_LENGTH_MAX)

    expect(linesOf(aPlan(), { ...SAID, title: longest })).toContain(`SUMMARY:${longest}`)
    expect(linesOf(aPlan(), { ...SAID, title: `${longest}x` })).toContain('SUMMARY:Appointment')
  })

  test('of the app is neutral by its own measure', () => {
    expect(forms.calendar.titles.filter((title) => !isNeutral(title.replaceAll('-', ' ')))).toEqual([])
  })
})

describe('a line', () => {
  const octets = (line: string): number => new TextEncoder().encode(line).length

  test.each([
    ['x'.repeat(75), 1],
    ['x'.repeat(76), 2],
    ['x'.repeat(75 + 74), 2],
    ['x'.repeat(75 + 75), 3],
    [`${'x'.repeat(74)}ä`, 2],
    ['한'.repeat(26), 2],
    ['🙂'.repeat(40), 3],
  ])('is folded at 75 octets: %#', (line, count) => {
    const folded = foldLines([line]).split('\r\n').slice(0, -1)

    expect(folded).toHaveLength(count)
    expect(Math.max(...folded.map(octets))).toBeLessThanOrEqual(75)
    expect(folded.map((one, index) => (index === 0 ? one : one.slice(1))).join('')).toBe(line)
    expect(folded.slice(1).every((one) => one.startsWith(' '))).toBe(true)
  })

  test('never breaks out of its value', () => {
    expect(textOf('a\\b;c,d\r\nEND:VEVENT\u0007 e')).toBe('a\\\\b\\;c\\,d END:VEVENT  e')
  })

  test.each([
    [3_600_000, '+0100'],
    [-12_600_000, '-0330'],
    [19_800_000, '+0530'],
    [0, '+0000'],
    [3_208_000, '+005328'],
  ])('says an offset of %d ms', (offset, value) => {
    expect(offsetValue(offset)).toBe(value)
  })
})

function planned(plan: Plan): Consultation {
  const id = '0199f0aa-0000-7000-8000-000000000001'
  const none = { log: NO_LOG, isLogged: false, isOpen: true, isRemoved: false, begunAt: '', changedAt: '' }
  return { id, plan, revision: 3, ...none }
}

function linesOf(plan: Plan, said: InCalendar = SAID): string[] {
  return (icsOf(planned(plan), said, NOW) ?? '').split('\r\n')
}

function isOfZone(line: string): boolean {
  return /^(BEGIN:|END:)(VTIMEZONE|STANDARD|DAYLIGHT)|^TZ|^DTSTART:/.test(line)
}
