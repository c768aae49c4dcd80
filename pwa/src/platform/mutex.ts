/** One at a time, across tabs and the service worker (Web Locks). */

/**
 * What `work` gives, done while nobody else holds `name`; others wait their turn.
 *
 * Where the browser has no locks (Lockdown Mode), only this page waits for itself: storage's transactions
 * still keep two writers from storing over each other, one of them then has to begin again.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request(`plumbline ${name}`, work)
  const turn = (turns.get(name) ?? Promise.resolve()).then(work)
  turns.set(name, turn.then(ended, ended))
  return turn
}

const turns = new Map<string, Promise<void>>()

function ended(): void {
  // A turn ends alike whether its work was done or failed: who asked for it is told.
}
