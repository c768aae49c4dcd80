/** A while, for what has to be asked again. */

/** Done after `ms`. Rejects with the signal's reason as soon as it is stopped. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  return new Promise((go, refuse) => {
    const stop = (): void => {
      clearTimeout(timer)
      refuse(asError(signal?.reason))
    }
    const timer = setTimeout(() => {
      // One signal outlives hundreds of waits.
      signal?.removeEventListener('abort', stop)
      go()
    }, ms)
    signal?.addEventListener('abort', stop)
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
