import { expect, test } from 'vitest'

import { isAlarm, progress, shown, tellSync, type Syncing } from './progress.ts'

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

test.each<[string, Partial<Syncing>]>([
  ['saved', {}],
  ['synced', { at: 1 }],
  ['waiting', { at: 1, waits: true, count: 2 }],
  ['problem', { at: 1, waits: true, count: 2, type: 'log-gap' }],
])('%s is the truest word for what syncing tells', async (word, told) => {
  await shown(Promise.resolve())

  tellSync({ waits: false, count: null, at: null, type: null, done: null, ...told })

  expect(progress.current).toBe(word)
  tellSync(null)
  expect([progress.current, progress.detail.type]).toEqual(['saved', null])
})

test('a lie stops syncing, a server out of reach does not', () => {
  const types = ['log-gap', 'sign-in-failed', 'offline', 'quota-reached', 'storage-full', null]

  expect(types.map(isAlarm)).toEqual([true, true, false, false, false, false])
})
