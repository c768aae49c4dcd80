/**
 * The state of saving, in one word for people: nothing yet, saved on this phone, or a problem.
 *
 * Never a count: how many drafts or changes there are is nobody's to see on a locked phone.
 */
export type Progress = 'nothing' | 'saved' | 'problem'

let current: Progress = 'nothing'
const watchers = new Set<() => void>()

export const progress = {
  get current(): Progress {
    return current
  },
  subscribe(changed: () => void): () => void {
    watchers.add(changed)
    return () => watchers.delete(changed)
  },
}

/** What `work` gives; whether it could be stored shows from then on. */
export async function shown<T>(work: Promise<T>): Promise<T> {
  try {
    const done = await work
    tell('saved')
    return done
  } catch (failure) {
    tell('problem')
    throw failure
  }
}

export function tell(next: Progress): void {
  if (next === current) return
  current = next
  watchers.forEach((changed) => changed())
}
