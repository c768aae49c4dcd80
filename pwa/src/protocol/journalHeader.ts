/** The first line of a journal file: whose it is, and the locks that open it (PROTOCOL 14). */
import { b64ToBytes, bytesToB64, isHex, type Bytes } from './bytes.ts'
import { isCounter, isMembers } from './change.ts'
import type { AccountId, DeviceId } from './keys.ts'
import type { Lock } from './locks.ts'
import { Problem } from './problems.ts'
import {
  ACCOUNT_BYTES,
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
}

export interface JournalHeader {
  readonly account: AccountId
  readonly epoch: number
  /** How many changes follow. */
  readonly changes: number
  readonly locks: readonly Lock[]
  readonly devices: readonly JournalDevice[]
}

/** The header as JSON, without its end of line. Passkey locks are left out: a file is opened far from its phone. */
export function writeJournalHeader({ account, epoch, changes, locks, devices }: JournalHeader): string {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    account,
    epoch,
    changes,
    locks: locks.filter(({ kind }) => kind !== 'passkey').map(writeLock),
    devices: devices.map((device) => ({
      id: device.id,
      epoch: device.epoch,
      public_key: bytesToB64(device.publicKey),
      certificate: bytesToB64(device.certificate),
    })),
  })
}

/** Throws not-a-journal-file, newer-journal-file. */
export function readJournalHeader(line: string): JournalHeader {
  const read = parsed(line)
  if (!isMembers(read) || read['format'] !== FORMAT || !isCounter(read['version']))
    throw new Problem('not-a-journal-file')
  if (read['version'] !== VERSION) throw new Problem('newer-journal-file', `version ${read['version']}`)
  const { account, epoch, changes, locks, devices } = read
  if (!isHex(account, ACCOUNT_BYTES) || !isEpoch(epoch) || !isCount(changes))
    throw new Problem('not-a-journal-file')
  if (changes > FILE_CHANGES_MAX) throw new Problem('not-a-journal-file', `${changes} changes`)
  if (!isList(locks, LOCKS_MAX) || !isList(devices, DEVICES_MAX)) throw new Problem('not-a-journal-file')
  return { account, epoch, changes, locks: locks.flatMap(readLock), devices: devices.map(readDevice) }
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
  const { id, epoch } = device
  return {
    id,
    epoch,
    publicKey: readBytes(device['public_key']),
    certificate: readBytes(device['certificate']),
  }
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
