/**
 * Passkeys that hold a secret: WebAuthn with the PRF extension (platform 1.4).
 *
 * The secret only ever opens an authenticated lock, because some authenticators have given wrong ones. Never
 * call toJSON() on a credential: iOS before 26.5.1 dies of it when there is a PRF result.
 */
import { PlatformProblem } from './problems.ts'
import { bytes } from './random.ts'

const SECRET_BYTES = 32
const ANSWER_MS_MAX = 120_000

export interface Passkey {
  readonly credentialId: Uint8Array<ArrayBuffer>
  /** 32 bytes, the same each time for the same passkey and salt. */
  readonly secret: Uint8Array<ArrayBuffer>
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
export async function createPasskey({ name, userId, salt }: NewPasskey): Promise<Passkey> {
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name },
        user: { id: userId, name, displayName: name },
        // Nobody checks the challenge: the passkey opens this phone's journal, it signs in nowhere.
        challenge: bytes(32),
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
  const { prf } = credential.getClientExtensionResults()
  const secret = secretOf(prf)
  if (secret !== null) return { credentialId, secret }
  // Many authenticators make the secret only when the passkey is used for the first time.
  if (prf?.enabled !== true) throw new PlatformProblem('passkey-missing')
  return { credentialId, secret: await passkeySecret([credentialId], salt) }
}

/** The secret of one of these passkeys. Throws passkey-missing, passkey-refused. */
export async function passkeySecret(
  credentialIds: readonly Uint8Array<ArrayBuffer>[],
  salt: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const credential = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: bytes(32),
        allowCredentials: credentialIds.map((id) => ({ type: 'public-key', id })),
        userVerification: 'required',
        timeout: ANSWER_MS_MAX,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  const secret = secretOf(credential.getClientExtensionResults().prf)
  if (secret === null) throw new PlatformProblem('passkey-missing')
  return secret
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
