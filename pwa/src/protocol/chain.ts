/**
 * The header of a change, its id and signature, and what may be believed before anything is opened (PROTOCOL 4).
 *
 * Checked in PROTOCOL's order: form, account, device, signature, place in the device's chain. Of a purged change a
 * stub is left, its header and id: it passes all of these but the signature.
 */
import {
  bytesToHex,
  bytesToInteger,
  concat,
  hexToBytes,
  integerToBytes,
  sha256,
  type Bytes,
} from './bytes.ts'
import type { AccountId, DeviceId } from './keys.ts'
import { Problem } from './problems.ts'
import {
  CHANGE_ID_BYTES,
  INTEGER_MAX,
  ENVELOPE_SIZES,
  HEADER_BYTES,
  SIGNATURE_BYTES,
  VERSION,
} from './sizes.ts'

/** Lower-case hex, as are AccountId (16 bytes) and DeviceId (16 bytes). */
export type ChangeId = string
export type Envelope = Bytes

const ED25519 = { name: 'Ed25519' } as const

/** Where a change stands: bytes 0 to 76 of its envelope. */
export interface Header {
  readonly account: AccountId
  readonly device: DeviceId
  readonly epoch: number
  readonly counter: number
  readonly previous: ChangeId
}

/** A device's newest change. */
export interface Head {
  readonly counter: number
  readonly id: ChangeId
}

/** Before a device's first change. */
export const NO_HEAD: Head = /* @__PURE__ */ Object.freeze({
  counter: 0,
  id: '0'.repeat(2 * CHANGE_ID_BYTES),
})

/** What a reader believes so far; `devices` holds the public key of each known device. */
export interface Trusted {
  readonly account: AccountId
  readonly devices: ReadonlyMap<DeviceId, CryptoKey>
  readonly heads: ReadonlyMap<DeviceId, Head>
}

/** A change that may be believed, still sealed. */
export interface Believed {
  readonly envelope: Envelope
  readonly header: Header
  readonly id: ChangeId
}

/** What is left of a purged change. Its id is believed, since the next change names it. */
export interface Stub {
  readonly header: Header
  readonly id: ChangeId
}

export type Item = Envelope | Stub

/** The header of the change that follows `head`. */
export function nextHeader(author: Pick<Header, 'account' | 'device' | 'epoch'>, head: Head): Header {
  if (head.counter >= INTEGER_MAX) throw new Problem('chain-broken', 'the counter is used up')
  const { account, device, epoch } = author
  return { account, device, epoch, counter: head.counter + 1, previous: head.id }
}

export function packHeader({ account, device, epoch, counter, previous }: Header): Bytes {
  return concat(
    Uint8Array.of(VERSION),
    hexToBytes(account),
    hexToBytes(device),
    integerToBytes(epoch, 4),
    integerToBytes(counter, 8),
    hexToBytes(previous),
  )
}

/** The header of an envelope of right version and length. Throws unknown-version, malformed-envelope. */
export function readHeader(envelope: Envelope): Header {
  return unpackHeader(envelope, ENVELOPE_SIZES)
}

/** A stub as the log holds it: 77 bytes of header and an id. Throws unknown-version, malformed-envelope. */
export function readStub(header: Bytes, id: Bytes): Stub {
  const read = unpackHeader(header, [HEADER_BYTES])
  if (id.length !== CHANGE_ID_BYTES) throw new Problem('malformed-envelope', `an id of ${id.length} bytes`)
  return { header: read, id: bytesToHex(id) }
}

function unpackHeader(content: Bytes, sizes: readonly number[]): Header {
  if (content.length === 0) throw new Problem('malformed-envelope', 'empty')
  if (content[0] !== VERSION) throw new Problem('unknown-version', String(content[0]))
  if (!sizes.includes(content.length)) throw new Problem('malformed-envelope', `${content.length} bytes`)
  return {
    account: bytesToHex(content.subarray(1, 17)),
    device: bytesToHex(content.subarray(17, 33)),
    epoch: bytesToInteger(content.subarray(33, 37)),
    counter: bytesToInteger(content.subarray(37, 45)),
    previous: bytesToHex(content.subarray(45, HEADER_BYTES)),
  }
}

export async function changeId(envelope: Envelope): Promise<ChangeId> {
  return bytesToHex(await sha256(envelope))
}

/** What was sealed, with the device's signature over all of it. */
export async function sign(deviceKey: CryptoKey, unsigned: Bytes): Promise<Envelope> {
  return concat(unsigned, new Uint8Array(await crypto.subtle.sign(ED25519, deviceKey, unsigned)))
}

/** Throws wrong-account, unknown-device or bad-signature unless a known device of ours wrote the envelope. */
export async function mustBeOurs(
  known: Omit<Trusted, 'heads'>,
  envelope: Envelope,
  header: Header,
): Promise<void> {
  const publicKey = mustBeKnown(known, header)
  const signed = envelope.subarray(0, -SIGNATURE_BYTES)
  const signature = envelope.subarray(-SIGNATURE_BYTES)
  if (!(await crypto.subtle.verify(ED25519, publicKey, signature, signed))) throw new Problem('bad-signature')
}

/** The public key of the device that a header names. Throws wrong-account, unknown-device. */
export function mustBeKnown(known: Omit<Trusted, 'heads'>, header: Header): CryptoKey {
  if (header.account !== known.account) throw new Problem('wrong-account')
  const publicKey = known.devices.get(header.device)
  if (publicKey === undefined) throw new Problem('unknown-device', header.device)
  return publicKey
}

/** Throws chain-broken unless the header stands right after `head`. */
export function mustFollow(head: Head, { counter, previous }: Header): void {
  if (counter > INTEGER_MAX || counter !== head.counter + 1) {
    throw new Problem('chain-broken', `counter ${counter} after ${head.counter}`)
  }
  if (previous !== head.id) throw new Problem('chain-broken', `another change before counter ${counter}`)
}

/** One envelope or stub, once all its checks but the chain have passed; throws the first that fails. */
export async function authenticate(known: Omit<Trusted, 'heads'>, item: Item): Promise<Believed | Stub> {
  if (!(item instanceof Uint8Array)) {
    mustBeKnown(known, item.header)
    return item
  }
  const header = readHeader(item)
  await mustBeOurs(known, item, header)
  return { envelope: item, header, id: await changeId(item) }
}

/** The change in `envelope`, if it may be believed after what is known; throws the first lie in it. */
export async function trust(known: Trusted, envelope: Envelope): Promise<Believed> {
  const header = readHeader(envelope)
  await mustBeOurs(known, envelope, header)
  mustFollow(known.heads.get(header.device) ?? NO_HEAD, header)
  return { envelope, header, id: await changeId(envelope) }
}
