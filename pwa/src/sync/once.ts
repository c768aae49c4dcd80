/** One whole sync: what waits goes out, what is new comes in. Works locked, and in the service worker. */
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { alone } from '../platform/mutex.ts'
import { PlatformProblem, ServerProblem } from '../platform/problems.ts'
import type { Storage } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import { Problem } from '../protocol/problems.ts'
import { raiseAlarm, readAlarm } from '../vault/alarm.ts'
import type { Vault } from '../vault/vault.ts'
import { tellOrders } from './orders.ts'
import { NEWS } from './outbox.ts'
import { accountIn, movePlace, placeIn, readAccount } from './place.ts'
import { pull, type PullWatch } from './pull.ts'
import { countWaiting, send } from './send.ts'
import { asThisDevice } from './session.ts'

export interface OnceParts {
  readonly storage: Storage
  readonly http: Http
  readonly clock: Clock
  /** The service worker has none: it syncs locked. */
  readonly vault?: Pick<Vault, 'keys'>
}

/**
 * Sends and pulls until nothing more goes out; one at a time over tabs and the service worker. Nothing while sync is off or
 * an alarm stands. A lie is kept as an alarm before it is thrown.
 */
export async function syncOnce(parts: OnceParts, watch: PullWatch = {}): Promise<void> {
  await alone('sync', async () => {
    const { storage } = parts
    if ((await readAccount(storage)) === null || (await readAlarm(storage)) !== null) return
    try {
      await sendAndPull(parts, watch)
    } catch (failure) {
      // Turned off meanwhile in another tab: what was found is nobody's any more.
      if ((await readAccount(storage)) === null) return
      if (isLie(failure)) await raiseAlarm(storage, failure.type)
      throw failure
    }
  })
}

async function sendAndPull({ storage, http, clock, vault }: OnceParts, watch: PullWatch): Promise<void> {
  const server = asThisDevice(http, storage)
  const onStored = (): void => {
    news.tell('stored')
    watch.onStored?.()
  }
  await untilNothingWaits(storage, async () => {
    const open = { ...watch, keys: vault?.keys() }
    await send(server, storage, open)
    await pull(server, storage, { ...open, onStored })
  })
  if ((await readAccount(storage)) !== null && (await countWaiting(storage)) === 0)
    await tellOrders(server, storage)
  await storage.transaction(['sync'], 'readwrite', async (transaction) => {
    // Sync may have been turned off meanwhile.
    if ((await accountIn(transaction)) === null) return
    await movePlace(transaction, { ...(await placeIn(transaction)), syncedAt: clock.now() })
  })
}

/** Also ends when what waits gets no less: it cannot go out, and asking on would never end. */
async function untilNothingWaits(storage: Storage, round: () => Promise<void>): Promise<void> {
  for (let before = Infinity; ;) {
    await round()
    const waiting = await countWaiting(storage)
    if (waiting === 0 || waiting >= before || (await readAccount(storage)) === null) return
    before = waiting
  }
}

/** What a server was caught at, which is kept as an alarm. */
export function isLie(failure: unknown): failure is Problem | ServerProblem {
  if (failure instanceof Problem) return failure.type !== 'malformed-answer'
  return failure instanceof ServerProblem && failure.type === 'sign-in-failed'
}

/** How long to wait before the next attempt, if the failure passes by itself; undefined for one that does not. */
export function retryAfterMs(failure: unknown): number | null | undefined {
  if (failure instanceof PlatformProblem || failure instanceof ServerProblem) return failure.retryAfterMs
  return failure instanceof Problem && failure.type === 'malformed-answer' ? null : undefined
}

const news = openLine(NEWS, () => undefined)
