import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { aPhone } from './cast.ts'
import { Autolock, leftMs, readChoice } from './autolock.ts'
import { withDevice } from './unlocking.ts'

const MINUTE = 60_000

describe('the time that is left', () => {
  test.each([
    ['usual', 0, undefined, 4, 1],
    ['usual', 0, undefined, 5, 0],
    ['usual', 0, 0, 1, 1],
    ['usual', 0, 0, 2, 0],
    ['usual', 0, 4, 5, 0],
    ['at-once', 0, undefined, 4, 1],
    ['at-once', 0, 0, 0, 0],
  ] as const)('%s, touched at %s, hidden at %s, now %s: %s min', (choice, touched, hidden, now, left) => {
    const hiddenAt = hidden === undefined ? undefined : hidden * MINUTE

    expect(leftMs({ touchedAt: touched * MINUTE, hiddenAt }, choice, now * MINUTE)).toBe(left * MINUTE)
  })

  test('is none when the clock was set back', () => {
    expect(leftMs({ touchedAt: 10 * MINUTE, hiddenAt: undefined }, 'usual', MINUTE)).toBe(0)
  })
})

describe('an open vault', () => {
  let page: EventTarget & { visibilityState: string }
  let now = 0
  const clock = { ...clockAt(0, 'UTC'), now: () => now }

  function turn(visibilityState: 'hidden' | 'visible'): void {
    page.visibilityState = visibilityState
    page.dispatchEvent(new Event('visibilitychange'))
  }

  beforeEach(() => {
    page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    now = 1_800_000_000_000
    vi.stubGlobal('document', page)
    vi.stubGlobal('window', new EventTarget())
  })

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  test('locks when shown again after three minutes', async () => {
    const alma = await aPhone()
    const stop = await new Autolock(alma, clock).start()
    await withDevice(alma)

    turn('hidden')
    now += 3 * MINUTE
    turn('visible')

    expect(alma.keys()).toBeUndefined()
    stop()
  })

  test('stays open over a short look elsewhere', async () => {
    const alma = await aPhone()
    const stop = await new Autolock(alma, clock).start()
    await withDevice(alma)

    turn('hidden')
    now += MINUTE
    turn('visible')

    expect(alma.current).toBe('open')
    stop()
  })

  test('locks as soon as hidden when so chosen', async () => {
    const alma = await aPhone('autolock-chosen')
    const autolock = new Autolock(alma, clock)
    const stop = await autolock.start()
    await withDevice(alma)
    await autolock.choose('at-once')

    turn('hidden')

    expect(alma.keys()).toBeUndefined()
    expect(await readChoice(alma)).toBe('at-once')
    stop()
  })

  test('opened again is watched again', async () => {
    const alma = await aPhone()
    const stop = await new Autolock(alma, clock).start()
    await withDevice(alma)
    alma.lock()
    now += 60 * MINUTE
    await withDevice(alma)
    expect(alma.current).toBe('open')

    turn('hidden')
    now += 2 * MINUTE
    turn('visible')

    expect(alma.current).toBe('locked')
    stop()
  })
})
