import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { aPhone, anAuthenticator, anEmptyPhone, stretchHere } from './cast.ts'
import { thisDevice } from './device.ts'
import {
  addPasskey,
  codeInOne,
  confirmRecoveryCode,
  newRecoveryCode,
  removeLock,
  setPassphrase,
  silentWay,
  type RecoveryCode,
} from './enrolling.ts'
import { readLocks } from './locks.ts'
import { withDevice, withPassphrase, withRecoveryCode, withRoot } from './unlocking.ts'
import type { Vault } from './vault.ts'

const FIRST = 'a quiet hour before dawn'
const SECOND = 'seven herons over still water'
const DEVICE = { kind: 'device' } as const
const retyped = ({ groups, asked }: RecoveryCode): [string, string] => [
  groups[asked[0]] ?? '',
  groups[asked[1]] ?? '',
]
const sorted = async (vault: Vault): Promise<string[]> => [...(await vault.locks())].sort()

async function withCode(vault: Vault): Promise<string> {
  const code = await newRecoveryCode()
  await confirmRecoveryCode(code, retyped(code), DEVICE, vault)
  return codeInOne(code)
}

beforeEach(() => {
  stretchHere()
  anAuthenticator('steady')
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the lock of the phone alone', () => {
  test('stays beside a passphrase without a recovery code', async () => {
    const alma = await aPhone()

    await setPassphrase(FIRST, DEVICE, {}, alma)

    expect(await sorted(alma)).toEqual(['device', 'passphrase'])
  })

  test('goes with a passphrase and a confirmed code', async () => {
    const alma = await aPhone()
    await setPassphrase(FIRST, DEVICE, {}, alma)

    await withCode(alma)

    expect(await sorted(alma)).toEqual(['passphrase', 'recovery'])
    expect(await silentWay(alma)).toBeUndefined()
    await expect(withDevice(alma)).rejects.toMatchObject({ type: 'no-such-lock' })
  })

  test('goes with a passkey and a confirmed code', async () => {
    const alma = await aPhone()
    await withCode(alma)
    expect(await sorted(alma)).toEqual(['device', 'recovery'])

    await addPasskey('Plumbline', DEVICE, alma)

    expect(await sorted(alma)).toEqual(['passkey', 'recovery'])
  })

  // A tab may die, or the disk be full, at any request of the transaction.
  test.each([1, 2, 3, 4])('stays unless the whole of it was written: request %i fails', async (dies) => {
    const alma = await aPhone()
    await setPassphrase(FIRST, DEVICE, {}, alma)
    const code = await newRecoveryCode()
    dieAtRequest(dies)

    const outcome = await confirmRecoveryCode(code, retyped(code), DEVICE, alma).then(
      () => 'set',
      () => 'died',
    )
    vi.restoreAllMocks()

    const kinds = await sorted(alma)
    expect(kinds).toEqual(outcome === 'died' ? ['device', 'passphrase'] : ['passphrase', 'recovery'])
    await withPassphrase(FIRST, () => undefined, new AbortController().signal, alma)
  })
})

// Counts the writes to `locks` from now on and refuses the given one, as a browser does whose disk is full.
function dieAtRequest(dies: number): void {
  let requests = 0
  const died = (store: IDBObjectStore): boolean => store.name === 'locks' && (requests += 1) === dies
  // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to the store they are called on
  const { put, delete: remove } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (died(this)) throw new DOMException('full', 'QuotaExceededError')
    return put.apply(this, given)
  })
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (died(this)) throw new DOMException('full', 'QuotaExceededError')
    return remove.apply(this, given)
  })
}

test('a lock may be set before the first entry', async () => {
  const alma = anEmptyPhone()

  const way = await silentWay(alma)
  await setPassphrase(FIRST, way ?? DEVICE, {}, alma)

  expect(alma.current).toBe('locked')
  expect(await sorted(alma)).toEqual(['device', 'passphrase'])
})

describe('a recovery code', () => {
  test('is nine groups, of which two different are asked', async () => {
    for (let round = 0; round < 50; round += 1) {
      const { groups, asked } = await newRecoveryCode()

      expect(groups).toHaveLength(9)
      expect(asked[0]).toBeLessThan(asked[1])
      expect(asked[1]).toBeLessThan(9)
    }
  })

  test('is no lock before both groups are right', async () => {
    const alma = await aPhone()
    const code = await newRecoveryCode()
    const [first] = retyped(code)

    await expect(confirmRecoveryCode(code, [first, '7777'], DEVICE, alma)).rejects.toMatchObject({
      type: 'wrong-groups',
    })

    expect(await sorted(alma)).toEqual(['device'])
  })

  test('takes the place of the one before', async () => {
    const alma = await aPhone()
    const before = await withCode(alma)

    const after = await withCode(alma)

    await withRecoveryCode(after, alma)
    await expect(withRecoveryCode(before, alma)).rejects.toMatchObject({ type: 'wrong-secret' })
    expect(await sorted(alma)).toEqual(['device', 'recovery'])
  })
})

describe('a passphrase', () => {
  test('is changed by who knows it, and opens no more', async () => {
    const alma = await aPhone()
    await setPassphrase(FIRST, DEVICE, {}, alma)
    await withCode(alma)

    await setPassphrase(SECOND, { kind: 'passphrase', passphrase: FIRST }, {}, alma)

    const use = (): Promise<void> => Promise.resolve()
    await withRoot({ kind: 'passphrase', passphrase: SECOND }, alma, use)
    await expect(withRoot({ kind: 'passphrase', passphrase: FIRST }, alma, use)).rejects.toMatchObject({
      type: 'wrong-secret',
    })
  }, 30_000) // five times 64 MiB of Argon2id, on whatever machine this is

  test('is not changed by who does not know it', async () => {
    const alma = await aPhone()
    await setPassphrase(FIRST, DEVICE, {}, alma)
    await withCode(alma)
    const before = await readLocks(alma.storage)

    const change = setPassphrase(SECOND, { kind: 'passphrase', passphrase: 'a guess' }, {}, alma)

    await expect(change).rejects.toMatchObject({ type: 'wrong-secret' })
    expect(await readLocks(alma.storage)).toEqual(before)
  })
})

describe('a passkey', () => {
  test('is not made before a confirmed recovery code', async () => {
    const alma = await aPhone()
    const made = vi.spyOn(navigator.credentials, 'create')

    await expect(addPasskey('Plumbline', DEVICE, alma)).rejects.toMatchObject({ type: 'no-recovery-code' })

    expect(made).not.toHaveBeenCalled()
  })

  test.each([
    ['absent', 'passkey-missing'],
    ['changing', 'wrong-secret'],
  ] as const)('whose secret is %s sets and replaces nothing', async (authenticator, problem) => {
    const alma = await aPhone()
    await withCode(alma)
    await addPasskey('Plumbline', DEVICE, alma)
    const before = await readLocks(alma.storage)
    const code = await newCode(alma)
    anAuthenticator(authenticator)

    const add = addPasskey('Plumbline', { kind: 'recovery', code }, alma)

    await expect(add).rejects.toMatchObject({ type: problem })
    expect((await readLocks(alma.storage)).filter((lock) => lock.kind === 'passkey')).toEqual(
      before.filter((lock) => lock.kind === 'passkey'),
    )
  })
})

async function newCode(vault: Vault): Promise<string> {
  const code = await newRecoveryCode()
  await confirmRecoveryCode(code, retyped(code), { kind: 'passkey' }, vault)
  return codeInOne(code)
}

describe('taking a lock away', () => {
  test('is refused for the last of the two ways in', async () => {
    const alma = await aPhone()
    await setPassphrase(FIRST, DEVICE, {}, alma)
    await withCode(alma)

    await expect(removeLock('passphrase', alma)).rejects.toMatchObject({ type: 'last-lock' })
    await expect(removeLock('recovery', alma)).rejects.toMatchObject({ type: 'last-lock' })

    expect(await sorted(alma)).toEqual(['passphrase', 'recovery'])
  })

  test('works while another way stays', async () => {
    const alma = await aPhone()
    await setPassphrase(FIRST, DEVICE, {}, alma)
    const code = await withCode(alma)
    await addPasskey('Plumbline', { kind: 'recovery', code }, alma)

    await removeLock('passphrase', alma)

    expect(await sorted(alma)).toEqual(['passkey', 'recovery'])
  })

  test('of the phone alone is never done by hand', async () => {
    const alma = await aPhone()

    await expect(removeLock('device', alma)).rejects.toMatchObject({ type: 'last-lock' })

    expect(await sorted(alma)).toEqual(['device'])
  })
})

describe('a phone that became another while a lock was made', () => {
  test('keeps the locks that it has now', async () => {
    const alma = await aPhone()
    const [before, now] = [await readLocks(alma.storage), await thisDevice((await aPhone()).storage)]
    const code = await newRecoveryCode()
    const becomeAnother = (): Promise<void> =>
      alma.storage.transaction(['device'], 'readwrite', async (transaction) => {
        await transaction.objectStore('device').put(now, 'this')
      })

    const set = confirmRecoveryCode(code, retyped(code), DEVICE, alma, becomeAnother)

    await expect(set).rejects.toMatchObject({ type: 'locked-meanwhile' })
    expect(await readLocks(alma.storage)).toEqual(before)
  })
})
