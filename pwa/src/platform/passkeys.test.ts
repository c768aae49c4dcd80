import { afterEach, describe, expect, test, vi } from 'vitest'

import { createPasskey, isAvailable, passkeySecret } from './passkeys.ts'

const salt = new Uint8Array(32).fill(1)
const asked = { name: 'Plumbline', userId: new Uint8Array(16), salt }

afterEach(() => {
  vi.unstubAllGlobals()
})

// The simulated authenticator of Chromium tries the whole way in tests/app; here is what no browser simulates.
class PublicKeyCredential {
  readonly rawId = Uint8Array.of(1, 2, 3).buffer
  readonly #results: AuthenticationExtensionsClientOutputs

  constructor(results: AuthenticationExtensionsClientOutputs) {
    this.#results = results
  }

  getClientExtensionResults(): AuthenticationExtensionsClientOutputs {
    return this.#results
  }

  toJSON(): never {
    throw new Error('iOS dies of this')
  }
}

function anAuthenticator(
  created: unknown,
  got?: unknown,
): { create: ReturnType<typeof vi.fn>; get: ReturnType<typeof vi.fn> } {
  const answer = (what: unknown): Promise<unknown> =>
    what instanceof Error ? Promise.reject(what) : Promise.resolve(what)
  const credentials = { create: vi.fn(() => answer(created)), get: vi.fn(() => answer(got)) }
  vi.stubGlobal('PublicKeyCredential', PublicKeyCredential)
  vi.stubGlobal('navigator', { credentials })
  return credentials
}

const secretOf = (size: number): AuthenticationExtensionsClientOutputs => ({
  prf: { enabled: true, results: { first: new Uint8Array(size).fill(9).buffer } },
})

describe('a passkey', () => {
  test('that gives its secret at once asks once', async () => {
    const { get } = anAuthenticator(new PublicKeyCredential(secretOf(32)))

    expect(await createPasskey(asked)).toEqual({
      credentialId: Uint8Array.of(1, 2, 3),
      secret: new Uint8Array(32).fill(9),
    })
    expect(get).not.toHaveBeenCalled()
  })

  test('that gives its secret later is asked again', async () => {
    const later = new PublicKeyCredential({ prf: { enabled: true } })
    const { get } = anAuthenticator(later, new PublicKeyCredential(secretOf(32)))

    expect((await createPasskey(asked)).secret).toHaveLength(32)
    expect(get).toHaveBeenCalledTimes(1)
  })

  test.each([[{}], [{ prf: { enabled: false } }]])(
    'without a secret is told by name: %o',
    async (results) => {
      anAuthenticator(new PublicKeyCredential(results))

      await expect(createPasskey(asked)).rejects.toMatchObject({ type: 'passkey-missing' })
    },
  )

  test.each([31, 33, 64])('with a secret of %i bytes is refused', async (size) => {
    anAuthenticator(null, new PublicKeyCredential(secretOf(size)))

    await expect(passkeySecret([Uint8Array.of(1)], salt)).rejects.toMatchObject({ type: 'passkey-missing' })
  })

  test('that the person waves away is told by name', async () => {
    anAuthenticator(new DOMException('no', 'NotAllowedError'))

    await expect(createPasskey(asked)).rejects.toMatchObject({ type: 'passkey-refused' })
  })

  test('is not there in a browser without them', async () => {
    expect(await isAvailable()).toBe(false)
    await expect(createPasskey(asked)).rejects.toMatchObject({ type: 'passkey-missing' })
  })
})
