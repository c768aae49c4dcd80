/**
 * For tests: a server in memory that keeps PROTOCOL 6 and 9, for phones in the same process. Not hostile by itself;
 * a test may lie by altering what it holds, or lose replies on the way.
 */
import { decode, encode } from 'cborg'

import type { Reach } from '../platform/http.ts'
import { b64ToBytes, bytesToB64, bytesToHex, randomBytes, type Bytes } from '../protocol/bytes.ts'
import {
  changeId,
  NO_HEAD,
  packHeader,
  readHeader,
  type Envelope,
  type Head,
  type Stub,
} from '../protocol/chain.ts'
import { readDevicePublicKey } from '../protocol/keys.ts'
import { PAGE_BYTES_MAX } from '../protocol/sizes.ts'

type Json = Record<string, unknown>

/** A device as it was registered, and its closing once it was removed. */
interface ADevice extends Json {
  readonly id: string
  readonly epoch: number
  readonly public_key: string
  readonly certificate: string
  readonly closed?: Json & { readonly counter: number; readonly head: string }
}

export interface Logged {
  readonly stub: Stub
  /** Null once it was purged. */
  envelope: Envelope | null
}

export class AnAccount {
  readonly id: string
  readonly handle: string
  epoch: number
  version = 1
  locks = new Map<string, Json>()
  readonly devices = new Map<string, ADevice>()
  histories: Json[] = []
  log: Logged[] = []
  snapshots: { readonly seq: number; readonly bytes: Bytes }[] = []

  constructor(id: string, handle: string, epoch: number) {
    this.id = id
    this.handle = handle
    this.epoch = epoch
  }

  headOf(device: string): Head {
    const last = this.log.findLast(({ stub }) => stub.header.device === device)
    return last ? { counter: last.stub.header.counter, id: last.stub.id } : NO_HEAD
  }
}

interface ASession {
  readonly account: string
  device: string | null
}

interface APairing {
  state: 'waiting' | 'sealed' | 'confirmed'
  account?: string
  epoch?: number
  box?: string
}

export class AServer {
  readonly accounts = new Map<string, AnAccount>()
  readonly #sessions = new Map<string, ASession>()
  readonly #pairings = new Map<string, APairing>()
  /** Changes in one answer to a pull, at most. */
  pageMax = 1000

  /** The way of one phone to this server, with a cookie of its own. `onWay` may lose what goes out or comes back. */
  reach(onWay: (ask: () => Promise<Response>, path: string) => Promise<Response> = (ask) => ask()): Reach {
    const jar: { cookie: string | null } = { cookie: null }
    return (path, init) => onWay(() => this.#answer(path, init, jar), path)
  }

  /** Ends every session, as a server does that was set up anew. */
  forgetSessions(): void {
    this.#sessions.clear()
  }

  async #answer(path: string, init: RequestInit, jar: { cookie: string | null }): Promise<Response> {
    try {
      return await new Asking(this, this.#sessions, this.#pairings, jar).answer(path, init)
    } catch (refusal) {
      if (refusal instanceof Refusal) return refusal.response
      throw refusal
    }
  }
}

class Refusal extends Error {
  readonly response: Response

  constructor(status: number, type: string, members: Json = {}) {
    super(type)
    const headers = { 'Content-Type': 'application/problem+json' }
    this.response = new Response(JSON.stringify({ type, title: type, status, ...members }), {
      status,
      headers,
    })
  }
}

class Asking {
  readonly #server: AServer
  readonly #sessions: Map<string, ASession>
  readonly #pairings: Map<string, APairing>
  readonly #jar: { cookie: string | null }

  constructor(
    server: AServer,
    sessions: Map<string, ASession>,
    pairings: Map<string, APairing>,
    jar: { cookie: string | null },
  ) {
    this.#server = server
    this.#sessions = sessions
    this.#pairings = pairings
    this.#jar = jar
  }

  async answer(path: string, init: RequestInit): Promise<Response> {
    const [place = '', query = ''] = path.split('?')
    const [, , room = '', ...rest] = place.split('/')
    const body = read(init)
    const name = [init.method, room, ...rest.map((part) => (ID.test(part) ? 'ID' : part))].join(' ')
    const id = rest.find((part) => ID.test(part)) ?? ''
    switch (name) {
      case 'POST accounts':
        return this.#register(body)
      case 'DELETE accounts current':
        return this.#deleteAccount()
      case 'POST stretching':
        return this.#stretching(text(body, 'handle'))
      case 'POST challenges':
        return json(200, { challenge: bytesToB64(randomBytes(72)) })
      case 'POST sessions':
        return this.#signIn(body)
      case 'DELETE sessions current':
        this.#sessions.delete(this.#jar.cookie ?? '')
        return new Response(null, { status: 204 })
      case 'GET vault':
        return this.#vault(this.#account)
      case 'PUT locks ID':
        return this.#putLock(body)
      case 'DELETE locks ID':
        return this.#dropLock(id)
      case 'POST devices':
        return this.#addDevice(body)
      case 'POST epochs':
        return this.#newEpoch(body)
      case 'POST changes':
        return this.#take(body)
      case 'GET changes':
        return this.#give(Number(new URLSearchParams(query).get('after')))
      case 'POST purges':
        return this.#purge(body)
      case `PUT snapshots ${rest[0] ?? ''}`:
        return this.#keepSnapshot(Number(rest[0]), init.body)
      case 'GET snapshots newest':
        return this.#snapshot()
      case 'POST pairings':
        this.#pairings.set(text(body, 'id'), { state: 'waiting' })
        return json(201, { expires_at: '2030-01-01T00:00:00Z' })
      case 'GET pairings ID':
        return json(200, { ...this.#pairing(id) })
      case 'PUT pairings ID box':
        return this.#seal(id, text(body, 'box'))
      case 'POST pairings ID confirmation':
        this.#pairing(id).state = 'confirmed'
        return json(200, { state: 'confirmed' })
      case 'DELETE pairings ID':
        this.#pairings.delete(id)
        return new Response(null, { status: 204 })
      default:
        throw new Refusal(404, 'not-found')
    }
  }

  get #session(): ASession {
    const session = this.#sessions.get(this.#jar.cookie ?? '')
    if (session === undefined) throw new Refusal(401, 'not-signed-in')
    return session
  }

  get #account(): AnAccount {
    const account = this.#server.accounts.get(this.#session.account)
    if (account === undefined) throw new Refusal(401, 'not-signed-in')
    return account
  }

  get #device(): string {
    const { device } = this.#session
    if (device === null) throw new Refusal(403, 'no-device')
    return device
  }

  #begin(account: string, device: string | null): void {
    this.#jar.cookie = bytesToHex(randomBytes(16))
    this.#sessions.set(this.#jar.cookie, { account, device })
  }

  #register(body: Json): Response {
    const id = text(body, 'account')
    const own = text(body, 'device')
    if (this.#server.accounts.has(id)) throw new Refusal(409, 'account-exists')
    const handle = `${text(body, 'name')}-${String(1000 + this.#server.accounts.size)}`
    const account = new AnAccount(id, handle, count(body, 'epoch'))
    account.locks = locksOf(list(body, 'locks'))
    account.histories = list(body, 'histories')
    for (const device of list(body, 'devices')) account.devices.set(text(device, 'id'), asDevice(device))
    this.#server.accounts.set(id, account)
    this.#begin(id, own)
    return json(201, { account: id, handle, device: own, epoch: account.epoch })
  }

  #deleteAccount(): Response {
    this.#server.accounts.delete(this.#account.id)
    return new Response(null, { status: 204 })
  }

  #stretching(handle: string): Response {
    const account = [...this.#server.accounts.values()].find((one) => one.handle === handle)
    const lock = [...(account?.locks.values() ?? [])].find(({ kind }) => kind === 'passphrase')
    const { salt, memory_kib, passes, lanes } = lock ?? {}
    if (lock) return json(200, { salt, memory_kib, passes, lanes })
    return json(200, { salt: bytesToB64(new Uint8Array(16)), memory_kib: 65_536, passes: 3, lanes: 1 })
  }

  async #signIn(body: Json): Promise<Response> {
    const kind = text(body, 'kind')
    const account = kind === 'device' ? await this.#bySignature(body) : this.#bySecret(body, kind)
    const before = this.#sessions.get(this.#jar.cookie ?? '')
    const device =
      kind === 'device' ? text(body, 'device') : before?.account === account.id ? before.device : null
    this.#begin(account.id, device)
    return json(201, { account: account.id, handle: account.handle, device, epoch: account.epoch })
  }

  #bySecret(body: Json, kind: string): AnAccount {
    for (const account of this.#server.accounts.values()) {
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

  async #bySignature(body: Json): Promise<AnAccount> {
    const account = this.#server.accounts.get(text(body, 'account'))
    const device = account?.devices.get(text(body, 'device'))
    if (account === undefined || device === undefined || device.closed)
      throw new Refusal(401, 'sign-in-failed')
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

  #vault(account: AnAccount, status = 200): Response {
    const newest = account.snapshots.at(-1)
    return json(status, {
      account: account.id,
      handle: account.handle,
      epoch: account.epoch,
      version: account.version,
      seq: account.log.length,
      snapshot: newest ? { seq: newest.seq, bytes: newest.bytes.length } : null,
      locks: [...account.locks.values()].map(({ auth: _, ...lock }) => lock),
      devices: [...account.devices.values()],
      histories: account.histories,
      bytes: 0,
      bytes_max: 67_108_864,
    })
  }

  #putLock(body: Json): Response {
    const account = this.#account
    if (count(body, 'epoch') !== account.epoch)
      throw new Refusal(409, 'epoch-moved', { epoch: account.epoch })
    for (const [id, { kind }] of account.locks)
      if (kind === body['kind'] && kind !== 'passkey') account.locks.delete(id)
    account.locks.set(text(body, 'id'), body)
    account.version += 1
    return this.#vault(account)
  }

  #dropLock(id: string): Response {
    const account = this.#account
    if (!account.locks.has(id)) throw new Refusal(404, 'no-such-lock')
    account.locks.delete(id)
    account.version += 1
    return this.#vault(account)
  }

  #addDevice(body: Json): Response {
    const pairing = typeof body['pairing'] === 'string' ? this.#pairing(body['pairing']) : null
    if (pairing && pairing.state !== 'confirmed') throw new Refusal(401, 'not-signed-in')
    const account = pairing ? this.#server.accounts.get(pairing.account ?? '') : this.#account
    if (account === undefined) throw new Refusal(401, 'not-signed-in')
    const id = text(body, 'id')
    if (account.devices.has(id)) throw new Refusal(409, 'device-exists')
    if (count(body, 'epoch') !== account.epoch)
      throw new Refusal(409, 'epoch-moved', { epoch: account.epoch })
    account.devices.set(id, asDevice(body))
    account.version += 1
    this.#begin(account.id, id)
    return this.#vault(account, 201)
  }

  #newEpoch(body: Json): Response {
    const account = this.#account
    if (count(body, 'expected_epoch') !== account.epoch)
      throw new Refusal(409, 'epoch-moved', { epoch: account.epoch })
    for (const closed of list(body, 'closed')) {
      const head = account.headOf(text(closed, 'id'))
      if (head.counter !== closed['counter'] || head.id !== closed['head'])
        throw new Refusal(409, 'log-moved', { device: closed['id'], head })
    }
    account.epoch += 1
    account.locks = locksOf(list(body, 'locks'))
    account.histories.push({ epoch: account.epoch, wrapped: body['history'] })
    for (const { id, certificate } of list(body, 'devices'))
      this.#change(account, id, { epoch: account.epoch, certificate })
    for (const { id, ...closed } of list(body, 'closed')) {
      this.#change(account, id, { closed: { epoch: account.epoch, ...closed } })
      for (const [cookie, { device }] of this.#sessions) if (device === id) this.#sessions.delete(cookie)
    }
    account.version += 1
    return this.#vault(account)
  }

  #change(account: AnAccount, id: unknown, to: Json): void {
    const device = account.devices.get(String(id))
    if (device === undefined) throw new Refusal(422, 'malformed-body')
    account.devices.set(device.id, asDevice({ ...device, ...to }))
  }

  async #take(body: Json): Promise<Response> {
    const account = this.#account
    const envelopes = body['envelopes']
    if (!Array.isArray(envelopes) || envelopes.length === 0 || envelopes.length > 100)
      throw new Refusal(422, 'malformed-body')
    const ids = await Promise.all(envelopes.map((one: Envelope) => changeId(one)))
    const fresh: Logged[] = []
    let device = this.#device
    let head = NO_HEAD
    for (const [at, envelope] of (envelopes as Envelope[]).entries()) {
      const [header, id] = [readHeader(envelope), ids[at] ?? '']
      if (at === 0) {
        const closed = account.devices.get(header.device)?.closed
        if (closed && header.counter <= closed.counter) device = header.device
        head = account.headOf(device)
      }
      if (header.account !== account.id) throw new Refusal(422, 'wrong-account')
      if (header.device !== device) throw new Refusal(422, 'wrong-device')
      if (header.epoch > account.epoch) throw new Refusal(422, 'unknown-epoch')
      if (header.counter <= head.counter) {
        const held = account.log.find(
          ({ stub: { header: one } }) => one.device === device && one.counter === header.counter,
        )
        if (held && held.stub.id !== id) throw new Refusal(409, 'chain-forked', { head })
        continue
      }
      if (header.counter !== head.counter + 1 || header.previous !== head.id)
        throw new Refusal(409, 'chain-gap', { head })
      head = { counter: header.counter, id }
      fresh.push({ stub: { header, id }, envelope: new Uint8Array(envelope) })
    }
    account.log.push(...fresh)
    return json(200, { seq: account.log.length, head: account.headOf(device) })
  }

  #give(after: number): Response {
    const account = this.#account
    const changes: unknown[] = []
    let size = 0
    for (const [at, { stub, envelope }] of account.log.entries()) {
      if (at < after) continue
      const item = envelope
        ? [at + 1, envelope]
        : [at + 1, packHeader(stub.header), Uint8Array.from(Buffer.from(stub.id, 'hex'))]
      size += envelope?.length ?? 0
      if (changes.length === this.#server.pageMax || size > PAGE_BYTES_MAX) break
      changes.push(item)
    }
    return cbor({ head: account.log.length, vault: account.version, changes })
  }

  #purge(body: Json): Response {
    const account = this.#account
    const { changes } = body
    const ids: unknown[] = Array.isArray(changes) ? changes : []
    const named = account.log.filter(({ stub, envelope }) => envelope !== null && ids.includes(stub.id))
    for (const one of named) one.envelope = null
    account.snapshots = []
    return json(200, { purged: named.length })
  }

  #keepSnapshot(seq: number, body: unknown): Response {
    const account = this.#account
    if (!(body instanceof Uint8Array) || seq > account.log.length)
      throw new Refusal(422, 'malformed-snapshot')
    account.snapshots.push({ seq, bytes: Uint8Array.from(body) })
    return this.#vault(account)
  }

  #snapshot(): Response {
    const newest = this.#account.snapshots.at(-1)
    if (newest === undefined) throw new Refusal(404, 'no-snapshot')
    return new Response(newest.bytes, { headers: { 'Content-Type': 'application/octet-stream' } })
  }

  #pairing(id: string): APairing {
    const pairing = this.#pairings.get(id)
    if (pairing === undefined) throw new Refusal(404, 'no-such-pairing')
    return pairing
  }

  #seal(id: string, box: string): Response {
    const [account, pairing] = [this.#account, this.#pairing(id)]
    if (pairing.box !== undefined) throw new Refusal(409, 'pairing-taken')
    Object.assign(pairing, { state: 'sealed', account: account.id, epoch: account.epoch, box })
    return json(200, { state: 'sealed' })
  }
}

const ID = /^[0-9a-f]{32}$/

async function isSigned(key: CryptoKey, signature: Bytes, said: Bytes): Promise<boolean> {
  return crypto.subtle.verify({ name: 'Ed25519' }, key, signature, said)
}

function read({ body, headers }: RequestInit): Json {
  const type = new Headers(headers).get('Content-Type')
  if (type === 'application/cbor' && body instanceof Uint8Array) return decode(body) as Json
  return typeof body === 'string' ? (JSON.parse(body) as Json) : {}
}

function asDevice(read: Json): ADevice {
  return { added_at: '2026-11-23T12:00:00Z', last_seen_at: null, ...read } as unknown as ADevice
}

function locksOf(locks: readonly Json[]): Map<string, Json> {
  return new Map(locks.map((lock) => [text(lock, 'id'), lock]))
}

function text(of: Json, name: string): string {
  const value = of[name]
  if (typeof value !== 'string') throw new Refusal(422, 'malformed-body', { errors: { [name]: ['missing'] } })
  return value
}

function count(of: Json, name: string): number {
  const value = of[name]
  if (typeof value !== 'number') throw new Refusal(422, 'malformed-body', { errors: { [name]: ['missing'] } })
  return value
}

function list(of: Json, name: string): Json[] {
  const value = of[name]
  return Array.isArray(value) ? (value as Json[]) : []
}

function members(of: Json, name: string): Json {
  const value = of[name]
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function json(status: number, body: Json): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

function cbor(body: Json): Response {
  return new Response(Uint8Array.from(encode(body)), { headers: { 'Content-Type': 'application/cbor' } })
}
