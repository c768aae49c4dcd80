/** When the phone has nothing better to do. */

/** Calls `act` once in idle time, after `withinMs` at the latest; the result stops it. */
export function whenIdle(act: () => void, withinMs = 5000): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(act, { timeout: withinMs })
    return () => cancelIdleCallback(handle)
  }
  // Safari has no idle callback: a moment after the list has been drawn is the next best.
  const handle = setTimeout(act, Math.min(withinMs, 1000))
  return () => clearTimeout(handle)
}

/** Once what was changed stands on the screen; soon in any case, as a page out of sight is never drawn. */
export async function drawn(withinMs = 100): Promise<void> {
  return new Promise((go) => {
    requestAnimationFrame(() => setTimeout(go))
    setTimeout(go, withinMs)
  })
}
