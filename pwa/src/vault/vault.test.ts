import { afterEach, expect, test, vi } from 'vitest'

import { put } from '../sync/outbox.ts'
import { aPhone, anEmptyPhone } from './cast.ts'
import { withDevice } from './unlocking.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('a phone is new until something is saved', async () => {
  const alma = anEmptyPhone('vault-new')
  await alma.look()
  expect(alma.current).toBe('new')
  const turned = new Promise<void>((give) => alma.subscribe(() => give()))

  await put([{ kind: 'entry', id: 'one', set: { day: '2026-11-23' } }], undefined, {
    storage: alma.storage,
    clock: { now: () => 1_800_000_000_000, zone: () => 'UTC' },
  })
  await turned

  expect(alma.current).toBe('locked')
})

test('no key that is held can be exported', async () => {
  const alma = await aPhone()
  await withDevice(alma)
  const keys = alma.keys()
  expect(keys).toBeDefined()

  for (const key of [keys?.pairs.get(1)?.privateKey, keys?.snapshots, keys?.certificates.get(1)]) {
    if (key === undefined) throw new Error('a key is missing')
    for (const format of ['raw', 'pkcs8', 'jwk'] as const) {
      await expect(crypto.subtle.exportKey(format, key)).rejects.toThrow()
    }
  }
})

test('locking drops the keys and tells who watches', async () => {
  const alma = await aPhone()
  await withDevice(alma)
  const changed = vi.fn()
  alma.subscribe(changed)

  alma.lock()

  expect(alma.keys()).toBeUndefined()
  expect(alma.current).toBe('locked')
  expect(changed).toHaveBeenCalledOnce()
})

test('locking drops the keys of the other tab', async () => {
  const one = await aPhone('vault-two-tabs')
  const other = await aPhone('vault-two-tabs')
  await withDevice(one)
  await withDevice(other)
  const told = new Promise<void>((give) => other.subscribe(() => give()))

  one.lock()
  await told

  expect(other.keys()).toBeUndefined()
})

test('a tab whose own time is up leaves others open', async () => {
  const one = await aPhone('vault-own-time')
  const other = await aPhone('vault-own-time')
  await withDevice(one)
  await withDevice(other)

  one.forget()
  await other.look()

  expect(one.current).toBe('locked')
  expect(other.current).toBe('open')
})

test('without a channel between tabs locking still works', async () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const alma = await aPhone()
  await withDevice(alma)

  alma.lock()

  expect(alma.current).toBe('locked')
})
