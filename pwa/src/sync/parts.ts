/** What syncing is done with: this phone's storage and vault, the way to its server, and time. */
import { clock, type Clock } from '../platform/clock.ts'
import { http, type Http } from '../platform/http.ts'
import { storage, type Storage } from '../platform/storage.ts'
import { wait } from '../platform/waiting.ts'
import { vault, type Vault } from '../vault/vault.ts'

export interface SyncParts {
  readonly storage: Storage
  readonly vault: Vault
  readonly http: Http
  readonly clock: Clock
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
}

export const HERE: SyncParts = { storage, vault, http, clock, wait }
