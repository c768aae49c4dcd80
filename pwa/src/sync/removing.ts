/**
 * A device is removed: a new root, which it never learns, new locks on it, and where its chain ends (PROTOCOL 3.4).
 *
 * The server takes all of it in one step or nothing. This phone then takes its own new root over as any other would.
 */
import { ServerProblem } from '../platform/problems.ts'
import { hexToBytes, type Bytes } from '../protocol/bytes.ts'
import { NO_HEAD } from '../protocol/chain.ts'
import { closing, wrapHistory } from '../protocol/epochs.ts'
import { certificateKey, certify, holdRoot, newRoot, vaultKeyPair } from '../protocol/keys.ts'
import { setLockWithAuth } from '../protocol/locks.ts'
import { Problem } from '../protocol/problems.ts'
import { adopt } from '../vault/adopting.ts'
import type { Device } from '../vault/device.ts'
import { codeInOne, makeLock, type MadeLock, type RecoveryCode } from '../vault/enrolling.ts'
import { putLock } from '../vault/locks.ts'
import { passphraseSecret, type OpenedLock } from '../vault/ring.ts'
import { reopen, withRoot, type Way } from '../vault/unlocking.ts'
import type { VaultTold } from './answers.ts'
import type { SyncParts } from './parts.ts'
import { readPlace, type Account } from './place.ts'
import { prove, proveByPasskey } from './proving.ts'
import { pull } from './pull.ts'
import type { NewEpoch, Server } from './server.ts'
import { asThisDevice } from './session.ts'
import { keepTold } from './told.ts'
import { vouch } from './vouching.ts'

const ATTEMPTS_MAX = 5

/** How the person opens the journal from then on: the same passphrase or passkey as now. */
export type DailyWay = Extract<Way, { kind: 'passphrase' | 'passkey' }>

/**
 * Removes `id`, or ends what an earlier try began. The vault is open with the new keys when it resolves. Throws what
 * opening throws, sign-in-failed, bad-certificate for a server that only says that it is removed, and epoch-moved or
 * log-moved if other phones never stood still.
 */
export async function remove(
  id: string,
  way: DailyWay,
  code: RecoveryCode,
  account: Account,
  parts: SyncParts,
): Promise<void> {
  const server = asThisDevice(parts.http, parts.storage)
  await attempt(ATTEMPTS_MAX, async () => {
    await pull(server, parts.storage)
    await withRoot(way, parts.vault, async (root, owner, by) => {
      const prf = by.lock.kind === 'passkey' ? await proveByPasskey(server, by.lock) : null
      try {
        if (prf === null) await prove(server, account.handle, by)
        const removal = { root, owner, by, prf, id, way, code }
        const told = await server.vault()
        if (isClosed(id, told)) await finish(server, removal, told, parts)
        else await replaceRoot(server, removal, told, parts)
      } finally {
        prf?.fill(0)
      }
    })
  })
}

// Another phone wrote, or removed a device, in between: all is read and made anew.
async function attempt(attempts: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (failure) {
    const isMoved = failure instanceof ServerProblem && ['epoch-moved', 'log-moved'].includes(failure.type)
    if (!isMoved || attempts === 1) throw failure
    await attempt(attempts - 1, work)
  }
}

interface Removal {
  readonly root: Bytes
  readonly owner: Device
  readonly by: OpenedLock
  /** Of the passkey that opened. */
  readonly prf: Bytes | null
  readonly id: string
  readonly way: DailyWay
  readonly code: RecoveryCode
}

function isClosed(id: string, { devices }: VaultTold): boolean {
  return devices.some((one) => one.id === id && one.closed !== null)
}

/**
 * It is removed already: the answer to an earlier try was lost, and its new root is the one that opened just now. What
 * is left is the code that the person has on paper now. Throws bad-certificate if no root closed the device.
 */
async function finish(
  server: Server,
  { root, owner, code }: Removal,
  told: VaultTold,
  { storage, vault }: SyncParts,
): Promise<void> {
  await keepTold(storage, told, owner)
  await reopen(root, owner, vault)
  await vouch(storage, vault.keys())
  const recovery = await makeLock(root, owner, { kind: 'recovery', code: codeInOne(code) })
  await server.putLock(recovery)
  await putLock(storage, recovery.lock, owner)
  await vault.tellLocksChanged()
}

async function replaceRoot(
  server: Server,
  removal: Removal,
  told: VaultTold,
  parts: SyncParts,
): Promise<void> {
  const { owner, code } = removal
  const next = await usableRoot()
  try {
    const to = { account: owner.account, epoch: owner.epoch + 1 }
    const daily = await dailyLock(next, to, removal)
    const recovery = await makeLock(next, to, { kind: 'recovery', code: codeInOne(code) })
    const asked = await epochFor(next, removal, [daily, recovery], told, parts)
    await keepTold(parts.storage, await server.newEpoch(asked), owner)
    const now = await adopt({ ...daily, root: next, isOffered: true }, owner, parts.storage)
    await putLock(parts.storage, recovery.lock, now)
    await reopen(next, now, parts.vault)
  } finally {
    next.fill(0)
  }
}

async function epochFor(
  next: Bytes,
  { root, owner, id }: Removal,
  locks: readonly MadeLock[],
  { devices }: VaultTold,
  { storage }: SyncParts,
): Promise<NewEpoch> {
  const [held, epoch] = [await holdRoot(next), owner.epoch + 1]
  const live = devices.filter(({ closed }) => closed === null)
  if (!live.some((one) => one.id === id)) throw new Problem('unknown-device', id)
  const staying = live.filter((one) => one.id !== id)
  const head = (await readPlace(storage)).heads[id] ?? NO_HEAD
  const certificate = await closing(await certificateKey(held), { device: id, head, epoch })
  return {
    expectedEpoch: owner.epoch,
    locks,
    devices: await Promise.all(
      staying.map(async ({ id: device, publicKey }) => ({
        id: device,
        certificate: await certify(held, { device: hexToBytes(device), publicKey, epoch }),
      })),
    ),
    closed: [{ id, counter: head.counter, head: head.id, certificate }],
    history: await wrapHistory(held, root, owner.account, epoch),
  }
}

/** The way of every day on the new root: the passphrase as it is, or the passkey that opened just now. */
async function dailyLock(
  next: Bytes,
  to: Pick<Device, 'account' | 'epoch'>,
  { way, by: { lock }, prf }: Removal,
): Promise<MadeLock> {
  if (way.kind === 'passphrase') return makeLock(next, to, passphraseSecret(way))
  if (lock.kind !== 'passkey' || prf === null) throw new Problem('no-such-lock', way.kind)
  const made = await setLockWithAuth(next, to.account, to.epoch, { kind: 'passkey', prf })
  const { id, wrapped } = made.lock
  return { lock: { ...lock, id, epoch: to.epoch, wrapped }, auth: null }
}

// As when a journal begins: some browsers refuse the vault key of one root in 256.
async function usableRoot(attempts = 3): Promise<Bytes> {
  const root = newRoot()
  try {
    await vaultKeyPair(await holdRoot(root))
    return root
  } catch (failure) {
    root.fill(0)
    if (attempts > 1 && failure instanceof Problem && failure.type === 'unusable-vault-key')
      return usableRoot(attempts - 1)
    throw failure
  }
}
