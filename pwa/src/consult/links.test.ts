import { expect, test } from 'vitest'

import { isEmail, isPhone, mailtoOf, telOf } from './links.ts'

test.each([
  ['112', 'tel:112'],
  ['15', 'tel:15'],
  ['+49 (0)30 1234-567', 'tel:+49301234567'],
  ['(030) 123 45 67', 'tel:0301234567'],
  ['030/1234567', 'tel:0301234567'],
  ['+1 555.010.4477', 'tel:+15550104477'],
  ['*31#0301234', 'tel:*31%230301234'],
  ['123456789012345', 'tel:123456789012345'],
])('a number is called as it is dialled: %s', (phone, link) => {
  expect(telOf(phone)).toBe(link)
})

test.each([
  '',
  '1',
  '1234567890123456',
  '+',
  '**',
  '12a',
  '0800 CALL',
  '+49+30 123',
  '030 123;ext=7',
  '030,123',
  'javascript:alert(1)',
  '112?body=x',
  '１１２',
])('what cannot be called gives no link: "%s"', (phone) => {
  expect([isPhone(phone), telOf(phone)]).toEqual([false, null])
})

test.each([
  ['kim@example.org', 'mailto:kim@example.org'],
  [' kim+work@mail.example.org ', 'mailto:kim%2Bwork@mail.example.org'],
  ["o'neil@example.org", "mailto:o'neil@example.org"],
  ['übung@bücher.example', 'mailto:%C3%BCbung@b%C3%BCcher.example'],
])('an address is written to as it stands: %s', (email, link) => {
  expect(mailtoOf(email)).toBe(link)
})

test.each([
  '',
  'kim',
  'kim@',
  '@example.org',
  'kim@example',
  'kim@example.org?bcc=other@example.org',
  'kim@example.org&subject=x',
  'kim@example.org,other@example.org',
  'kim%0abcc@example.org',
  'kim @example.org',
  'kim@exa mple.org',
  'kim@example..org',
  'Kim <kim@example.org>',
  `${'x'.repeat(65)}@example.org`,
])('what is no address gives no link: "%s"', (email) => {
  expect([isEmail(email), mailtoOf(email)]).toEqual([false, null])
})

test('a name of 64 signs is the longest', () => {
  expect(isEmail(`${'x'.repeat(64)}@example.org`)).toBe(true)
})

test('nobody is called or written to without a link', () => {
  expect([telOf(null), mailtoOf(null)]).toEqual([null, null])
})
