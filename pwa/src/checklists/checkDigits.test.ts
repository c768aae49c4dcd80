import { expect, test } from 'vitest'

import { checks } from './checkDigits.ts'

test.each([
  ['luhn', '4111 1111 1111 1111', '4111 1111 1111 1112'],
  ['luhn', '490154203237518', '490154203237519'],
  ['iban', 'GB29 NWBK 6016 1331 9268 19', 'GB29 NWBK 6016 1331 9268 91'],
  ['iban', 'DE89370400440532013000', 'DE89370400440532013001'],
  ['nhs', '943 476 5919', '943 476 5918'],
  ['ipv6', '2001:db8::ff00:42:8329', '14:00:30'],
  ['ipv6', '2001:db8:85a3:0:0:8a2e:370:7334', '2001:db8:85a3:0:0:8a2e:370'],
  ['digits', '046 454 286', '2019-2024'],
  ['digits', '12 34 56 78', '12 34 56'],
  ['code', 'AX-4471', '20-something'],
  ['code', '8812', '2027'],
  ['code', 'C-774', '14th'],
  ['initials', 'J.K.', 'U.K.'],
])('%s takes %s and not %s', (name, right, wrong) => {
  expect(checks[name]?.(right)).toBe(true)
  expect(checks[name]?.(wrong)).toBe(false)
})
