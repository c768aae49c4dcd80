/** Our server as the app asks it: each request of PROTOCOL 6, 9 and 10 once, its answer read strictly. */
import type { Http } from '../platform/http.ts'
import type { Assertion } from '../platform/passkeys.ts'
import type { Subscribed } from '../platform/push.ts'
import { bytesToB64, type Bytes } from '../protocol/bytes.ts'
import type { Envelope, Head } from '../protocol/chain.ts'
import type { StretchParams } from '../protocol/locks.ts'
import type { Device } from '../vault/device.ts'
import type { KeptLock } from '../vault/locks.ts'
import type { Closed, History, Member } from '../vault/members.ts'
import {
  challengeShape,
  nudgesShape,
  pageShape,
  pairingMadeShape,
  pairingShape,
  readAs,
  registeredShape,
  sealedShape,
  sessionShape,
  stretchingShape,
  takenShape,
  vaultShape,
  type NudgesTold,
  type PageTold,
  type PairingTold,
  type VaultTold,
} from './answers.ts'

/** A lock that a server may hold, and what it is shown when the person signs in by it. */
export interface LockSent {
  readonly lock: KeptLock
  readonly auth: Bytes | null
}

export interface Registration {
  readonly name: string
  readonly owner: Device
  readonly locks: readonly LockSent[]
  readonly others: readonly Member[]
  readonly histories: readonly History[]
}

export interface NewEpoch {
  readonly expectedEpoch: number
  readonly locks: readonly LockSent[]
  readonly devices: readonly { readonly id: string; readonly certificate: Bytes }[]
  readonly closed: readonly ({ readonly id: string } & Omit<Closed, 'epoch'>)[]
  readonly history: Bytes
}

export class Server {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  async register({ name, owner, locks, others, histories }: Registration): Promise<{ handle: string }> {
    const json = {
      account: owner.account,
      epoch: owner.epoch,
      name,
      locks: locks.map(writeLock),
      devices: [writeOwn(owner), ...others.map(writeOther)],
      device: owner.device,
      histories: histories.map(({ epoch, wrapped }) => ({ epoch, wrapped: bytesToB64(wrapped) })),
    }
    return readAs(registeredShape, await this.#http.ask('POST', '/api/accounts', { json }))
  }

  async deleteAccount(): Promise<void> {
    await this.#http.ask('DELETE', '/api/accounts/current')
  }

  async stretching(handle: string): Promise<StretchParams & { readonly salt: Bytes }> {
    return readAs(stretchingShape, await this.#http.ask('POST', '/api/stretching', { json: { handle } }))
  }

  async challenge(): Promise<Bytes> {
    return readAs(challengeShape, await this.#http.ask('POST', '/api/challenges', { json: {} })).challenge
  }

  async signInBySecret(kind: 'passphrase' | 'recovery', handle: string, auth: Bytes): Promise<Session> {
    return this.#session({ kind, handle, auth: bytesToB64(auth) })
  }

  async signInByPasskey(challenge: Bytes, assertion: Assertion): Promise<Session> {
    const { credentialId, authenticatorData, clientData, signature } = assertion
    const credential = {
      id: bytesToB64(credentialId),
      authenticator_data: bytesToB64(authenticatorData),
      client_data: bytesToB64(clientData),
      signature: bytesToB64(signature),
    }
    return this.#session({ kind: 'passkey', challenge: bytesToB64(challenge), credential })
  }

  async signInByDevice(
    { account, device }: Pick<Device, 'account' | 'device'>,
    challenge: Bytes,
    signature: Bytes,
  ): Promise<Session> {
    const [challenged, signed] = [bytesToB64(challenge), bytesToB64(signature)]
    return this.#session({ kind: 'device', account, device, challenge: challenged, signature: signed })
  }

  async #session(json: unknown): Promise<Session> {
    return readAs(sessionShape, await this.#http.ask('POST', '/api/sessions', { json }))
  }

  async signOut(): Promise<void> {
    await this.#http.ask('DELETE', '/api/sessions/current')
  }

  async vault(): Promise<VaultTold> {
    return readAs(vaultShape, await this.#http.ask('GET', '/api/vault'))
  }

  async putLock(sent: LockSent): Promise<VaultTold> {
    const json = writeLock(sent)
    return readAs(vaultShape, await this.#http.ask('PUT', `/api/locks/${sent.lock.id}`, { json }))
  }

  async dropLock(id: string): Promise<VaultTold> {
    return readAs(vaultShape, await this.#http.ask('DELETE', `/api/locks/${id}`))
  }

  async addDevice(owner: Device, pairing?: string): Promise<VaultTold> {
    const json = { ...writeOwn(owner), ...(pairing === undefined ? {} : { pairing }) }
    return readAs(vaultShape, await this.#http.ask('POST', '/api/devices', { json }))
  }

  async newEpoch({ expectedEpoch, locks, devices, closed, history }: NewEpoch): Promise<VaultTold> {
    const json = {
      expected_epoch: expectedEpoch,
      locks: locks.map(writeLock),
      devices: devices.map(({ id, certificate }) => ({ id, certificate: bytesToB64(certificate) })),
      closed: closed.map((one) => ({ ...one, certificate: bytesToB64(one.certificate) })),
      history: bytesToB64(history),
    }
    return readAs(vaultShape, await this.#http.ask('POST', '/api/epochs', { json }))
  }

  async send(envelopes: readonly Envelope[], signal?: AbortSignal): Promise<{ seq: number; head: Head }> {
    return readAs(
      takenShape,
      await this.#http.ask('POST', '/api/changes', { cbor: { envelopes: [...envelopes] } }, signal),
    )
  }

  async pull(after: number, signal?: AbortSignal): Promise<PageTold> {
    return readAs(pageShape, await this.#http.ask('GET', `/api/changes?after=${after}`, {}, signal))
  }

  async purge(changes: readonly string[]): Promise<void> {
    await this.#http.ask('POST', '/api/purges', { json: { changes } })
  }

  async putSnapshot(seq: number, bytes: Bytes): Promise<void> {
    await this.#http.ask('PUT', `/api/snapshots/${seq}`, { bytes })
  }

  /** The sealed bytes. Throws no-snapshot where the server has none. */
  async newestSnapshot(signal?: AbortSignal): Promise<Bytes> {
    return readAs(sealedShape, await this.#http.ask('GET', '/api/snapshots/newest', {}, signal))
  }

  async makePairing(id: string): Promise<{ expiresAt: number }> {
    return readAs(pairingMadeShape, await this.#http.ask('POST', '/api/pairings', { json: { id } }))
  }

  async pairing(id: string, signal?: AbortSignal): Promise<PairingTold> {
    return readAs(pairingShape, await this.#http.ask('GET', `/api/pairings/${id}`, {}, signal))
  }

  async putBox(id: string, box: Bytes): Promise<void> {
    await this.#http.ask('PUT', `/api/pairings/${id}/box`, { json: { box: bytesToB64(box) } })
  }

  async putOpening(id: string, opening: Bytes, device: string): Promise<void> {
    const json = { opening: bytesToB64(opening), device }
    await this.#http.ask('PUT', `/api/pairings/${id}/opening`, { json })
  }

  async confirmPairing(id: string): Promise<void> {
    await this.#http.ask('POST', `/api/pairings/${id}/confirmation`, { json: {} })
  }

  async nudges(): Promise<NudgesTold> {
    return readAs(nudgesShape, await this.#http.ask('GET', '/api/nudges'))
  }

  async putSubscription({ endpoint, p256dh, auth, key }: Subscribed): Promise<NudgesTold> {
    const json = {
      endpoint,
      p256dh: bytesToB64(p256dh),
      auth: bytesToB64(auth),
      key: bytesToB64(key),
    }
    return readAs(nudgesShape, await this.#http.ask('PUT', '/api/nudges/subscription', { json }))
  }

  async dropSubscription(): Promise<void> {
    await this.#http.ask('DELETE', '/api/nudges/subscription')
  }

  async putSlots(windowMinutes: number, slots: readonly SlotSent[]): Promise<NudgesTold> {
    const sent = slots.map(({ dueAt, payload }) => ({ due_at: dueAt, payload: bytesToB64(payload) }))
    const json = { window_minutes: windowMinutes, slots: sent }
    return readAs(nudgesShape, await this.#http.ask('PUT', '/api/nudges/slots', { json }))
  }

  async dropPairing(id: string): Promise<void> {
    await this.#http.ask('DELETE', `/api/pairings/${id}`)
  }
}

/** `dueAt`: RFC 3339, a whole minute. */
export interface SlotSent {
  readonly dueAt: string
  readonly payload: Bytes
}

/** Who is signed in; `device` null while the session is not bound to one. */
export interface Session {
  readonly account: string
  readonly handle: string
  readonly device: string | null
  readonly epoch: number
}

function writeOwn({ device, epoch, publicKey, certificate }: Device): Record<string, unknown> {
  return { id: device, epoch, public_key: bytesToB64(publicKey), certificate: bytesToB64(certificate) }
}

function writeOther({ id, epoch, publicKey, certificate, closed }: Member): Record<string, unknown> {
  const own = { id, epoch, public_key: bytesToB64(publicKey), certificate: bytesToB64(certificate) }
  return closed === null
    ? own
    : { ...own, closed: { ...closed, certificate: bytesToB64(closed.certificate) } }
}

function writeLock({ lock, auth }: LockSent): Record<string, unknown> {
  const { id, kind, epoch } = lock
  const common = { id, kind, epoch, wrapped: bytesToB64(lock.wrapped) }
  const shown = auth === null ? {} : { auth: bytesToB64(auth) }
  if (lock.kind === 'passphrase') {
    const { memoryKib: memory_kib, passes, lanes } = lock
    return { ...common, ...shown, salt: bytesToB64(lock.salt), memory_kib, passes, lanes }
  }
  if (lock.kind !== 'passkey') return { ...common, ...shown }
  const key = lock.publicKey === undefined ? {} : { public_key: bytesToB64(lock.publicKey) }
  return { ...common, ...key, salt: bytesToB64(lock.salt), credential_id: bytesToB64(lock.credentialId) }
}
