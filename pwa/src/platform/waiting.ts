/** A while, for what has to be asked again. */

/** Done after `ms`. Rejects with the signal's reason as soon as it is stopped. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  return new Promise((go, stop) => {
    const timer = setTimeout(go, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      stop(asError(signal.reason))
    })
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
