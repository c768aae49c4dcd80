/** Seal and open a whole state, so that ten years open at once (PROTOCOL 8). */
import {
  bytesToInteger,
  bytesToText,
  concat,
  hexToBytes,
  integerToBytes,
  isEqual,
  isHex,
  randomBytes,
  sha256,
  textToBytes,
  type Bytes,
} from './bytes.ts'
import { canonicalJson } from './canonical.ts'
import { hasKnownVerb, isCounter, isMembers, isSeen } from './change.ts'
import { isHlc } from './hlc.ts'
import type { AccountId } from './keys.ts'
import { canonical, canonicalHeads, withoutPurged, type State, type Write } from './merge.ts'
import { Problem } from './problems.ts'
import {
  CHANGE_ID_BYTES,
  DEVICE_BYTES,
  INTEGER_MAX,
  NONCE_BYTES,
  SNAPSHOT_HEADER_BYTES,
  STATE_BYTES_MAX,
  SNAPSHOT_STEP_BYTES,
  TAG_BYTES,
  VERSION,
} from './sizes.ts'

/** Whose state it is, and how far it goes; `seq` is 0 for a snapshot of this phone alone. */
export interface SnapshotPlace {
  readonly account: AccountId
  readonly epoch: number
  readonly seq: number
}

/** The state, sealed under the epoch's snapshot key. */
export async function sealSnapshot(state: State, place: SnapshotPlace, key: CryptoKey): Promise<Bytes> {
  const header = concat(
    Uint8Array.of(VERSION),
    integerToBytes(place.epoch, 4),
    integerToBytes(place.seq, 8),
    await headsHash(state),
  )
  const nonce = randomBytes(NONCE_BYTES)
  const padded = pad(await deflate(textToBytes(canonical(state))))
  const sealed = await crypto.subtle.encrypt(gcm(nonce, place.account, header), key, padded)
  return concat(header, nonce, new Uint8Array(sealed))
}

/** The epoch and seq that a snapshot names; to be believed once it opens. Throws bad-snapshot. */
export function readSnapshotPlace(account: AccountId, snapshot: Bytes): SnapshotPlace {
  if (snapshot[0] !== VERSION || snapshot.length < SNAPSHOT_HEADER_BYTES + NONCE_BYTES + TAG_BYTES) {
    throw new Problem('bad-snapshot', `${snapshot.length} bytes of version ${snapshot[0]}`)
  }
  const epoch = bytesToInteger(snapshot.subarray(1, 5))
  const seq = bytesToInteger(snapshot.subarray(5, 13))
  if (seq > INTEGER_MAX) throw new Problem('bad-snapshot', 'seq')
  return { account, epoch, seq }
}

/** The state in a snapshot. Throws bad-snapshot: the reader then folds the changes instead. */
export async function openSnapshot(snapshot: Bytes, account: AccountId, key: CryptoKey): Promise<State> {
  readSnapshotPlace(account, snapshot)
  const header = snapshot.slice(0, SNAPSHOT_HEADER_BYTES)
  const nonce = snapshot.slice(SNAPSHOT_HEADER_BYTES, SNAPSHOT_HEADER_BYTES + NONCE_BYTES)
  const sealed = snapshot.slice(SNAPSHOT_HEADER_BYTES + NONCE_BYTES)
  try {
    const padded = new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, account, header), key, sealed))
    const state = readState(JSON.parse(bytesToText(await inflate(unpad(padded), STATE_BYTES_MAX))))
    if (!isEqual(await headsHash(state), header.subarray(13)))
      throw new RangeError('other heads than the header says')
    return state
  } catch (cause) {
    throw new Problem('bad-snapshot', '', { cause })
  }
}

/** Throws snapshot-differs unless a snapshot, the rest of the log folded in, is what the whole log gives. */
export function mustNotDiffer(snapshot: State, log: State): void {
  if (canonical(snapshot) !== canonical(log)) throw new Problem('snapshot-differs')
}

async function headsHash({ heads }: State): Promise<Bytes> {
  return sha256(textToBytes(canonicalJson(canonicalHeads(heads))))
}

function gcm(iv: Bytes, account: AccountId, header: Bytes): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv,
    additionalData: concat(textToBytes('plumbline/1 snapshot'), hexToBytes(account), header),
  }
}

function pad(deflated: Bytes): Bytes {
  const padded = new Uint8Array(Math.ceil((deflated.length + 1) / SNAPSHOT_STEP_BYTES) * SNAPSHOT_STEP_BYTES)
  padded.set(deflated)
  padded[deflated.length] = 0x80
  return padded
}

function unpad(padded: Bytes): Bytes {
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded.length % SNAPSHOT_STEP_BYTES !== 0 || padded[end] !== 0x80) throw new RangeError('padding')
  return padded.subarray(0, end)
}

async function deflate(bytes: Bytes): Promise<Bytes> {
  return gather(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw')), Infinity)
}

/** Throws a RangeError past `bytesMax`: a small snapshot must not fill the phone. */
export async function inflate(bytes: Bytes, bytesMax: number): Promise<Bytes> {
  return gather(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')), bytesMax)
}

async function gather(stream: ReadableStream<Uint8Array>, bytesMax: number): Promise<Bytes> {
  const reader = stream.getReader()
  const pieces: Uint8Array[] = []
  for (let size = 0; ;) {
    const { done, value } = await reader.read()
    if (done) return concat(...pieces)
    size += value.length
    if (size > bytesMax) {
      await reader.cancel()
      throw new RangeError(`more than ${bytesMax} bytes`)
    }
    pieces.push(value)
  }
}

function readState(read: unknown): State {
  if (!isMembers(read) || !isMembers(read['heads']) || !isMembers(read['objects']))
    throw new TypeError('no state')
  return withoutPurged({
    heads: new Map(Object.entries(read['heads']).map(([device, head]) => [device, readHead(device, head)])),
    objects: new Map(Object.entries(read['objects']).map(([kind, byId]) => [kind, readObjects(byId)])),
  })
}

function readHead(device: string, head: unknown): { counter: number; id: string } {
  const parts: readonly unknown[] = Array.isArray(head) ? head : []
  const [counter, id, ...more] = parts
  if (!isHex(device, DEVICE_BYTES) || !isCounter(counter) || !isHex(id, CHANGE_ID_BYTES) || more.length > 0) {
    throw new TypeError('not a head')
  }
  return { counter, id }
}

function readObjects(byId: unknown): Map<string, Write[]> {
  if (!isMembers(byId)) throw new TypeError('no objects')
  return new Map(Object.entries(byId).map(([id, writes]) => [id, readWrites(writes)]))
}

function readWrites(writes: unknown): Write[] {
  if (!Array.isArray(writes) || !writes.every(isWrite)) throw new TypeError('not writes')
  return writes
}

// Its values came from changes that were checked one by one before this state was sealed.
function isWrite(write: unknown): write is Write {
  if (!isMembers(write)) return false
  const { device, counter, at, seen } = write
  return (
    isHex(device, DEVICE_BYTES) &&
    isCounter(counter) &&
    isHlc(at) &&
    isSeen(seen, device) &&
    hasKnownVerb(write)
  )
}
