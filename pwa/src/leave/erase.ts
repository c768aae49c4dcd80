/**
 * Everything goes: the account with all that its server holds, then all that this phone keeps. What cannot be undone is
 * done in this order, so that a phone that is switched off on the way can still ask the server again.
 */
import { eraseAll, type Erasing } from '../platform/erasing.ts'
import { ServerProblem } from '../platform/problems.ts'
import { deleteAsItIs, readAccount, signOut } from '../sync/account.ts'
import { HERE, type SyncParts } from '../sync/parts.ts'
import { asThisDevice } from '../sync/session.ts'
import { stopSync } from '../sync/starting.ts'
import type { Way } from '../vault/unlocking.ts'

/**
 * What became of the account: `none` there was, it was `deleted`, the server knew this phone no more (`unknown`), or
 * it stays, as the person wished (`kept`).
 */
export type OnServer = 'none' | 'deleted' | 'unknown' | 'kept'

export interface Erased {
  readonly server: OnServer
  /** The account's name, for the receipt. */
  readonly handle: string | null
  readonly phone: readonly Erasing[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * Throws what opening throws, and what asking a server throws: then nothing is erased. `isPhoneAlone`: the account
 * and other phones stay.
 */
export async function eraseEverything(
  way: Way,
  isPhoneAlone: boolean,
  parts: SyncParts = HERE,
  erase: () => Promise<readonly Erasing[]> = eraseAll,
): Promise<Erased> {
  const account = await readAccount(parts)
  const server = account === null ? 'none' : await leave(way, isPhoneAlone, parts)
  stopSync()
  parts.vault.lock()
  await parts.storage.close()
  const phone = await erase()
  // A browser keeps what is deleted in its files for a while, sealed as it was, unless a server asks it to let go of them.
  await parts.http.ask('POST', '/api/erasures').catch(() => undefined)
  await parts.vault.tellLocksChanged().catch(() => undefined)
  return { server, handle: account?.handle ?? null, phone, at: parts.clock.now() }
}

async function leave(way: Way, isPhoneAlone: boolean, parts: SyncParts): Promise<OnServer> {
  if (isPhoneAlone) {
    await signOut(parts)
    return 'kept'
  }
  const isKnown = await asThisDevice(parts.http, parts.storage)
    .vault()
    .then(
      () => true,
      (failure: unknown) => {
        if (isUnknown(failure)) return false
        throw failure
      },
    )
  if (!isKnown) return 'unknown'
  await deleteAsItIs(way, parts)
  return 'deleted'
}

function isUnknown(failure: unknown): boolean {
  return failure instanceof ServerProblem && failure.type === 'sign-in-failed'
}
