import { expect, test } from 'vitest'

import { progress, shown } from './progress.ts'

test('a write that fails shows until one succeeds', async () => {
  const seen: string[] = []
  const stop = progress.subscribe(() => seen.push(progress.current))

  await expect(shown(Promise.reject(new Error('full')))).rejects.toThrow('full')
  await shown(Promise.resolve('done'))
  await shown(Promise.resolve('again'))
  stop()
  await expect(shown(Promise.reject(new Error('full')))).rejects.toThrow('full')

  expect(seen).toEqual(['problem', 'saved'])
})
