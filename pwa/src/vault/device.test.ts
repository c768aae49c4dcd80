import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { Storage } from '../platform/storage.ts'
import { bytesToHex } from '../protocol/bytes.ts'
import { checkCertificate, holdRoot, publicKeyToBytes, vaultKeyPair } from '../protocol/keys.ts'
import { unwrap } from '../protocol/wrapping.ts'
import { hexToBytes } from '../protocol/bytes.ts'
import { knownDevice, thisDevice, type DeviceLock } from './device.ts'

let phones = 0
const aPhone = (): Storage => new Storage(`device-${(phones += 1)}`)

async function locksOf(phone: Storage): Promise<DeviceLock[]> {
  return phone.transaction(['locks'], 'readonly', async (transaction) => {
    const locks: unknown[] = await transaction.objectStore('locks').getAll()
    return locks as DeviceLock[]
  })
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the first call ever', () => {
  test('makes one phone, however many ask at once', async () => {
    const name = 'asked-by-many'

    const devices = await Promise.all(Array.from({ length: 8 }, () => thisDevice(new Storage(name))))

    expect(new Set(devices.map(({ account, device }) => account + device)).size).toBe(1)
    expect(await locksOf(new Storage(name))).toHaveLength(1)
  })

  test('makes one phone where there are no locks between tabs', async () => {
    vi.stubGlobal('navigator', {})
    const name = 'asked-without-locks'

    const devices = await Promise.all(
      Array.from({ length: 4 }, async () => {
        vi.resetModules()
        const tab = await import('./device.ts')
        return tab.thisDevice(new Storage(name))
      }),
    )

    expect(new Set(devices.map(({ device }) => device)).size).toBe(1)
    expect(await locksOf(new Storage(name))).toHaveLength(1)
  })

  test('wraps a root that gives back the same keys', async () => {
    const phone = aPhone()
    const device = await thisDevice(phone)
    const [lock] = await locksOf(phone)
    if (!lock) throw new Error('no lock')

    const { account, epoch } = device
    const root = await unwrap(lock.wrapped, lock.kek, { account, id: lock.id, epoch, kind: 'device' })

    const held = await holdRoot(root)
    const pair = await vaultKeyPair(held)
    expect(bytesToHex(await publicKeyToBytes(pair.publicKey))).toBe(bytesToHex(device.vaultKey))
    const claim = { device: hexToBytes(device.device), publicKey: device.publicKey, epoch }
    await expect(checkCertificate(held, claim, device.certificate)).resolves.toBeUndefined()
  })

  test('leaves no key that could be read', async () => {
    const phone = aPhone()
    const { sign } = await thisDevice(phone)
    const [lock] = await locksOf(phone)

    expect([sign.extractable, lock?.kek.extractable]).toEqual([false, false])
  })

  test('begins with another root where the browser refuses one', async () => {
    const phone = aPhone()
    const importKey = crypto.subtle.importKey.bind(crypto.subtle)
    let refused = 0
    vi.spyOn(crypto.subtle, 'importKey').mockImplementation(async (...args: unknown[]) => {
      if (args[0] === 'pkcs8' && (refused += 1) === 1) throw new DOMException('no', 'DataError')
      return Reflect.apply(importKey, crypto.subtle, args) as Promise<CryptoKey>
    })

    expect((await thisDevice(phone)).epoch).toBe(1)
    expect(refused).toBe(2)
  })
})

describe('a phone that has begun', () => {
  test('is the same for every later asker', async () => {
    const first = await thisDevice(new Storage('asked-later'))

    expect((await thisDevice(new Storage('asked-later'))).device).toBe(first.device)
  })

  test('is not made by asking whether it is known', async () => {
    const phone = aPhone()

    expect(await knownDevice(phone)).toBeUndefined()
    expect(await locksOf(phone)).toEqual([])
  })

  test('with a damaged record is refused and kept', async () => {
    const phone = aPhone()
    await phone.transaction(['device'], 'readwrite', (transaction) =>
      transaction.objectStore('device').put({ account: 'odd' }, 'this'),
    )

    await expect(thisDevice(phone)).rejects.toThrow('Invalid')
    await expect(thisDevice(phone)).rejects.toThrow('Invalid')
  })
})
