/** A journal gets an account: registered with its locks, then sent like all that is written later (PROTOCOL 9). */
import { closing } from '../protocol/epochs.ts'
import { certificateKey, holdRoot } from '../protocol/keys.ts'
import { changeId, NO_HEAD, type Head } from '../protocol/chain.ts'
import { bytesToHex } from '../protocol/bytes.ts'
import type { Storage } from '../platform/storage.ts'
import { readHistories, readMembers, type Member } from '../vault/members.ts'
import { withRoot, type Way } from '../vault/unlocking.ts'
import type { SyncParts } from './parts.ts'
import { keepAccount, movePlace, START, type Account } from './place.ts'
import { locksToSend } from './proving.ts'
import { Server } from './server.ts'
import { lastChange } from './stored.ts'

/** Throws not-locked, auth-missing, what opening throws, malformed-body for a name, and what asking a server throws. */
export async function register(name: string, way: Way, parts: SyncParts): Promise<Account> {
  const { storage, http, vault } = parts
  return withRoot(way, vault, async (root, owner, by) => {
    const locks = await locksToSend(parts, owner, by)
    const known = (await readMembers(storage)).filter(({ id }) => id !== owner.device)
    const certificates = await certificateKey(await holdRoot(root))
    const others = await Promise.all(known.map((one) => asClosed(one, certificates, owner.epoch, storage)))
    const histories = await readHistories(storage)
    const { handle } = await new Server(http).register({ name, owner, locks, others, histories })
    await storage.transaction(['sync', 'devices'], 'readwrite', async (transaction) => {
      await transaction.objectStore('sync').clear()
      for (const one of others) await transaction.objectStore('devices').put(one, one.id)
      await keepAccount(transaction, { handle })
      await movePlace(transaction, START)
    })
    return { handle }
  })
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
