/**
 * Passkeys that hold a secret: WebAuthn with the PRF extension (platform 1.4).
 *
 * The secret only ever opens an authenticated lock, because some authenticators have given wrong ones. Never
 * call toJSON() on a credential: iOS before 26.5.1 dies of it when there is a PRF result.
 */
import { PlatformProblem } from './problems.ts'
import { bytes } from './random.ts'

const SECRET_BYTES = 32
const CHALLENGE_BYTES = 32
const ANSWER_MS_MAX = 120_000

export interface Passkey {
  readonly credentialId: Uint8Array<ArrayBuffer>
  /** 32 bytes, the same each time for the same passkey and salt. */
  readonly secret: Uint8Array<ArrayBuffer>
}

export interface MadePasskey extends Passkey {
  /** As COSE key; null where the browser does not show it: then it opens and signs in nowhere. */
  readonly publicKey: Uint8Array<ArrayBuffer> | null
}

/** What a passkey says to a challenge: for the server to check, as it stands (WebAuthn 7.2). */
export interface Assertion {
  readonly credentialId: Uint8Array<ArrayBuffer>
  readonly authenticatorData: Uint8Array<ArrayBuffer>
  readonly clientData: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

/** Whether this device has a passkey of its own to offer; only trying tells whether it can hold a secret. */
export async function isAvailable(): Promise<boolean> {
  if (typeof PublicKeyCredential === 'undefined') return false
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()
}

export interface NewPasskey {
  /** As the phone's list of passkeys shows it. */
  readonly name: string
  /** At most 64 bytes that name no person. */
  readonly userId: Uint8Array<ArrayBuffer>
  /** 32 bytes, kept beside the lock. */
  readonly salt: Uint8Array<ArrayBuffer>
}

/** A new passkey and its secret. Throws passkey-missing if it holds none, passkey-refused if it was not made. */
export async function createPasskey({ name, userId, salt }: NewPasskey): Promise<MadePasskey> {
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name },
        user: { id: userId, name, displayName: name },
        // Nobody checks this challenge: what the passkey signs when it signs in is checked.
        challenge: bytes(CHALLENGE_BYTES),
        pubKeyCredParams: [
          { type: 'public-key', alg: -8 },
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        timeout: ANSWER_MS_MAX,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  const credentialId = new Uint8Array(credential.rawId)
  const publicKey = await coseKeyOf(credential.response)
  const { prf } = credential.getClientExtensionResults()
  const secret = secretOf(prf)
  if (secret !== null) return { credentialId, secret, publicKey }
  // Many authenticators make the secret only when the passkey is used for the first time.
  if (prf?.enabled !== true) throw new PlatformProblem('passkey-missing')
  return { ...(await passkeySecret([credentialId], salt)), publicKey }
}

/** One of these passkeys, as the person chose, and its secret. Throws passkey-missing, passkey-refused. */
export async function passkeySecret(
  credentialIds: readonly Uint8Array<ArrayBuffer>[],
  salt: Uint8Array<ArrayBuffer>,
): Promise<Passkey> {
  const credential = await used(credentialIds, salt, bytes(CHALLENGE_BYTES))
  return { credentialId: new Uint8Array(credential.rawId), secret: mustHold(credential) }
}

/**
 * Any passkey of this site that the person has here: its secret, and its word to a server's challenge.
 *
 * Throws passkey-missing, passkey-refused.
 */
export async function passkeySignIn(
  challenge: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  credentialIds: readonly Uint8Array<ArrayBuffer>[] = [],
): Promise<{ readonly secret: Uint8Array<ArrayBuffer>; readonly assertion: Assertion }> {
  const credential = await used(credentialIds, salt, challenge)
  const { response } = credential
  if (!('signature' in response) || !('authenticatorData' in response))
    throw new PlatformProblem('passkey-missing')
  const assertion = {
    credentialId: new Uint8Array(credential.rawId),
    authenticatorData: asBytes(response.authenticatorData),
    clientData: asBytes(response.clientDataJSON),
    signature: asBytes(response.signature),
  }
  return { secret: mustHold(credential), assertion }
}

async function used(
  credentialIds: readonly Uint8Array<ArrayBuffer>[],
  salt: Uint8Array<ArrayBuffer>,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<PublicKeyCredential> {
  return asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge,
        allowCredentials: credentialIds.map((id) => ({ type: 'public-key', id })),
        userVerification: 'required',
        timeout: ANSWER_MS_MAX,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
}

function mustHold(credential: PublicKeyCredential): Uint8Array<ArrayBuffer> {
  const secret = secretOf(credential.getClientExtensionResults().prf)
  if (secret === null) throw new PlatformProblem('passkey-missing')
  return secret
}

// Authenticator data: 32 + 1 + 4 bytes, 16 of the maker, 2 that say how long the id is, the id, the key (WebAuthn 6.1).
const ID_LENGTH_AT = 53

async function coseKeyOf(
  response: AuthenticatorResponse | undefined,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response === undefined || !showsItsData(response)) return null
  const told = asBytes(response.getAuthenticatorData())
  const idLength = ((told[ID_LENGTH_AT] ?? 0) << 8) | (told[ID_LENGTH_AT + 1] ?? 0)
  const key = told.subarray(ID_LENGTH_AT + 2 + idLength)
  if (key.length === 0) return null
  const { decodeFirst } = await import('cborg')
  const [, after] = decodeFirst(key, { useMaps: true })
  return key.slice(0, key.length - after.length)
}

function showsItsData(response: object): response is { readonly getAuthenticatorData: () => unknown } {
  return 'getAuthenticatorData' in response && typeof response.getAuthenticatorData === 'function'
}

function asBytes(value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  throw new PlatformProblem('passkey-missing')
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (typeof PublicKeyCredential === 'undefined') throw new PlatformProblem('passkey-missing')
  try {
    const credential = await ask()
    if (credential instanceof PublicKeyCredential) return credential
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause
    throw new PlatformProblem(cause.name === 'NotSupportedError' ? 'passkey-missing' : 'passkey-refused', {
      cause,
    })
  }
  throw new PlatformProblem('passkey-refused')
}

function secretOf(prf: AuthenticationExtensionsPRFOutputs | undefined): Uint8Array<ArrayBuffer> | null {
  const first = prf?.results?.first
  if (first === undefined) return null
  const secret =
    first instanceof ArrayBuffer
      ? new Uint8Array(first)
      : new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
  return secret.length === SECRET_BYTES ? Uint8Array.from(secret) : null
}
