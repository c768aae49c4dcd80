/** The first line of a journal file: whose it is, and the locks that open it (PROTOCOL 14). */
import { b64ToBytes, bytesToB64, isHex, type Bytes } from './bytes.ts'
import type { Head } from './chain.ts'
import { isCounter, isMembers } from './change.ts'
import type { AccountId, DeviceId } from './keys.ts'
import type { Lock } from './locks.ts'
import { Problem } from './problems.ts'
import {
  ACCOUNT_BYTES,
  CHANGE_ID_BYTES,
  DEVICE_BYTES,
  DEVICES_MAX,
  EPOCH_MAX,
  FILE_CHANGES_MAX,
  LOCK_ID_BYTES,
  LOCKS_MAX,
} from './sizes.ts'

const FORMAT = 'plumbline-journal'
const VERSION = 1

export interface JournalDevice {
  readonly id: DeviceId
  readonly epoch: number
  readonly publicKey: Bytes
  readonly certificate: Bytes
  /** Of a removed device: where its chain ends. epoch: the one whose root says so (PROTOCOL 3.4). */
  readonly closed?: { readonly epoch: number; readonly head: Head; readonly certificate: Bytes }
}

export interface JournalHeader {
  readonly account: AccountId
  readonly epoch: number
  /** How many changes follow. */
  readonly changes: number
  readonly locks: readonly Lock[]
  readonly devices: readonly JournalDevice[]
  /** Older roots, each wrapped, by the epoch of the root that wraps it; none in a journal of one epoch. */
  readonly histories?: ReadonlyMap<number, Bytes>
}

/** The header as JSON, without its end of line. Passkey locks are left out: a file is opened far from its phone. */
export function writeJournalHeader(header: JournalHeader): string {
  const { account, epoch, changes, locks, devices, histories = new Map<number, Bytes>() } = header
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    account,
    epoch,
    changes,
    locks: locks.filter(({ kind }) => kind !== 'passkey').map(writeLock),
    devices: devices.map(writeDevice),
    ...(histories.size > 0 ? { histories: writeHistories(histories) } : {}),
  })
}

/** Where the chains of the removed devices end. */
export function closingsOf({ devices }: JournalHeader): ReadonlyMap<DeviceId, Head> {
  return new Map(devices.flatMap(({ id, closed }) => (closed ? [[id, closed.head]] : [])))
}

/** Throws not-a-journal-file, newer-journal-file. */
export function readJournalHeader(line: string): JournalHeader {
  const read = parsed(line)
  if (!isMembers(read) || read['format'] !== FORMAT || !isCounter(read['version']))
    throw new Problem('not-a-journal-file')
  if (read['version'] !== VERSION) throw new Problem('newer-journal-file', `version ${read['version']}`)
  const { account, epoch, changes, locks, devices, histories = [] } = read
  if (!isHex(account, ACCOUNT_BYTES) || !isEpoch(epoch) || !isCount(changes))
    throw new Problem('not-a-journal-file')
  if (changes > FILE_CHANGES_MAX) throw new Problem('not-a-journal-file', `${changes} changes`)
  if (!isList(locks, LOCKS_MAX) || !Array.isArray(devices) || !Array.isArray(histories))
    throw new Problem('not-a-journal-file')
  return {
    account,
    epoch,
    changes,
    locks: locks.flatMap(readLock),
    devices: liveAtMost(DEVICES_MAX, devices.map(readDevice)),
    histories: new Map(histories.map(readHistory)),
  }
}

function writeDevice({ id, epoch, publicKey, certificate, closed }: JournalDevice): Record<string, unknown> {
  const device = { id, epoch, public_key: bytesToB64(publicKey), certificate: bytesToB64(certificate) }
  if (closed === undefined) return device
  const { counter, id: head } = closed.head
  const end = { epoch: closed.epoch, counter, head, certificate: bytesToB64(closed.certificate) }
  return { ...device, closed: end }
}

function writeHistories(histories: ReadonlyMap<number, Bytes>): Record<string, unknown>[] {
  return [...histories]
    .sort(([one], [other]) => one - other)
    .map(([epoch, wrapped]) => ({ epoch, wrapped: bytesToB64(wrapped) }))
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Problem('not-a-journal-file', 'the first line is no JSON', { cause })
  }
}

function writeLock(lock: Lock): Record<string, string | number> {
  const { id, kind, epoch } = lock
  if (lock.kind !== 'passphrase') return { id, kind, epoch, wrapped: bytesToB64(lock.wrapped) }
  return {
    id,
    kind,
    epoch,
    salt: bytesToB64(lock.salt),
    memory_kib: lock.memoryKib,
    passes: lock.passes,
    lanes: lock.lanes,
    wrapped: bytesToB64(lock.wrapped),
  }
}

// A lock of a kind that no file holds is passed over: another version may know it.
function readLock(lock: unknown): Lock[] {
  if (!isMembers(lock)) throw new Problem('not-a-journal-file', 'lock')
  const { id, kind, epoch } = lock
  if (kind !== 'passphrase' && kind !== 'recovery') return []
  if (!isHex(id, LOCK_ID_BYTES) || !isEpoch(epoch)) throw new Problem('not-a-journal-file', 'lock')
  const wrapped = readBytes(lock['wrapped'])
  if (kind === 'recovery') return [{ id, kind, epoch, wrapped }]
  const { memory_kib: memoryKib, passes, lanes } = lock
  if (!isCount(memoryKib) || !isCount(passes) || !isCount(lanes))
    throw new Problem('not-a-journal-file', 'lock')
  return [{ id, kind, epoch, salt: readBytes(lock['salt']), memoryKib, passes, lanes, wrapped }]
}

function readDevice(device: unknown): JournalDevice {
  if (!isMembers(device) || !isHex(device['id'], DEVICE_BYTES) || !isEpoch(device['epoch'])) {
    throw new Problem('not-a-journal-file', 'device')
  }
  const { id, epoch, closed } = device
  return {
    id,
    epoch,
    publicKey: readBytes(device['public_key']),
    certificate: readBytes(device['certificate']),
    ...(closed === undefined || closed === null ? {} : { closed: readClosed(closed) }),
  }
}

function readClosed(closed: unknown): NonNullable<JournalDevice['closed']> {
  if (!isMembers(closed) || !isEpoch(closed['epoch'])) throw new Problem('not-a-journal-file', 'closed')
  const { epoch, counter, head } = closed
  if (!isCount(counter) || !isHex(head, CHANGE_ID_BYTES)) throw new Problem('not-a-journal-file', 'closed')
  return { epoch, head: { counter, id: head }, certificate: readBytes(closed['certificate']) }
}

function readHistory(history: unknown): [number, Bytes] {
  if (!isMembers(history) || !isEpoch(history['epoch'])) throw new Problem('not-a-journal-file', 'history')
  return [history['epoch'], readBytes(history['wrapped'])]
}

function liveAtMost(most: number, devices: JournalDevice[]): JournalDevice[] {
  if (devices.filter(({ closed }) => closed === undefined).length <= most) return devices
  throw new Problem('not-a-journal-file', 'too many devices')
}

function readBytes(text: unknown): Bytes {
  try {
    if (typeof text === 'string') return b64ToBytes(text)
  } catch (cause) {
    throw new Problem('not-a-journal-file', 'base64url', { cause })
  }
  throw new Problem('not-a-journal-file', 'base64url')
}

function isList(value: unknown, most: number): value is unknown[] {
  return Array.isArray(value) && value.length <= most
}

function isEpoch(value: unknown): value is number {
  return isCounter(value) && value <= EPOCH_MAX
}

function isCount(value: unknown): value is number {
  return value === 0 || isCounter(value)
}
