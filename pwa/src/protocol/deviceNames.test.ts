import { describe, expect, test } from 'vitest'

import { at } from './cast.ts'
import type { Members } from './change.ts'
import { asDeviceName, deviceName, deviceNameOp } from './deviceNames.ts'
import type { Write } from './merge.ts'

const [PHONE, TABLET] = ['a0'.repeat(16), 'b0'.repeat(16)]

function wrote(device: string, verb: Members): Write {
  return { ...verb, device, counter: 1, at: at(0), seen: {} }
}

describe('the name of a phone', () => {
  test('is what was typed, in one line', () => {
    const { kind, id, ...verb } = deviceNameOp(PHONE, '  Alma’s\tphone ')

    expect([kind, id]).toEqual(['device', PHONE])
    expect(deviceName([wrote(PHONE, verb)])).toBe('Alma’s phone')
  })

  test('holds both names that were given at once', () => {
    const writes = [
      wrote(PHONE, { set: { name: { text: 'Phone' } } }),
      wrote(TABLET, { set: { name: { text: 'Kitchen' } } }),
    ]

    expect(deviceName(writes)).toBe('Phone Kitchen')
  })

  test.each([[{}], [{ name: null }], [{ name: 'Phone' }], [{ name: { text: 7 } }], [{ name: ['text'] }]])(
    'is empty where %j names nothing',
    (set) => {
      expect(deviceName([wrote(PHONE, { set })])).toBe('')
    },
  )

  test('has 64 characters at most', () => {
    expect(asDeviceName('🌱'.repeat(64))).toBe('🌱'.repeat(64))
    expect(asDeviceName('🌱'.repeat(65))).toBe('🌱'.repeat(64))
    expect(asDeviceName(`${'a'.repeat(63)} b`)).toBe('a'.repeat(63))
  })
})
