import { expect, test } from 'vitest'

import { Attempt } from './attempt.svelte.ts'

test('a second tap begins nothing while the first runs', async () => {
  const attempt = new Attempt()
  let begun = 0
  let end = (): void => undefined
  const work = async (): Promise<void> => {
    begun += 1
    await new Promise<void>((go) => (end = go))
  }

  const first = attempt.run(work)
  const second = await attempt.run(work)
  end()

  expect([await first, second, begun]).toEqual([true, false, 1])
})

test('what went wrong is kept until it is tried again', async () => {
  const attempt = new Attempt()
  const problem = new Error('full')

  const failed = await attempt.run(() => Promise.reject(problem))
  const kept = attempt.failure
  const done = await attempt.run(() => Promise.resolve())

  expect([failed, kept, done, attempt.failure]).toEqual([false, problem, true, null])
})
