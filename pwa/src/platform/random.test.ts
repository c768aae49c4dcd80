import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { bytes, uuidv7 } from './random.ts'

describe('an id of version 7', () => {
  test('begins with the time it was made', () => {
    expect(uuidv7(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) // RFC 9562 A.6
  })

  test('sorts by the time it was made', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 })
    fc.assert(
      fc.property(time, time, (one, other) => {
        fc.pre(one !== other)
        expect(uuidv7(one) < uuidv7(other)).toBe(one < other)
      }),
    )
  })

  test('is never the same twice', () => {
    expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1))).size).toBe(1000)
    expect(bytes(32)).not.toEqual(bytes(32))
  })
})
