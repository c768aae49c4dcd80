/** For tests: phones that sync with a server in the same process, each with storage, vault, clock and network. */
import { vi } from 'vitest'

import type { Clock } from '../platform/clock.ts'
import { openHttp } from '../platform/http.ts'
import { Storage } from '../platform/storage.ts'
import type { Op } from '../protocol/change.ts'
import type { Purged } from '../protocol/checks.ts'
import { purgeMac, purgeOp } from '../protocol/purges.ts'
import { anAuthenticator } from '../vault/cast.ts'
import {
  addPasskey,
  codeInOne,
  confirmRecoveryCode,
  newRecoveryCode,
  type RecoveryCode,
} from '../vault/enrolling.ts'
import { unlock, withDevice, type Way } from '../vault/unlocking.ts'
import { Vault } from '../vault/vault.ts'
import { signIn, turnOn } from './account.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { syncOnce } from './once.ts'
import { put } from './outbox.ts'
import type { SyncParts } from './parts.ts'
import { thisDevice } from '../vault/device.ts'

const STORES = ['device', 'locks', 'envelopes', 'devices', 'offered', 'histories', 'sync'] as const
const NOON = Date.parse('2026-11-23T12:00:00Z')
let phones = 0

/** What happens on the way to the server: what goes out, or what comes back, may be lost. */
export type OnWay = (ask: () => Promise<Response>, path: string) => Promise<Response>

/** Phones are browsers of their own: no word of one reaches another but by the server. */
export function alonePhones(): void {
  vi.stubGlobal('BroadcastChannel', undefined)
}

/** What ends all that a phone was doing: its battery. */
export class Killed extends Error {}

/** Storage that dies after a number of transactions: what is done by then is done, and nothing after. */
class Mortal extends Storage {
  left = Infinity

  override async transaction<Mode extends 'readonly' | 'readwrite', T>(
    ...args: Parameters<typeof Storage.prototype.transaction<Mode, T>>
  ): Promise<T> {
    if (this.left <= 0) throw new Killed()
    this.left -= 1
    return super.transaction(...args)
  }
}

export class Phone {
  readonly name: string
  parts: SyncParts
  #storage: Mortal
  nowMs = NOON
  onWay: OnWay = (ask) => ask()
  code = ''

  constructor(server: AServer, name = `phone-${(phones += 1)}`) {
    this.name = name
    const storage = new Mortal(name)
    this.#storage = storage
    const clock: Clock = { now: () => (this.nowMs += 1000), zone: () => 'Europe/Lisbon' }
    const http = openHttp(server.reach((ask, path) => this.onWay(ask, path)))
    this.parts = { storage, clock, http, vault: new Vault(storage), wait: () => Promise.resolve() }
  }

  get storage(): Storage {
    return this.parts.storage
  }

  get vault(): Vault {
    return this.parts.vault
  }

  get recovery(): Way {
    return { kind: 'recovery', code: this.code }
  }

  /** Does `work`, and dies on the way after some transactions; then it is started again, locked. */
  async killedAfter(transactions: number, work: () => Promise<void>): Promise<unknown> {
    this.#storage.left = transactions
    const ended = await work().then(
      () => null,
      (failure: unknown) => failure,
    )
    if (ended instanceof Error && !(ended instanceof Killed)) throw ended
    this.#storage.left = 0
    this.#storage = new Mortal(this.name)
    this.parts = { ...this.parts, storage: this.#storage, vault: new Vault(this.#storage) }
    await this.vault.look()
    return ended
  }

  /** Another phone with everything that is stored on this one, as a restored backup is; locked. */
  async copied(server: AServer): Promise<Phone> {
    const copy = new Phone(server)
    copy.code = this.code
    for (const store of STORES) {
      const [keys, records] = await this.storage.transaction([store], 'readonly', async (transaction) =>
        Promise.all([transaction.objectStore(store).getAllKeys(), transaction.objectStore(store).getAll()]),
      )
      await copy.storage.transaction([store], 'readwrite', async (transaction) => {
        const inLine = store === 'envelopes'
        for (const [at, key] of keys.entries())
          await transaction.objectStore(store).put(records[at], inLine ? undefined : key)
      })
    }
    await copy.vault.look()
    return copy
  }

  async put(...ops: Op[]): Promise<void> {
    await put(ops, undefined, this.parts)
  }

  async sync(): Promise<void> {
    await syncOnce(this.parts)
  }

  async unlock(way: Way = this.recovery): Promise<void> {
    await unlock(way, this.vault)
  }
}

/** A phone that has begun and is open, under its own lock alone. */
export async function anOpenPhone(server: AServer): Promise<Phone> {
  const phone = new Phone(server)
  await thisDevice(phone.storage)
  await withDevice(phone.vault)
  return phone
}

/** A phone whose journal is locked by a passkey and a recovery code, as sync asks for; open. */
export async function aLockedUpPhone(server: AServer): Promise<Phone> {
  anAuthenticator('steady')
  const phone = await anOpenPhone(server)
  const code = await newRecoveryCode()
  await confirmRecoveryCode(code, retyped(code), { kind: 'device' }, phone.vault)
  await addPasskey('Plumbline', { kind: 'device' }, phone.vault)
  phone.code = codeInOne(code)
  return phone
}

/** A phone with sync on, and the handle of its account. */
export async function aSyncingPhone(server: AServer): Promise<{ phone: Phone; handle: string }> {
  const phone = await aLockedUpPhone(server)
  const { handle } = await turnOn('alma', phone.recovery, phone.parts)
  return { phone, handle }
}

/** `phone` in the account of `other`, by its recovery code. */
export async function joined(phone: Phone, other: Phone, handle: string): Promise<Phone> {
  phone.code = other.code
  await signIn(handle, { kind: 'recovery', code: other.code }, phone.parts)
  return phone
}

export function retyped({ groups, asked }: RecoveryCode): [string, string] {
  return [groups[asked[0]] ?? '', groups[asked[1]] ?? '']
}

export function anEntry(id: string, note = ''): Op {
  return { kind: 'entry', id, set: { day: '2026-11-23', ...(note === '' ? {} : { note: { text: note } }) } }
}

/** The order of an open phone that these changes be gone for good. */
export async function aPurge(id: string, changes: readonly Purged[], { vault }: Phone): Promise<Op> {
  const [key] = vault.keys()?.pairs.values() ?? []
  if (key === undefined) throw new Error('this phone is locked')
  return purgeOp(id, changes, await purgeMac(key, changes))
}

/** Two phones that have synced two entries of each, and what their server holds. */
export async function twoPhones(): Promise<{
  alma: Phone
  second: Phone
  server: AServer
  account: AnAccount
}> {
  const server = new AServer()
  const { phone: alma, handle } = await aSyncingPhone(server)
  const second = await joined(new Phone(server), alma, handle)
  for (const phone of [alma, second, alma]) {
    await phone.put(anEntry(`${phone.name}-one`))
    await phone.put(anEntry(`${phone.name}-two`))
    await phone.sync()
  }
  await second.sync()
  const [account] = server.accounts.values()
  if (account === undefined) throw new Error('no account')
  return { alma, second, server, account }
}
