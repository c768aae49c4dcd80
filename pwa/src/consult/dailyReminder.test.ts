import { expect, test } from 'vitest'

import { icsOfDaily, type Daily } from './dailyReminder.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const WEEKDAYS: Daily = {
  hours: ['08:00', '18:30'],
  restDays: [0, 6],
  zone: 'Europe/Berlin',
  from: '2026-11-21',
}
const lines = (daily: Daily, title = 'Reminder'): string[] => icsOfDaily(daily, title, NOW).split('\r\n')

test('each hour is an event of the days that are no days of rest', () => {
  const file = lines(WEEKDAYS)

  expect(file.filter((line) => line.startsWith('DTSTART;'))).toEqual([
    'DTSTART;TZID=Europe/Berlin:20261123T080000',
    'DTSTART;TZID=Europe/Berlin:20261123T183000',
  ])
  expect(file.filter((line) => line.startsWith('RRULE'))).toEqual([
    'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20271123T070000Z',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20271123T173000Z',
  ])
})

test('an alarm comes with the beginning of each', () => {
  expect(lines(WEEKDAYS).filter((line) => line.startsWith('TRIGGER'))).toEqual([
    'TRIGGER:PT0M',
    'TRIGGER:PT0M',
  ])
})

test('another file for the same hours takes the place of the first', () => {
  const ids = (daily: Daily): string[] => lines(daily).filter((line) => line.startsWith('UID'))

  expect(ids({ ...WEEKDAYS, from: '2026-12-01' })).toEqual(ids(WEEKDAYS))
})

test('no line tells anything but the word and the time', () => {
  const said = lines(WEEKDAYS).filter((line) => /SUMMARY|DESCRIPTION/.test(line))

  expect(new Set(said)).toEqual(new Set(['SUMMARY:Reminder', 'DESCRIPTION:Reminder']))
})
