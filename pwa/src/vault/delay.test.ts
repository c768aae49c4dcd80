import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import { countWrong, forgetWrong, mustNotWait, waitMs } from './delay.ts'

const NOON = 1_800_000_000_000
const at = (ms: number) => clockAt(NOON + ms, 'UTC')

test('each wrong passphrase waits longer, up to thirty seconds', async () => {
  const alma = new Storage('delay-grows')
  const waits: number[] = []

  for (let wrong = 0; wrong < 8; wrong += 1) {
    waits.push(await waitMs(alma, at(0)))
    await countWrong(alma, at(0))
  }

  expect(waits).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})

test('the wait is kept over a reload', async () => {
  const before = new Storage('delay-kept')
  for (let wrong = 0; wrong < 3; wrong += 1) await countWrong(before, at(0))
  await before.close()

  const after = new Storage('delay-kept')

  expect(await waitMs(after, at(1500))).toBe(2500)
  await expect(mustNotWait(after, at(1500))).rejects.toMatchObject({ type: 'wait', waitMs: 2500 })
  expect(await waitMs(after, at(4000))).toBe(0)
})

test('a clock set back locks nobody out', async () => {
  const alma = new Storage('delay-clock')
  for (let wrong = 0; wrong < 9; wrong += 1) await countWrong(alma, at(0))

  expect(await waitMs(alma, at(-86_400_000))).toBe(0)
})

test('a right secret ends the counting', async () => {
  const alma = new Storage('delay-ends')
  await countWrong(alma, at(0))

  await forgetWrong(alma)

  expect(await waitMs(alma, at(0))).toBe(0)
})
