/** A journal gets an account: registered with its locks, then sent like all that is written later (PROTOCOL 9). */
import { closing } from '../protocol/epochs.ts'
import { certificateKey, holdRoot } from '../protocol/keys.ts'
import { changeId, NO_HEAD, type Head } from '../protocol/chain.ts'
import { bytesToHex } from '../protocol/bytes.ts'
import type { Storage } from '../platform/storage.ts'
import { readHistories, readMembers, type Member } from '../vault/members.ts'
import { VaultProblem } from '../vault/problems.ts'
import { withRoot, type Way } from '../vault/unlocking.ts'
import { readBack } from './back.ts'
import type { SyncParts } from './parts.ts'
import { keepAccount, movePlace, START, type Account } from './place.ts'
import { locksToSend } from './proving.ts'
import { renewed } from './renewing.ts'
import { Server, type Registration } from './server.ts'
import { hasStubs, lastChange } from './stored.ts'
import { keepTold } from './told.ts'

/**
 * Throws not-locked, auth-missing, not-whole-yet, must-be-open where something was purged, what opening throws,
 * malformed-body for a name, and what asking a server throws.
 */
export async function register(name: string, way: Way, parts: SyncParts): Promise<Account> {
  const { storage, vault } = parts
  // What a server lacks of a chain it never takes: nothing of it could be sent.
  if ((await readBack(storage)) !== null) throw new VaultProblem('not-whole-yet')
  return withRoot(way, vault, async (root, owner, by) => {
    const locks = await locksToSend(parts, owner, by)
    const certificates = await certificateKey(await holdRoot(root))
    const first = await registered({ name, owner, locks }, certificates, parts)
    if (first !== null) return first
    const device = await renewed(owner, certificates, parts)
    const again = await registered({ name, owner: device, locks }, certificates, parts)
    if (again === null) throw new Error('a journal without a gap has one')
    return again
  })
}

/** Null, and no account, for a journal with gaps: only a log that has them already goes on after purged changes. */
async function registered(
  { name, owner, locks }: Pick<Registration, 'name' | 'owner' | 'locks'>,
  certificates: CryptoKey,
  { storage, http }: SyncParts,
): Promise<Account | null> {
  const known = (await readMembers(storage)).filter(({ id }) => id !== owner.device)
  const others = await Promise.all(known.map((one) => asClosed(one, certificates, owner.epoch, storage)))
  const histories = await readHistories(storage)
  const server = new Server(http)
  const { handle } = await server.register({ name, owner, locks, others, histories })
  const told = await server.vault()
  if (told.seq === 0 && (await hasStubs(storage))) {
    await server.deleteAccount()
    return null
  }
  await storage.transaction(['sync'], 'readwrite', async (transaction) => {
    await transaction.objectStore('sync').clear()
    await movePlace(transaction, START)
  })
  // Registered a second time it is the account that was: whom it holds for removed, the server says.
  await keepTold(storage, told, owner)
  await storage.transaction(['sync'], 'readwrite', (transaction) => keepAccount(transaction, { handle }))
  return { handle }
}

/** A device of an account that is no more ends where its chain ends here; its phone can sign in anew. */
async function asClosed(
  member: Member,
  certificates: CryptoKey,
  epoch: number,
  storage: Storage,
): Promise<Member> {
  if (member.closed !== null) return member
  const head = await lastOf(member.id, storage)
  const certificate = await closing(certificates, { device: member.id, head, epoch })
  return { ...member, closed: { epoch, counter: head.counter, head: head.id, certificate } }
}

async function lastOf(device: string, storage: Storage): Promise<Head> {
  const last = await lastChange(storage, device)
  if (last === undefined) return NO_HEAD
  const id = 'envelope' in last ? await changeId(last.envelope) : bytesToHex(last.id)
  return { counter: last.counter, id }
}
