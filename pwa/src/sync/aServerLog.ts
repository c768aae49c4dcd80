/** For tests: one account on the server in memory, and its log (PROTOCOL 6). */
import type { Bytes } from '../protocol/bytes.ts'
import {
  changeId,
  NO_HEAD,
  packHeader,
  readHeader,
  type Envelope,
  type Head,
  type Stub,
} from '../protocol/chain.ts'
import { PAGE_BYTES_MAX } from '../protocol/sizes.ts'
import { cbor, json, Refusal, type Json } from './aServerWords.ts'

/** A device as it was registered, and its closing once it was removed. */
export interface ADevice extends Json {
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

export async function take(account: AnAccount, session: string, body: Json): Promise<Response> {
  const envelopes = body['envelopes']
  if (!Array.isArray(envelopes) || envelopes.length === 0 || envelopes.length > 100)
    throw new Refusal(422, 'malformed-body')
  const ids = await Promise.all(envelopes.map((one: Envelope) => changeId(one)))
  const fresh: Logged[] = []
  let device = session
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

export function give(account: AnAccount, after: number, most: number): Response {
  const changes: unknown[] = []
  let size = 0
  for (const [at, { stub, envelope }] of account.log.entries()) {
    if (at < after) continue
    const item = envelope
      ? [at + 1, envelope]
      : [at + 1, packHeader(stub.header), Uint8Array.from(Buffer.from(stub.id, 'hex'))]
    size += envelope?.length ?? 0
    if (changes.length === most || size > PAGE_BYTES_MAX) break
    changes.push(item)
  }
  return cbor({ head: account.log.length, vault: account.version, changes })
}

export function purge(account: AnAccount, body: Json): Response {
  const { changes } = body
  const ids: unknown[] = Array.isArray(changes) ? changes : []
  const named = account.log.filter(({ stub, envelope }) => envelope !== null && ids.includes(stub.id))
  for (const one of named) one.envelope = null
  account.snapshots = []
  return json(200, { purged: named.length })
}

export function keepSnapshot(account: AnAccount, seq: number, body: unknown): Response {
  if (!(body instanceof Uint8Array) || seq > account.log.length) throw new Refusal(422, 'malformed-snapshot')
  account.snapshots.push({ seq, bytes: Uint8Array.from(body) })
  return json(200, {})
}

export function newestSnapshot(account: AnAccount): Response {
  const newest = account.snapshots.at(-1)
  if (newest === undefined) throw new Refusal(404, 'no-snapshot')
  return new Response(newest.bytes, { headers: { 'Content-Type': 'application/octet-stream' } })
}
