/** The wordings of checklists that are out of use, as far as they are still needed (PROTOCOL 15.1). Pure. */
import { isCounter, isMembers, type Members } from './change.ts'
import { resolve, type Write } from './merge.ts'

export const CHECKLIST = 'checklist'
export const WORDING = 'wording'
const VERSION = 'version.'

/** Of each checklist that is gone, the versions that an entry was answered to: its id, and their fields. */
export function* wordingsInUse(
  entries: Iterable<Members>,
  checklists: ReadonlyMap<string, readonly Write[]>,
): Generator<readonly [id: string, fields: Members]> {
  if (checklists.size === 0) return
  const used = new Set<string>()
  for (const { checklist, version } of entries) used.add(nameOf(checklist, version))
  used.delete(NOBODY)
  for (const [id, writes] of checklists) {
    const { gone, fields } = resolve(writes)
    const needed = [...fields].flatMap(([name, { value }]) =>
      name.startsWith(VERSION) && isMembers(value) && used.has(nameOf(value['id'], value['version']))
        ? [[name, value] as const]
        : [],
    )
    if (gone && needed.length > 0) yield [id, Object.fromEntries(needed)]
  }
}

const NOBODY = ''

function nameOf(id: unknown, version: unknown): string {
  return typeof id === 'string' && isCounter(version) ? `${version} ${id}` : NOBODY
}
