/** Sync loads once the first questions are drawn, and only where it is on: nothing of it stands before them. */
import { storage } from '../platform/storage.ts'
import { readAccount } from './place.ts'
import type { SyncLoop } from './loop.ts'

let started: Promise<SyncLoop> | null = null

/** Called after the first paint, and when sync was turned on: starts syncing where there is an account. */
export async function startSync(): Promise<void> {
  if ((await readAccount(storage)) !== null) await theLoop()
}

/** Done when it is; what stands in its way is told by progress. Rejects only where sync cannot be loaded. */
export async function syncNow(): Promise<void> {
  await (await theLoop()).now()
}

/** Breaks off a long sync; it goes on at the next occasion. */
export function stopSync(): void {
  started?.then((loop) => loop.stop()).catch(() => undefined)
}

/** Lets go of the alarm and asks the server once more. */
export async function tryAgain(): Promise<void> {
  await (await theLoop()).tryAgain()
}

async function theLoop(): Promise<SyncLoop> {
  started ??= import('./loop.ts').then(
    ({ loop }) => {
      loop.start()
      return loop
    },
    (failure: unknown) => {
      // It could not be loaded just now: the next occasion tries again.
      started = null
      throw failure
    },
  )
  return started
}
