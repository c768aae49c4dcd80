/**
 * IndexedDB: the one home of transactions, and of what goes wrong with them (platform 3.5).
 *
 * A browser may drop the database under us at any time (iOS does when memory is short): the handle is then
 * opened again and the work done again, once. What is stored here is sealed before; this file never looks.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'

import { PlatformProblem } from './problems.ts'

const VERSION = 2
// With what comes before it, what to do about Lockdown Mode is on the screen within 5 seconds.
const OPEN_MS_MAX = 4000

interface Shape extends DBSchema {
  /** Single records by name: who this phone is. */
  device: { key: string; value: unknown }
  /** By lock id. */
  locks: { key: string; value: unknown }
  /**
   * Records with `device`, `counter` and `order`: [device hex, counter] is the key, `order` is where it came in.
   * With an `envelope`, or with the `header` and `id` that are left of a purged one.
   */
  envelopes: { key: [string, number]; value: unknown; indexes: { order: number } }
  drafts: { key: string; value: unknown }
  snapshots: { key: string; value: unknown }
  /** Small preferences of this phone. */
  kept: { key: string; value: unknown }
  /** All devices of the account as its server names them, by id in hex. */
  devices: { key: string; value: unknown }
  /** Locks that came from a server and have not opened yet, by lock id. */
  offered: { key: string; value: unknown }
  /** The root of epoch - 1 under that of each epoch, by epoch. */
  histories: { key: number; value: unknown }
  /** Single records by name: the account, how far its log is stored here, what the server was caught at. */
  sync: { key: string; value: unknown }
}

export type Store = StoreNames<Shape>
export type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<Shape, Store[], Mode>

export class Storage {
  readonly #name: string
  #database: Promise<IDBPDatabase<Shape>> | null = null

  constructor(name = 'plumbline') {
    this.#name = name
  }

  /**
   * What `work` gives, once all it wrote is on the disk; if it throws, nothing is written.
   *
   * `work` awaits nothing but the transaction, and may run a second time after the browser dropped the
   * database. Throws its own errors as they are, and `storage-…` problems.
   */
  async transaction<Mode extends 'readonly' | 'readwrite', T>(
    stores: readonly Store[],
    mode: Mode,
    work: (transaction: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#attempt(stores, mode, work)
    } catch (failure) {
      if (!isDropped(failure)) throw asProblem(failure)
    }
    try {
      return await this.#attempt(stores, mode, work)
    } catch (failure) {
      throw asProblem(failure)
    }
  }

  /** Lets go of the handle; the next transaction opens another. */
  async close(): Promise<void> {
    const database = this.#database
    this.#database = null
    ;(await database)?.close()
  }

  async #attempt<Mode extends 'readonly' | 'readwrite', T>(
    stores: readonly Store[],
    mode: Mode,
    work: (transaction: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    const opening = (this.#database ??= this.#open())
    const database = await opening.catch((failure: unknown) => {
      if (this.#database === opening) this.#database = null
      throw failure
    })
    try {
      return await inTransaction(database, stores, mode, work)
    } catch (failure) {
      if (isDropped(failure)) this.#forget(database, opening)
      throw failure
    }
  }

  async #open(): Promise<IDBPDatabase<Shape>> {
    if (typeof indexedDB === 'undefined') throw new PlatformProblem('storage-missing')
    const forget = (): void => {
      this.#database = null
    }
    const opening = openDB<Shape>(this.#name, VERSION, {
      upgrade: createStores,
      terminated: forget,
      // A newer app in another tab waits for us: make way, and say `storage-newer` when next asked.
      blocking: (_current, _blocked, event) => {
        forget()
        if (event.target instanceof IDBDatabase) event.target.close()
      },
    })
    return withinLimit(opening)
  }

  #forget(database: IDBPDatabase<Shape>, opening: Promise<IDBPDatabase<Shape>>): void {
    if (this.#database === opening) this.#database = null
    database.close()
  }
}

/** The one database of this origin; a page and its service worker each hold their own handle. */
export const storage = new Storage()

// From each version on to the next: what an older app stored stays as it is.
function createStores(database: IDBPDatabase<Shape>, from: number): void {
  if (from < 1) {
    for (const store of ['device', 'locks', 'drafts', 'snapshots', 'kept'] as const)
      database.createObjectStore(store)
    database
      .createObjectStore('envelopes', { keyPath: ['device', 'counter'] })
      .createIndex('order', 'order', { unique: true })
  }
  if (from < 2) {
    for (const store of ['devices', 'offered', 'histories', 'sync'] as const)
      database.createObjectStore(store)
  }
}

async function withinLimit(opening: Promise<IDBPDatabase<Shape>>): Promise<IDBPDatabase<Shape>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<null>((give) => {
    timer = setTimeout(() => give(null), OPEN_MS_MAX)
  })
  const database = await Promise.race([opening, limit]).finally(() => clearTimeout(timer))
  if (database !== null) return database
  // Should it open after all, nobody holds it any more: an open handle would block an update.
  void opening.then(
    (late) => late.close(),
    () => undefined,
  )
  throw new PlatformProblem('storage-hung')
}

async function inTransaction<Mode extends 'readonly' | 'readwrite', T>(
  database: IDBPDatabase<Shape>,
  stores: readonly Store[],
  mode: Mode,
  work: (transaction: Transaction<Mode>) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction<Store[], Mode>([...stores], mode, { durability: 'strict' })
  const ended = transaction.done.then(
    () => null,
    (reason: unknown) => reason,
  )
  try {
    const result = await work(transaction)
    await transaction.done
    return result
  } catch (failure) {
    abort(transaction)
    const reason = await ended
    // A full disk shows as AbortError at the request and under its own name at the transaction.
    throw failure instanceof DOMException && failure.name === 'AbortError' && reason !== null
      ? reason
      : failure
  }
}

function abort(transaction: { abort: () => void }): void {
  try {
    transaction.abort()
  } catch (failure) {
    // It has ended already, which is what was wanted.
    if (!(failure instanceof DOMException && failure.name === 'InvalidStateError')) throw failure
  }
}

function isDropped(failure: unknown): boolean {
  return (
    failure instanceof DOMException &&
    ['InvalidStateError', 'UnknownError', 'AbortError'].includes(failure.name)
  )
}

function asProblem(cause: unknown): unknown {
  if (!(cause instanceof DOMException)) return cause
  switch (cause.name) {
    case 'QuotaExceededError':
      return new PlatformProblem('storage-full', { cause })
    case 'InvalidStateError':
    case 'UnknownError':
    case 'AbortError':
      return new PlatformProblem('storage-closed', { cause })
    case 'VersionError':
      return new PlatformProblem('storage-newer', { cause })
    case 'SecurityError':
      return new PlatformProblem('storage-missing', { cause })
    case 'DataCloneError':
      return new PlatformProblem('storage-forgetful', { cause })
    default:
      return new PlatformProblem('storage-failed', { cause })
  }
}
