/** The one bridge between rooms, which offer `subscribe`, and the framework: runes stay in parts/ and screens/. */
import { createSubscriber } from 'svelte/reactivity'

export interface Watched<T> {
  /** What is true now. */
  readonly current: T
  /** Call `changed` after each change; the result stops it. */
  subscribe(changed: () => void): () => void
}

/** The same value, tracked by the framework: reading `.current` in markup or $derived follows every change. */
export function live<T>(room: Watched<T>): { readonly current: T } {
  const track = createSubscriber((update) => room.subscribe(update))
  return {
    get current(): T {
      track()
      return room.current
    },
  }
}
