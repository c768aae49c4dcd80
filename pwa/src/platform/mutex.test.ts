import { afterEach, describe, expect, test, vi } from 'vitest'

import { alone } from './mutex.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Work that must not run while other work does; gives back the order in which all of it ran. */
async function threeAtOnce(): Promise<string[]> {
  const log: string[] = []
  const work = (name: string) => async (): Promise<void> => {
    log.push(`${name} begins`)
    await new Promise(setImmediate)
    log.push(`${name} ends`)
    if (name === 'two') throw new Error('slip')
  }
  await Promise.allSettled(['one', 'two', 'three'].map((name) => alone('chain', work(name))))
  return log
}

const inTurn = ['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']

describe('work that must be alone', () => {
  test('waits its turn by the locks of the browser', async () => {
    expect('locks' in navigator).toBe(true)
    expect(await threeAtOnce()).toEqual(inTurn)
  })

  test('waits its turn in a browser without locks', async () => {
    vi.stubGlobal('navigator', {})

    expect(await threeAtOnce()).toEqual(inTurn)
  })

  test('gives back what the work gave, or its error', async () => {
    expect(await alone('sum', () => Promise.resolve(3))).toBe(3)
    await expect(alone('sum', () => Promise.reject(new Error('slip')))).rejects.toThrow('slip')
  })
})
