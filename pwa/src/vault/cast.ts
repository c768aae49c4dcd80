/** For tests: phones with a journal, and the browser's doors that Node lacks, each done by the real thing. */
import 'fake-indexeddb/auto'

import { createHmac } from 'node:crypto'

import { argon2id } from 'hash-wasm'
import { vi } from 'vitest'

import { Storage } from '../platform/storage.ts'
import type { StretchMessage, StretchRequest } from '../platform/stretching.ts'
import { concat, randomBytes } from '../protocol/bytes.ts'
import { thisDevice } from './device.ts'
import { Vault } from './vault.ts'

let phones = 0

/** A phone on which something was saved. */
export async function aPhone(name = `vault-${(phones += 1)}`): Promise<Vault> {
  const vault = anEmptyPhone(name)
  await thisDevice(vault.storage)
  await vault.look()
  return vault
}

export function anEmptyPhone(name = `vault-${(phones += 1)}`): Vault {
  return new Vault(new Storage(name))
}

/** Argon2id as the worker does it, in this thread, since Node has no such worker. */
export function stretchHere(): void {
  vi.stubGlobal('location', new URL('http://localhost/'))
  vi.stubGlobal('Worker', StretchingHere)
}

class StretchingHere extends EventTarget {
  #isEnded = false

  postMessage({ normalForm, salt, memoryKib, passes, lanes }: StretchRequest): void {
    this.#say({ kind: 'estimate', ms: 500 })
    void argon2id({
      password: normalForm,
      salt,
      memorySize: memoryKib,
      iterations: passes,
      parallelism: lanes,
      hashLength: 32,
      outputType: 'binary',
    }).then((stretched) => this.#say({ kind: 'stretched', stretched: Uint8Array.from(stretched) }))
  }

  terminate(): void {
    this.#isEnded = true
  }

  #say(message: StretchMessage): void {
    if (!this.#isEnded) this.dispatchEvent(new MessageEvent('message', { data: message }))
  }
}

/** steady: one secret for a passkey and salt. absent: passkeys without secrets. changing: another one each time. */
export type Authenticator = 'steady' | 'absent' | 'changing'

/** Passkeys by HMAC, as PRF is defined over hmac-secret (CTAP 2.1, 12.5). */
export function anAuthenticator(kind: Authenticator): void {
  vi.stubGlobal('PublicKeyCredential', SoftCredential)
  const answer = (id: Uint8Array<ArrayBuffer>, salt: Uint8Array): Promise<SoftCredential> => {
    const secret = secretOf(kind === 'changing' ? randomBytes(16) : id, salt)
    return Promise.resolve(new SoftCredential(id, kind === 'absent' ? undefined : secret))
  }
  // Asked for any passkey of the site, the person takes the last one made.
  let newest: Uint8Array<ArrayBuffer> = new Uint8Array(16)
  vi.stubGlobal('navigator', {
    credentials: {
      create: ({ publicKey }: { publicKey: Asked }) => {
        newest = randomBytes(16)
        return answer(newest, publicKey.extensions.prf.eval.first)
      },
      get: ({ publicKey }: { publicKey: Asked }) =>
        answer(publicKey.allowCredentials[0]?.id ?? newest, publicKey.extensions.prf.eval.first),
    },
  })
}

interface Asked {
  readonly allowCredentials: readonly { readonly id: Uint8Array<ArrayBuffer> }[]
  readonly extensions: { readonly prf: { readonly eval: { readonly first: Uint8Array } } }
}

// An Ed25519 key of zeros: whoever checks what it signs is on a server, and not here.
const COSE_KEY = Uint8Array.from([0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32, ...new Uint8Array(32)])

class SoftCredential {
  readonly rawId: ArrayBuffer
  readonly response: object
  readonly #secret: Uint8Array<ArrayBuffer> | undefined

  constructor(id: Uint8Array<ArrayBuffer>, secret: Uint8Array<ArrayBuffer> | undefined) {
    this.rawId = id.slice().buffer
    const part = (): ArrayBuffer => new Uint8Array(37).buffer
    const told = concat(new Uint8Array(53), Uint8Array.of(0, id.length), id, COSE_KEY)
    const getAuthenticatorData = (): ArrayBuffer => told.buffer
    this.response = {
      authenticatorData: part(),
      clientDataJSON: part(),
      signature: part(),
      getAuthenticatorData,
    }
    this.#secret = secret
  }

  getClientExtensionResults(): unknown {
    if (this.#secret === undefined) return {}
    return { prf: { enabled: true, results: { first: this.#secret.slice().buffer } } }
  }
}

function secretOf(id: Uint8Array, salt: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHmac('sha256', id).update(salt).digest())
}
