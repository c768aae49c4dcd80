/**
 * What checks a note and what looks at the answers is large, and comes once the questions stand: soon enough for both,
 * offline as well. What cannot come now is asked for again where it is needed.
 */
import { loadLooking } from './savedCheck.ts'

const SOON_MS = 1000

export async function loadNote(): Promise<typeof import('./noting.ts')> {
  return import('./noting.ts')
}

/** The result stops it. */
export function loadSoon(): () => void {
  const soon = setTimeout(() => {
    loadNote().catch(() => undefined)
    loadLooking().catch(() => undefined)
  }, SOON_MS)
  return () => clearTimeout(soon)
}
