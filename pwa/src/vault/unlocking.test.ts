import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import { aPhone, anAuthenticator, anEmptyPhone, stretchHere } from './cast.ts'
import { waitMs } from './delay.ts'
import {
  addPasskey,
  codeInOne,
  confirmRecoveryCode,
  newRecoveryCode,
  setPassphrase,
  type RecoveryCode,
} from './enrolling.ts'
import { readLocks } from './locks.ts'
import { withDevice, withPassphrase, withPasskey, withRecoveryCode, withRoot } from './unlocking.ts'
import { Vault } from './vault.ts'

const PASSPHRASE = 'a quiet hour before dawn'
const DEVICE = { kind: 'device' } as const
const nothing = (): void => undefined
const going = (): AbortSignal => new AbortController().signal
const retyped = ({ groups, asked }: RecoveryCode): [string, string] => [
  groups[asked[0]] ?? '',
  groups[asked[1]] ?? '',
]

async function withCode(vault: Vault): Promise<RecoveryCode> {
  const code = await newRecoveryCode()
  await confirmRecoveryCode(code, retyped(code), DEVICE, vault)
  return code
}

beforeEach(() => {
  stretchHere()
  anAuthenticator('steady')
})

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('every lock opens what it closed', () => {
  test('the phone alone, until a lock is set', async () => {
    const alma = await aPhone()

    await withDevice(alma)

    expect(alma.current).toBe('open')
  })

  test('a passphrase, typed with other spaces', async () => {
    const alma = await aPhone()
    await setPassphrase(PASSPHRASE, DEVICE, {}, alma)

    await withPassphrase(`  a quiet  hour before dawn `, nothing, going(), alma)

    expect(alma.current).toBe('open')
  })

  test('a recovery code, typed small and without hyphens', async () => {
    const alma = await aPhone()
    const code = await withCode(alma)

    await withRecoveryCode(codeInOne(code).toLowerCase().replaceAll('-', ' '), alma)

    expect(alma.current).toBe('open')
  })

  test('a passkey, after a confirmed recovery code', async () => {
    const alma = await aPhone()
    await withCode(alma)
    await addPasskey('Plumbline', DEVICE, alma)

    await withPasskey(alma)

    expect(alma.current).toBe('open')
  })

  test('all of them the same journal', async () => {
    const alma = await aPhone()
    const roots: string[] = []
    const note = (root: Uint8Array): Promise<void> => Promise.resolve(void roots.push(root.join()))
    await withRoot(DEVICE, alma, note)
    const code = await withCode(alma)
    await setPassphrase(PASSPHRASE, DEVICE, {}, alma)

    await withRoot({ kind: 'passphrase', passphrase: PASSPHRASE }, alma, note)
    await withRoot({ kind: 'recovery', code: codeInOne(code) }, alma, note)

    expect(roots).toHaveLength(3)
    expect(new Set(roots).size).toBe(1)
  })
})

describe('a wrong secret opens nothing and changes nothing', () => {
  test('a wrong passphrase', async () => {
    const alma = await aPhone()
    await setPassphrase(PASSPHRASE, DEVICE, {}, alma)
    const before = await readLocks(alma.storage)

    await expect(withPassphrase('another one altogether', nothing, going(), alma)).rejects.toMatchObject({
      type: 'wrong-secret',
    })

    expect(alma.current).toBe('locked')
    expect(await readLocks(alma.storage)).toEqual(before)
  })

  test('the recovery code of somebody else', async () => {
    const alma = await aPhone()
    await withCode(alma)
    const cleos = codeInOne(await newRecoveryCode())

    await expect(withRecoveryCode(cleos, alma)).rejects.toMatchObject({ type: 'wrong-secret' })

    expect(alma.current).toBe('locked')
  })

  test('a recovery code with one slip is told apart', async () => {
    const alma = await aPhone()
    const code = codeInOne(await withCode(alma))
    const slip = (code.startsWith('7') ? '8' : '7') + code.slice(1)

    await expect(withRecoveryCode(slip, alma)).rejects.toMatchObject({ type: 'mistyped-recovery-code' })
  })

  test('a passkey whose secret has changed', async () => {
    const alma = await aPhone()
    await withCode(alma)
    await addPasskey('Plumbline', DEVICE, alma)
    const before = await readLocks(alma.storage)
    anAuthenticator('changing')

    await expect(withPasskey(alma)).rejects.toMatchObject({ type: 'wrong-secret' })

    expect(alma.current).toBe('locked')
    expect(await readLocks(alma.storage)).toEqual(before)
  })

  test('a passkey that no longer gives a secret', async () => {
    const alma = await aPhone()
    await withCode(alma)
    await addPasskey('Plumbline', DEVICE, alma)
    anAuthenticator('absent')

    await expect(withPasskey(alma)).rejects.toMatchObject({ type: 'passkey-missing' })
  })

  test('a phone without a journal has nothing to open', async () => {
    await expect(withDevice(anEmptyPhone())).rejects.toMatchObject({ type: 'no-journal' })
  })
})

describe('the root', () => {
  test('is wiped when its use is over', async () => {
    const alma = await aPhone()
    let seen = new Uint8Array()

    await withRoot(DEVICE, alma, (root) => {
      seen = root
      expect(root.some((byte) => byte !== 0)).toBe(true)
      return Promise.resolve()
    })

    expect(seen).toEqual(new Uint8Array(32))
  })

  test('is wiped when its use fails', async () => {
    const alma = await aPhone()
    let seen = new Uint8Array()

    const use = withRoot(DEVICE, alma, (root) => {
      seen = root
      return Promise.reject(new Error('slip'))
    })

    await expect(use).rejects.toThrow('slip')
    expect(seen).toEqual(new Uint8Array(32))
  })
})

describe('a passphrase', () => {
  test('that is stopped opens nothing and counts not', async () => {
    const alma = await aPhone()
    await setPassphrase(PASSPHRASE, DEVICE, {}, alma)
    const stop = new AbortController()

    const unlocking = withPassphrase(PASSPHRASE, () => stop.abort(new Error('stopped')), stop.signal, alma)

    await expect(unlocking).rejects.toThrow('stopped')
    expect(alma.current).toBe('locked')
    expect(await waitMs(alma.storage, clockAt(0, 'UTC'))).toBe(0)
  })

  test('that was wrong makes even the right one wait', async () => {
    const alma = await aPhone()
    await setPassphrase(PASSPHRASE, DEVICE, {}, alma)
    const at = clockAt(1_000_000, 'UTC')
    const attempt = (passphrase: string): Promise<void> =>
      withRoot({ kind: 'passphrase', passphrase }, alma, () => Promise.resolve(), at)
    await expect(attempt('another one altogether')).rejects.toMatchObject({ type: 'wrong-secret' })

    await expect(attempt(PASSPHRASE)).rejects.toMatchObject({ type: 'wait', waitMs: 1000 })
    await withRoot(
      { kind: 'passphrase', passphrase: PASSPHRASE },
      alma,
      () => Promise.resolve(),
      clockAt(1_001_000, 'UTC'),
    )

    expect(await waitMs(alma.storage, at)).toBe(0)
  })

  test('that is locked meanwhile does not open after all', async () => {
    const alma = await aPhone()
    await setPassphrase(PASSPHRASE, DEVICE, {}, alma)

    const unlocking = withPassphrase(PASSPHRASE, () => alma.lock(), going(), alma)

    await expect(unlocking).rejects.toMatchObject({ type: 'locked-meanwhile' })
    expect(alma.keys()).toBeUndefined()
  })
})
