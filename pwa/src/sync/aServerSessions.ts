/** For tests: who signs in to the server in memory (PROTOCOL 9.2). What a passkey signed is taken as it is. */
import { webcrypto } from 'node:crypto'

import { b64ToBytes, type Bytes } from '../protocol/bytes.ts'
import { readDevicePublicKey } from '../protocol/keys.ts'
import type { AnAccount } from './aServerLog.ts'
import { list, members, Refusal, text, type Json } from './aServerWords.ts'

type Accounts = ReadonlyMap<string, AnAccount>

/** Whose secret it is. Refuses with sign-in-failed. */
export function bySecret(accounts: Accounts, body: Json, kind: string): AnAccount {
  for (const account of accounts.values()) {
    for (const lock of account.locks.values()) {
      const isPasskey = kind === 'passkey' && lock['kind'] === kind && lock['public_key'] !== undefined
      if (isPasskey && members(body, 'credential')['id'] === lock['credential_id']) return account
      const isRight =
        lock['kind'] === kind && account.handle === body['handle'] && lock['auth'] === body['auth']
      if (isRight && kind !== 'passkey') return account
    }
  }
  throw new Refusal(401, 'sign-in-failed')
}

/** Whose device signed the challenge. Refuses with sign-in-failed. */
export async function bySignature(accounts: Accounts, body: Json): Promise<AnAccount> {
  const account = accounts.get(text(body, 'account'))
  const device = account?.devices.get(text(body, 'device'))
  if (account === undefined || device === undefined || device.closed) throw new Refusal(401, 'sign-in-failed')
  const key = await readDevicePublicKey(b64ToBytes(device.public_key))
  const said = new Uint8Array([
    ...new TextEncoder().encode('plumbline/1 session'),
    ...Buffer.from(account.id, 'hex'),
    ...Buffer.from(device.id, 'hex'),
    ...b64ToBytes(text(body, 'challenge')),
  ])
  if (!(await isSigned(key, b64ToBytes(text(body, 'signature')), said)))
    throw new Refusal(401, 'sign-in-failed')
  return account
}

async function isSigned(key: CryptoKey, signature: Bytes, said: Bytes): Promise<boolean> {
  return webcrypto.subtle.verify({ name: 'Ed25519' }, key, signature, said)
}

/** What was registered is asked for again: by a live device of it, who shows every lock's auth. */
export function isTheSame({ devices, locks }: AnAccount, body: Json): boolean {
  const own = list(body, 'devices').find(({ id }) => id === body['device'])
  const held = devices.get(text(body, 'device'))
  if (held === undefined || held.closed || held.public_key !== own?.['public_key']) return false
  return list(body, 'locks').every(({ id, auth }) => locks.get(String(id))?.['auth'] === auth)
}
