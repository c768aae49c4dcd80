import { afterEach, expect, test, vi } from 'vitest'

import { wait } from './waiting.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('a wait is over when its time is', async () => {
  vi.useFakeTimers()
  let isOver = false
  const waited = wait(2000).then(() => (isOver = true))

  await vi.advanceTimersByTimeAsync(1999)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)

  await waited
  expect(isOver).toBe(true)
})

test('a wait that is stopped gives the reason', async () => {
  const stopping = new AbortController()
  const waited = wait(60_000, stopping.signal)

  stopping.abort(new Error('left the screen'))

  await expect(waited).rejects.toThrow('left the screen')
  await expect(wait(0, stopping.signal)).rejects.toThrow('left the screen')
})

test('waits that are over leave nothing at the signal', async () => {
  vi.useFakeTimers()
  const { signal } = new AbortController()
  const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]

  const waited = wait(10, signal)
  await vi.advanceTimersByTimeAsync(10)
  await waited

  expect(removed.mock.calls).toEqual(added.mock.calls)
})
