/** Checklists as they were kept, read as far as this version of the app can. Pure, and small: the first screen needs it. */
import { checked, type Checklist } from '../checklists/definition.ts'
import { MalformedChecklist, NewerChecklist } from '../checklists/problems.ts'

/** What this version of the app can read of it: what a later one wrote is left out, and never written over. */
export function readDefinitions(read: unknown): Checklist[] {
  try {
    return checked(read)
  } catch (problem) {
    if (problem instanceof MalformedChecklist || problem instanceof NewerChecklist) return []
    throw problem
  }
}
