import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { randomBytes } from './bytes.ts'
import { canonicalCode, newRecoveryCode, readRecoveryCode, writeRecoveryCode } from './recovery.ts'

describe('a recovery code', () => {
  test('is nine groups of four unmistakable symbols', async () => {
    expect(await newRecoveryCode()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/)
  })

  test('gives back the bytes it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 20, maxLength: 20 }), async (bytes) => {
        expect([...(await readRecoveryCode(await writeRecoveryCode(Uint8Array.from(bytes))))]).toEqual([
          ...bytes,
        ])
      }),
    )
  })

  test('is read small, spaced and with look-alikes', async () => {
    const secret = randomBytes(20)
    const typed = (await writeRecoveryCode(secret))
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll('1', 'l')
      .replaceAll('-', ' \n')

    expect(await readRecoveryCode(typed)).toEqual(secret)
    expect(canonicalCode('oO-iI lL')).toBe('001111')
  })

  test('with one symbol mistyped is told apart', async () => {
    const code = canonicalCode(await newRecoveryCode())
    for (let place = 0; place < 36; place++) {
      const other = code[place] === '7' ? '8' : '7'
      const mistyped = code.slice(0, place) + other + code.slice(place + 1)
      await expect(readRecoveryCode(mistyped)).rejects.toMatchObject({ type: 'mistyped-recovery-code' })
    }
  })

  test.each(['', 'ABCD', 'U'.repeat(36), '0'.repeat(35), '0'.repeat(37), 'ſ'.repeat(36)])(
    '%j is malformed',
    async (code) => {
      await expect(readRecoveryCode(code)).rejects.toMatchObject({ type: 'malformed-recovery-code' })
    },
  )
})
