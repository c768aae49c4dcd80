/**
 * For tests: a server in memory that keeps PROTOCOL 6 and 9, for phones in the same process. Not hostile by itself;
 * a test may lie by altering what it holds, or lose replies on the way.
 */
import type { Reach } from '../platform/http.ts'
import { bytesToB64, bytesToHex, randomBytes } from '../protocol/bytes.ts'
import { AnAccount, give, keepSnapshot, newestSnapshot, purge, take, type ADevice } from './aServerLog.ts'
import { Nudged } from './aServerNudges.ts'
import { Pairings } from './aServerPairings.ts'
import { bySecret, bySignature, isTheSame } from './aServerSessions.ts'
import { count, json, list, read, Refusal, text, type Json } from './aServerWords.ts'

export { AnAccount }

interface ASession {
  readonly account: string
  device: string | null
}

export class AServer {
  readonly accounts = new Map<string, AnAccount>()
  readonly nudged = new Nudged()
  readonly #sessions = new Map<string, ASession>()
  readonly #pairings = new Pairings()
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

class Asking {
  readonly #server: AServer
  readonly #sessions: Map<string, ASession>
  readonly #pairings: Pairings
  readonly #jar: { cookie: string | null }

  constructor(
    server: AServer,
    sessions: Map<string, ASession>,
    pairings: Pairings,
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
    if (room === 'nudges') return this.#server.nudged.answer(name, this.#device, init)
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
      case 'POST erasures':
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
        return take(this.#account, this.#device, body)
      case 'GET changes':
        return give(this.#account, Number(new URLSearchParams(query).get('after')), this.#server.pageMax)
      case 'POST purges':
        return purge(this.#account, body)
      case `PUT snapshots ${rest[0] ?? ''}`:
        return keepSnapshot(this.#account, Number(rest[0]), init.body)
      case 'GET snapshots newest':
        return newestSnapshot(this.#account)
      case 'POST pairings':
        return this.#pairings.begin(text(body, 'id'))
      case 'GET pairings ID':
        return this.#pairings.show(id)
      case 'PUT pairings ID box':
        return this.#pairings.seal(id, this.#boxful(text(body, 'box')))
      case 'PUT pairings ID opening':
        return this.#pairings.open(id, text(body, 'opening'), text(body, 'device'))
      case 'POST pairings ID confirmation':
        return this.#pairings.confirm(id)
      case 'DELETE pairings ID':
        return this.#pairings.drop(id)
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
    const before = this.#server.accounts.get(id)
    if (before !== undefined) {
      if (!isTheSame(before, body)) throw new Refusal(409, 'account-exists')
      this.#begin(id, own)
      return json(201, { account: id, handle: before.handle, device: own, epoch: before.epoch })
    }
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
    const account =
      kind === 'device'
        ? await bySignature(this.#server.accounts, body)
        : bySecret(this.#server.accounts, body, kind)
    const before = this.#sessions.get(this.#jar.cookie ?? '')
    const device =
      kind === 'device' ? text(body, 'device') : before?.account === account.id ? before.device : null
    this.#begin(account.id, device)
    return json(201, { account: account.id, handle: account.handle, device, epoch: account.epoch })
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
      locks: [...account.locks.values()].map((lock) => ({ ...lock, auth: undefined })),
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

  #boxful(box: string): { account: string; epoch: number; box: string } {
    const { id, epoch } = this.#account
    return { account: id, epoch, box }
  }

  #addDevice(body: Json): Response {
    const pairing = body['pairing']
    const account =
      typeof pairing === 'string'
        ? this.#server.accounts.get(this.#pairings.accountOf(pairing, text(body, 'id')))
        : this.#account
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
}

const ID = /^[0-9a-f]{32}$/

function asDevice(read: Json): ADevice {
  return { added_at: '2026-11-23T12:00:00Z', last_seen_at: null, ...read } as unknown as ADevice
}

function locksOf(locks: readonly Json[]): Map<string, Json> {
  return new Map(locks.map((lock) => [text(lock, 'id'), lock]))
}
