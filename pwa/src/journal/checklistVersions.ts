/**
 * The versions of a checklist as its object in the journal keeps them: `version.<n>`, each a whole definition, and
 * `from.<n>`, the practice day on which it began to be asked. Pure.
 */
import { format, type Checklist } from '../checklists/definition.ts'
import type { Members, Value } from '../protocol/change.ts'
import { resolve, type Write } from '../protocol/merge.ts'
import { readDefinitions } from './readDefinitions.ts'

export const VERSION = 'version.'
export const FROM = 'from.'

/** Every version that this app can read, those of a removed checklist too. */
export function versionsIn(writes: readonly Write[]): Checklist[] {
  return definitionsIn([...resolve(writes).fields].map(([name, { value }]) => [name, value]))
}

/** Those among some fields. */
export function definitionsIn(fields: readonly (readonly [name: string, value: Value])[]): Checklist[] {
  return fields.flatMap(([name, value]) =>
    name.startsWith(VERSION) ? readDefinitions({ format, checklists: [value] }) : [],
  )
}

export function checklistToValue(checklist: Checklist): Members {
  const { item, ...rest } = checklist
  return {
    ...rest,
    item: item.map((one): Members => ({
      ...one,
      answerOption: one.answerOption.map((option) => ({ ...option })),
    })),
  }
}
