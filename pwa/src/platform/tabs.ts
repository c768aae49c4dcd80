/** A word to the other tabs of this browser, and to other listeners of this one. Silent in Lockdown Mode. */
import type { Stop } from './lifecycle.ts'

/** Says `word` on `channel` to every tab that listens, this one's other listeners included. */
export function tell(channel: string, word: string): void {
  if (typeof BroadcastChannel === 'undefined') return
  const line = new BroadcastChannel(channel)
  line.postMessage(word)
  line.close()
}

export function onTold(channel: string, act: (word: unknown) => void): Stop {
  if (typeof BroadcastChannel === 'undefined') return () => undefined
  const line = new BroadcastChannel(channel)
  line.addEventListener('message', ({ data }: MessageEvent<unknown>) => act(data))
  return () => line.close()
}
