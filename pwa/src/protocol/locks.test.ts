import { argon2id } from 'hash-wasm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { bytesToHex, bytesToText, randomBytes } from './bytes.ts'
import { newRoot } from './keys.ts'
import { mustBeSafe, normalForm, openRoot, openRootWithAuth, setLock, setLockWithAuth } from './locks.ts'
import { newDeviceLockKey, newLockId, unwrap, wrap } from './wrapping.ts'
import type { Lock, PassphraseLock, Secret, Stretch, StretchParams } from './locks.ts'
import { newRecoveryCode } from './recovery.ts'
import { AUTH_BYTES } from './sizes.ts'

const account = 'a1'.repeat(16)

const stretch: Stretch = async (password, salt, { memoryKib, passes, lanes }) =>
  Uint8Array.from(
    await argon2id({
      password,
      salt,
      memorySize: memoryKib,
      iterations: passes,
      parallelism: lanes,
      hashLength: 32,
      outputType: 'binary',
    }),
  )

const passphrase = (text: string): Secret => ({ kind: 'passphrase', passphrase: text, stretch })

function isPassphraseLock(lock: Lock): lock is PassphraseLock {
  return lock.kind === 'passphrase'
}

describe('a lock', () => {
  test('opens by its passphrase, spaced and written otherwise', async () => {
    const root = newRoot()
    const lock = await setLock(root, account, 1, passphrase('grüne Wiese  am See'))

    expect(await openRoot(lock, account, passphrase(' gru\u0308ne\u00a0Wiese am\tSee\n'))).toEqual(root)
    await expect(openRoot(lock, account, passphrase('grüne Wiese am Seee'))).rejects.toMatchObject({
      type: 'wrong-secret',
    })
  })

  test('gives the same auth when it is set and opened', async () => {
    const root = newRoot()
    const code = await newRecoveryCode()
    for (const secret of [passphrase('grüne Wiese'), { kind: 'recovery', code } as const]) {
      const set = await setLockWithAuth(root, account, 1, secret)
      const opened = await openRootWithAuth(set.lock, account, secret)

      expect(set.auth).toHaveLength(AUTH_BYTES)
      expect(opened).toEqual({ root, auth: set.auth })
    }
  })

  test('has no auth when it is a passkey', async () => {
    const secret: Secret = { kind: 'passkey', prf: randomBytes(32) }
    const { lock, auth } = await setLockWithAuth(newRoot(), account, 1, secret)

    expect([auth, (await openRootWithAuth(lock, account, secret)).auth]).toEqual([null, null])
  })

  test('opens by its recovery code and no other', async () => {
    const root = newRoot()
    const code = await newRecoveryCode()
    const lock = await setLock(root, account, 3, { kind: 'recovery', code })

    expect(await openRoot(lock, account, { kind: 'recovery', code })).toEqual(root)
    const other: Secret = { kind: 'recovery', code: await newRecoveryCode() }
    await expect(openRoot(lock, account, other)).rejects.toMatchObject({ type: 'wrong-secret' })
  })

  test('opens by its passkey and no other', async () => {
    const root = newRoot()
    const prf = randomBytes(32)
    const lock = await setLock(root, account, 1, { kind: 'passkey', prf })

    expect(await openRoot(lock, account, { kind: 'passkey', prf })).toEqual(root)
    const other: Secret = { kind: 'passkey', prf: randomBytes(32) }
    await expect(openRoot(lock, account, other)).rejects.toMatchObject({ type: 'wrong-secret' })
  })

  test('opens in no other place than its own', async () => {
    const root = newRoot()
    const prf = randomBytes(32)
    const secret: Secret = { kind: 'passkey', prf }
    const lock = await setLock(root, account, 1, secret)
    const wrong = { type: 'wrong-secret' }

    await expect(openRoot(lock, 'b2'.repeat(16), secret)).rejects.toMatchObject(wrong)
    await expect(openRoot({ ...lock, id: newLockId() }, account, secret)).rejects.toMatchObject(wrong)
    await expect(openRoot({ ...lock, epoch: 2 }, account, secret)).rejects.toMatchObject(wrong)
  })

  test('asks for the secret of its own kind', async () => {
    const lock = await setLock(newRoot(), account, 1, { kind: 'passkey', prf: randomBytes(32) })

    await expect(openRoot(lock, account, passphrase('x'))).rejects.toMatchObject({ type: 'no-such-lock' })
  })

  test.each([0, 59, 61])('of %i wrapped bytes is malformed', async (size) => {
    const secret: Secret = { kind: 'passkey', prf: randomBytes(32) }
    const lock = await setLock(newRoot(), account, 1, secret)

    const opening = openRoot({ ...lock, wrapped: randomBytes(size) }, account, secret)

    await expect(opening).rejects.toMatchObject({ type: 'malformed-lock' })
  })

  test('of the phone itself keeps its key unread', async () => {
    const key = await newDeviceLockKey()
    const context = { account, id: newLockId(), epoch: 1, kind: 'device' } as const
    const root = newRoot()

    expect(key.extractable).toBe(false)
    expect(await unwrap(await wrap(root, key, context), key, context)).toEqual(root)
  })
})

describe('the stretching of a passphrase', () => {
  const params = (over: Partial<StretchParams>): StretchParams => ({
    memoryKib: 65_536,
    passes: 3,
    lanes: 1,
    ...over,
  })

  test.each([params({}), params({ memoryKib: 1_048_576 }), params({ passes: 16 }), params({ lanes: 4 })])(
    'is taken at its limits: %o',
    (safe) => {
      mustBeSafe(safe)
    },
  )

  test.each([
    params({ memoryKib: 65_535 }),
    params({ memoryKib: 1_048_577 }),
    params({ passes: 2 }),
    params({ passes: 17 }),
    params({ lanes: 0 }),
    params({ lanes: 5 }),
    params({ passes: 3.5 }),
    params({ memoryKib: Number.NaN }),
  ])('is refused past them: %o', (unsafe) => {
    expect(() => mustBeSafe(unsafe)).toThrow('unsafe-lock')
  })

  test('is not even begun for an unsafe lock', async () => {
    const lock = await setLock(newRoot(), account, 1, passphrase('green field'))
    if (!isPassphraseLock(lock)) throw new Error('a passphrase makes a passphrase lock')
    let begun = 0
    const counted: Secret = {
      kind: 'passphrase',
      passphrase: 'green field',
      stretch: async (...given) => {
        begun += 1
        return stretch(...given)
      },
    }

    await expect(openRoot({ ...lock, passes: 1 }, account, counted)).rejects.toMatchObject({
      type: 'unsafe-lock',
    })
    expect(begun).toBe(0)
  })
})

describe('the normal form of a passphrase', () => {
  test('folds compatible letters and white space', () => {
    expect(bytesToText(normalForm('\u2003ﬁve\r\n \u3000Ｗｏｒｄｓ \u2028'))).toBe('five Words')
  })

  test('stays as it is when taken twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        fc.pre(text.normalize('NFKC').trim() !== '' && !/^\p{White_Space}*$/u.test(text))
        const once = normalForm(text)
        expect(bytesToHex(normalForm(bytesToText(once)))).toBe(bytesToHex(once))
      }),
    )
  })

  test('is at most 1,024 bytes and never empty', () => {
    expect(normalForm('é'.repeat(512))).toHaveLength(1024)
    expect(() => normalForm(`${'é'.repeat(512)}x`)).toThrow('passphrase-too-long')
    expect(() => normalForm(' \t\u00a0')).toThrow('passphrase-empty')
  })
})
