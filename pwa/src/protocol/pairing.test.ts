import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { bytesToHex, randomBytes } from './bytes.ts'
import { flipped } from './cast.ts'
import * as pairing from './pairing.ts'
import { BOX_BYTES, INTEGER_MAX, OPENING_BYTES } from './sizes.ts'

const INVITED = { account: bytesToHex(randomBytes(16)), epoch: 1 }

describe('a box', () => {
  test('opens on the phone that showed the link', async () => {
    const phone = await pairing.newPairing()
    const root = randomBytes(32)

    const code = pairing.readPairingLink(pairing.writePairingLink(phone.code))
    const box = await pairing.sealBox({ root, seq: INTEGER_MAX }, INVITED, code)

    expect(box).toHaveLength(BOX_BYTES)
    expect(await pairing.openBox(box, INVITED, phone)).toEqual({ root, seq: INTEGER_MAX })
  })

  test('stays closed to another phone, account and epoch', async () => {
    const [phone, other] = [await pairing.newPairing(), await pairing.newPairing()]
    const box = await pairing.sealBox({ root: randomBytes(32), seq: 7 }, INVITED, phone.code)

    for (const [invited, by] of [
      [INVITED, other],
      [INVITED, await pairing.pairingOf(phone.pair, other.opening)],
      [{ ...INVITED, epoch: 2 }, phone],
      [{ ...INVITED, account: bytesToHex(randomBytes(16)) }, phone],
    ] as const)
      await expect(pairing.openBox(box, invited, by)).rejects.toMatchObject({ type: 'bad-pairing-box' })
  })

  test('stays closed with any bit turned', async () => {
    const phone = await pairing.newPairing()
    const box = await pairing.sealBox({ root: randomBytes(32), seq: 7 }, INVITED, phone.code)

    await fc.assert(
      fc.asyncProperty(fc.nat(8 * BOX_BYTES - 1), async (bit) => {
        const outcome = expect(pairing.openBox(flipped(box, bit), INVITED, phone))
        await outcome.rejects.toMatchObject({ type: 'bad-pairing-box' })
      }),
      { numRuns: 50 },
    )
  })

  test('leaves the root of its maker as it was', async () => {
    const phone = await pairing.newPairing()
    const root = randomBytes(32)
    const copy = root.slice()

    await pairing.sealBox({ root, seq: 7 }, INVITED, phone.code)

    expect(root).toEqual(copy)
  })
})

describe('the one-time key', () => {
  test('cannot be read', async () => {
    const { pair } = await pairing.newPairing()

    expect(pair.privateKey.extractable).toBe(false)
  })

  test('is another each time', async () => {
    const [one, other] = [await pairing.newPairing(), await pairing.newPairing()]

    expect(one.code.id).not.toBe(other.code.id)
  })
})

describe('a link', () => {
  test('is read from no other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(() => pairing.readPairingLink(text)).toThrow('malformed-pairing-link')
      }),
    )
  })
})

describe('a code', () => {
  test('binds its phone to one opening', async () => {
    const { code, opening } = await pairing.newPairing()
    const other = await pairing.newPairing()

    await pairing.mustOpen(code, opening)
    for (const [wrongCode, wrong] of [
      [code, other.opening],
      [code, opening.subarray(1)],
      [{ ...code, pk: other.code.pk }, opening],
      [{ ...code, id: other.code.id }, opening],
    ] as const)
      await expect(pairing.mustOpen(wrongCode, wrong)).rejects.toMatchObject({ type: 'bad-pairing-opening' })
  })
})

describe('the digits', () => {
  test('are six, and tell boxes and openings apart', async () => {
    const [pk, box, opening] = [randomBytes(32), randomBytes(BOX_BYTES), randomBytes(OPENING_BYTES)]
    const boxes = Array.from({ length: 5 }, () => randomBytes(BOX_BYTES))
    const openings = Array.from({ length: 5 }, () => randomBytes(OPENING_BYTES))

    const shown = await Promise.all([
      ...boxes.map((other) => pairing.digits(pk, other, opening)),
      ...openings.map((other) => pairing.digits(pk, box, other)),
    ])

    expect(shown.every((digits) => /^\d{6}$/.test(digits))).toBe(true)
    expect(new Set(shown).size).toBeGreaterThan(7)
  })
})
