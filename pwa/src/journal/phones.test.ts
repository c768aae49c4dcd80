import { expect, test } from 'vitest'

import type { Listed } from '../sync/account.ts'
import { phones } from './phones.ts'

const LISTED: Listed = { id: 'ab', isThis: false, isRemoved: false, addedAt: 0, lastSeenAt: null }

function named(text: string) {
  const write = {
    set: { name: { text } },
    device: 'ab',
    counter: 1,
    at: '2026-11-23T12:00:00.000Z-0000',
    seen: {},
  }
  const objects = new Map([['ab', [write]]])
  return { objects: (kind: string) => (kind === 'device' ? objects : new Map()) }
}

test.each([
  ['Old\nphone\t of mine ', 'Old phone of mine'],
  ['n'.repeat(64), 'n'.repeat(64)],
  ['n'.repeat(65), 'n'.repeat(64)],
  ['  ', null],
])('the name of a phone is one short line', async (written, shown) => {
  const [phone] = await phones(named(written), () => Promise.resolve([LISTED]))

  expect(phone?.name).toBe(shown)
})
