/**
 * This phone becomes another device, or enters another account: all of it in one transaction, so that a phone that
 * is switched off on the way has either the old journal or the new one. Drafts and choices stay as they are.
 */
import type { Storage, Transaction } from '../platform/storage.ts'
import { openLine } from '../platform/tabs.ts'
import type { Envelope } from '../protocol/chain.ts'
import type { Device } from '../vault/device.ts'
import type { KeptLock } from '../vault/locks.ts'
import type { History, Member } from '../vault/members.ts'
import { clearAllButBack } from './back.ts'
import { headIn, type DeviceHead } from './head.ts'
import { NEWS } from './outbox.ts'
import { keepAccount, movePlace, type Account, type KeptPlace } from './place.ts'
import { nextOrder } from './stored.ts'

export interface Switch {
  /** The head that was read before: if it has moved, something was saved meanwhile and nothing is switched. */
  readonly from: DeviceHead
  readonly device: Device
  readonly head: DeviceHead
  /** Sealed by the new device, from its first change on. */
  readonly envelopes: readonly Envelope[]
  /** The device and counter after which its envelopes go, or all of the old account. */
  readonly drop: { readonly device: string; readonly after: number } | 'all'
  readonly locks: readonly KeptLock[]
  readonly offered: readonly KeptLock[]
  readonly members: readonly Member[]
  readonly histories: readonly History[]
  /** Null while sync is off. */
  readonly account: Account | null
  readonly place: KeptPlace
}

const ALL = ['device', 'locks', 'offered', 'devices', 'histories', 'envelopes', 'snapshots', 'sync'] as const

/** Whether it was done: false, with nothing changed, if something was saved since `from` was read. */
export async function switchTo(storage: Storage, to: Switch): Promise<boolean> {
  const isDone = await storage.transaction(ALL, 'readwrite', async (transaction) => {
    const now = await headIn(transaction)
    // Done before, and the browser did not say so.
    if (now.previous === to.head.previous && (await isThis(transaction, to.device))) return true
    if (now.previous !== to.from.previous) return false
    await dropOld(transaction, to)
    await putEnvelopes(transaction, to)
    await transaction.objectStore('device').put(to.device, 'this')
    await transaction.objectStore('device').put(to.head, 'head')
    await putAll(transaction, 'locks', to.locks)
    await putAll(transaction, 'offered', to.offered)
    await putAll(transaction, 'devices', to.members)
    await transaction.objectStore('histories').clear()
    for (const history of to.histories) await transaction.objectStore('histories').put(history, history.epoch)
    if (to.drop === 'all') await transaction.objectStore('sync').clear()
    else await clearAllButBack(transaction)
    if (to.account !== null) await keepAccount(transaction, to.account)
    await movePlace(transaction, to.place)
    return true
  })
  if (isDone) news.tell('stored')
  return isDone
}

async function isThis(transaction: Transaction<'readwrite'>, { device }: Device): Promise<boolean> {
  const record: unknown = await transaction.objectStore('device').get('this')
  return typeof record === 'object' && record !== null && 'device' in record && record.device === device
}

async function dropOld(transaction: Transaction<'readwrite'>, { drop }: Switch): Promise<void> {
  const envelopes = transaction.objectStore('envelopes')
  if (drop === 'all') await envelopes.clear()
  else await envelopes.delete(IDBKeyRange.bound([drop.device, drop.after], [drop.device, Infinity], true))
  // A local snapshot holds what was dropped: the journal is folded once from its changes.
  await transaction.objectStore('snapshots').clear()
}

async function putEnvelopes(
  transaction: Transaction<'readwrite'>,
  { device: { device }, envelopes }: Switch,
): Promise<void> {
  const first = await nextOrder(transaction)
  for (const [at, envelope] of envelopes.entries())
    await transaction.objectStore('envelopes').put({ device, counter: at + 1, order: first + at, envelope })
}

async function putAll(
  transaction: Transaction<'readwrite'>,
  name: 'locks' | 'offered' | 'devices',
  records: readonly { readonly id: string }[],
): Promise<void> {
  const store = transaction.objectStore(name)
  await store.clear()
  for (const record of records) await store.put(record, record.id)
}

const news = openLine(NEWS, () => undefined)
