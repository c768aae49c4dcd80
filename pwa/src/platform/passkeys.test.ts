import { encode } from 'cborg'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { createPasskey, isAvailable, passkeySecret, passkeySignIn } from './passkeys.ts'

const salt = new Uint8Array(32).fill(1)
const asked = { name: 'Plumbline', userId: new Uint8Array(16), salt }

afterEach(() => {
  vi.unstubAllGlobals()
})

// The simulated authenticator of Chromium tries the whole way in tests/app; here is what no browser simulates.
class PublicKeyCredential {
  readonly rawId = Uint8Array.of(1, 2, 3).buffer
  readonly response: object
  readonly #results: AuthenticationExtensionsClientOutputs

  constructor(results: AuthenticationExtensionsClientOutputs, response: object = {}) {
    this.#results = results
    this.response = response
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
  test('shows its public key as it stands in its data', async () => {
    const key = Uint8Array.from(
      encode(
        new Map<number, unknown>([
          [1, 1],
          [3, -8],
          [-1, 6],
          [-2, new Uint8Array(32)],
        ]),
      ),
    )
    const told = new Uint8Array([
      ...new Uint8Array(53),
      0,
      3,
      1,
      2,
      3,
      ...key,
      ...encode({ credProps: true }),
    ])
    const made = new PublicKeyCredential(secretOf(32), { getAuthenticatorData: () => told.buffer })
    anAuthenticator(made)

    expect((await createPasskey(asked)).publicKey).toEqual(key)
  })

  test('signs a challenge and gives its secret at once', async () => {
    const part = (byte: number): ArrayBuffer => Uint8Array.of(byte).buffer
    const response = { authenticatorData: part(4), clientDataJSON: part(5), signature: part(6) }
    anAuthenticator(undefined, new PublicKeyCredential(secretOf(32), response))

    expect(await passkeySignIn(new Uint8Array(72), salt)).toEqual({
      secret: new Uint8Array(32).fill(9),
      assertion: {
        credentialId: Uint8Array.of(1, 2, 3),
        authenticatorData: Uint8Array.of(4),
        clientData: Uint8Array.of(5),
        signature: Uint8Array.of(6),
      },
    })
  })

  test('that gives its secret at once asks once', async () => {
    const { get } = anAuthenticator(new PublicKeyCredential(secretOf(32)))

    expect(await createPasskey(asked)).toEqual({
      credentialId: Uint8Array.of(1, 2, 3),
      secret: new Uint8Array(32).fill(9),
      publicKey: null,
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
