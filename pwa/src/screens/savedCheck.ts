/** A check that was just saved, and whether anything in it is shown at once. What looks at it loads apart, and late. */
import type { Response } from '../checklists/answering.ts'

export interface SavedCheck {
  /** Its id in the journal. */
  readonly entry: string
  readonly response: Response
}

const LOOK_MS_MAX = 1500

/** The engine, for after the first questions stand. */
export async function loadLooking(): Promise<typeof import('./consult/looking.ts')> {
  return import('./consult/looking.ts')
}

/** False also where it could not be looked at: the check is saved, and what it raises is found at the next unlock. */
export async function isRaising(saved: SavedCheck): Promise<boolean> {
  try {
    const { isAnythingShown } = await loadLooking()
    if (!(await isAnythingShown(saved))) return false
    // Here before the screen changes, so that nothing blank stands in between.
    await import('./consult/AfterSaving.svelte')
    return true
  } catch {
    return false
  }
}

/** As soon as `looking` is done, and no later than a person would wait for. */
export async function soon(looking: Promise<boolean>): Promise<void> {
  await Promise.race([looking, new Promise((go) => setTimeout(go, LOOK_MS_MAX))])
}
