/** All that a browser keeps for this app, taken away: databases, caches, the worker, small storages, cookies. */

/** What was to go, and whether it did. */
export interface Erasing {
  readonly what: 'databases' | 'caches' | 'worker' | 'storages'
  readonly isGone: boolean
}

const BLOCKED_MS_MAX = 10_000
const OURS = 'plumbline'

/** Each is tried though another fails; a page that is open elsewhere may hold a database for a while. */
export async function eraseAll(): Promise<readonly Erasing[]> {
  const steps = [
    ['databases', eraseDatabases],
    ['caches', eraseCaches],
    ['worker', eraseWorker],
    ['storages', eraseStorages],
  ] as const
  const done: Erasing[] = []
  for (const [what, erase] of steps) {
    done.push({ what, isGone: await isDone(erase) })
  }
  return done
}

async function isDone(erase: () => Promise<void> | void): Promise<boolean> {
  try {
    await erase()
    return true
  } catch {
    return false
  }
}

async function eraseDatabases(): Promise<void> {
  // Firefox of some years ago does not list them.
  const listed = 'databases' in indexedDB ? await indexedDB.databases() : []
  const names = new Set([OURS, ...listed.flatMap(({ name }) => name ?? [])])
  await Promise.all([...names].map(eraseDatabase))
}

async function eraseDatabase(name: string): Promise<void> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`${name} is held by another page`)), BLOCKED_MS_MAX)
    const asked = indexedDB.deleteDatabase(name)
    asked.addEventListener('success', () => {
      clearTimeout(late)
      done()
    })
    asked.addEventListener('error', () => fail(asked.error ?? new Error(name)))
  })
}

async function eraseCaches(): Promise<void> {
  if (!('caches' in globalThis)) return
  const names = await caches.keys()
  await Promise.all(names.map((name) => caches.delete(name)))
}

async function eraseWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registrations = await navigator.serviceWorker.getRegistrations()
  await Promise.all(registrations.map((registration) => registration.unregister()))
}

function eraseStorages(): void {
  localStorage.clear()
  sessionStorage.clear()
  // The session's own cookie is none that a page can see: the server takes it back when the account goes.
  for (const cookie of document.cookie.split(';')) {
    const [name = ''] = cookie.split('=')
    document.cookie = `${name.trim()}=; max-age=0; path=/`
  }
}

/** The app from its beginning, as on a phone where it was never opened. */
export function beginAnew(): void {
  // After the tap that asked for it has ended.
  setTimeout(() => location.replace('/'))
}
