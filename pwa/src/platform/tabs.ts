/** A word to the other tabs of this browser, and from them. Silent where there is no channel: Lockdown Mode. */
export interface Line {
  /** Tells every other listener of this name, in this tab too; never itself. */
  readonly tell: (word: string) => void
  /** Hears nothing from then on. */
  readonly close: () => void
}

export function openLine(name: string, onTold: (word: unknown) => void): Line {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined }
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => onTold(data))
  return { tell: (word) => channel.postMessage(word), close: () => channel.close() }
}
