/**
 * A checklist as a person changed it, and what it was before: every change is a version of its own, and each stays.
 *
 * The number of a version is the time at which it was made, in milliseconds since 1970, or one more than the newest: so
 * no two phones give one number to two wordings, the newest one holds, and no version of the app's own takes it.
 */
import { checked, format, newest, type Checklist } from '../checklists/definition.ts'
import { MalformedChecklist } from '../checklists/problems.ts'
import { shipped } from '../checklists/shipped.ts'
import { HERE, nextVersion, remove, writeVersion, type OwnParts } from './ownChecklists.ts'

/** Keeps it as the version that is asked from now on, and gives it. Throws MalformedChecklist; nothing is kept then. */
export async function keepChanged(checklist: Checklist, parts: OwnParts = HERE): Promise<Checklist> {
  // How long it takes was measured of what came with the app.
  const { id, title, item } = checklist
  const [next] = checked({ format, checklists: [{ id, title, item, version: nextVersion(id, parts) }] })
  if (!next) throw new MalformedChecklist(id, '', 'file', 'holds no checklist')
  await writeVersion(next, parts)
  return next
}

/** The version that came with the app; undefined for an own one. */
export function asItCame(id: string): Checklist | undefined {
  return newest(shipped, id)
}

/** When a version was made, in milliseconds since 1970; null for one that came with the app or from a file. */
export function madeAt({ version }: Pick<Checklist, 'version'>): number | null {
  return version >= FIRST_MS ? version : null
}

// 2001-09-09: no file counts its versions that far, and no phone had this app before.
const FIRST_MS = 1_000_000_000_000

/** Asked from now on as it was in that version, which gets a number of its own; as it came, where that is the one. */
export async function askAsIn(version: Checklist, parts: OwnParts = HERE): Promise<void> {
  if (asItCame(version.id)?.version === version.version) await remove(version.id, parts)
  else await keepChanged(version, parts)
}
