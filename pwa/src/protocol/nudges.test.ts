import { expect, test } from 'vitest'

import { b64ToBytes, bytesToText, textToBytes, type Bytes } from './bytes.ts'
import type { Members } from './change.ts'
import { holdRoot, newRoot, nudgesKey } from './keys.ts'
import { openSlot, padded, sealSlot, type Neutral } from './nudges.ts'
import { NUDGE_BYTES, NUDGE_SEALED_BYTES } from './sizes.ts'

const SEVEN = Date.parse('2026-11-23T19:00:00Z')
const PHONE = { account: 'a1'.repeat(16), device: 'd1'.repeat(16), epoch: 1 }
const NEUTRAL: Neutral = {
  title: 'Plumbline',
  body: 'A quiet minute, if you have one',
  navigate: 'https://plumbline.example/',
  lang: 'en',
  dir: 'ltr',
}
const CALM = { text: 'check', until: '2026-11-23T23:00:00.000Z' }
const LOUD = { text: 'hard-day', until: '2026-11-23T23:00:00.000Z', also: 'x'.repeat(120) }

const aKey = async (): Promise<CryptoKey> => nudgesKey(await holdRoot(newRoot()))
const contentOf = (slot: Bytes): Record<string, string> =>
  JSON.parse(bytesToText(slot)) as Record<string, string>

test.each<[string, Members]>([
  ['calm', CALM],
  ['loud', LOUD],
  ['nothing', { text: '' }],
])('a slot that says %s has the one size', async (_, says) => {
  const key = await aKey()

  const slot = await sealSlot(SEVEN, says, NEUTRAL, key, PHONE)

  const { sealed = '', pad = '' } = contentOf(slot)
  expect(slot.length).toBe(NUDGE_BYTES)
  expect(b64ToBytes(sealed).length).toBe(NUDGE_SEALED_BYTES)
  expect(pad).toBe(contentOf(await sealSlot(SEVEN, CALM, NEUTRAL, key, PHONE))['pad'])
  expect(await openSlot(slot, key, PHONE)).toEqual(says)
})

test('two slots differ in nothing but what is sealed', async () => {
  const key = await aKey()

  const slots = [CALM, CALM, LOUD].map((says) => sealSlot(SEVEN, says, NEUTRAL, key, PHONE))
  const [one, same, loud] = (await Promise.all(slots)).map(contentOf)

  expect(one?.['sealed']).not.toBe(same?.['sealed'])
  expect({ ...loud, sealed: '' }).toEqual({ ...one, sealed: '' })
})

test('what does not fit is refused before it is sealed', async () => {
  const key = await aKey()
  const room = contentOf(await sealSlot(SEVEN, CALM, NEUTRAL, key, PHONE))['pad']?.length ?? 0
  const withBody = (more: number): Neutral => ({ ...NEUTRAL, body: NEUTRAL.body + 'x'.repeat(more) })

  expect(padded(new Uint8Array(255)).length).toBe(256)
  expect(() => padded(new Uint8Array(256))).toThrow(RangeError)
  expect((await sealSlot(SEVEN, CALM, withBody(room), key, PHONE)).length).toBe(NUDGE_BYTES)
  await expect(sealSlot(SEVEN, CALM, withBody(room + 1), key, PHONE)).rejects.toThrow(RangeError)
})

test('letters of any language leave the size', async () => {
  const key = await aKey()
  const spanish = { ...NEUTRAL, title: 'Péndulo — ✓', body: '¿Un momento para ti?', lang: 'es' }

  const slot = await sealSlot(SEVEN, CALM, spanish, key, PHONE)

  expect(slot.length).toBe(NUDGE_BYTES)
  expect(await openSlot(slot, key, PHONE)).toEqual(CALM)
})

test('every altered sign of what is sealed is noticed', async () => {
  const key = await aKey()
  const slot = bytesToText(await sealSlot(SEVEN, CALM, NEUTRAL, key, PHONE))
  const at = slot.indexOf('"sealed":"') + '"sealed":"'.length

  const opened = await Promise.all(
    Array.from({ length: 384 }, (_, place) => {
      const other = slot[at + place] === 'A' ? 'B' : 'A'
      return openSlot(textToBytes(slot.slice(0, at + place) + other + slot.slice(at + place + 1)), key, PHONE)
    }),
  )

  expect(opened.every((said) => said === null)).toBe(true)
})

test('the key of nudges can be used and never read', async () => {
  const key = await aKey()

  expect(key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})
