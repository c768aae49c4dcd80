/** The references that may be shown, by the codes that come with the app; loaded when somebody asks why. */
import file from '../../content/codes.json'
import type { Item } from './definition.ts'
import { parseCodes, shownReferences, type Reference } from './references.ts'

const codes = parseCodes(file)

export function referencesOf(referring: Pick<Item, 'references'>): Reference[] {
  return shownReferences(referring, codes)
}

/** Whether a code of ethics that the app knows has a standard of this number. */
export function hasStandard(code: string, number: string): boolean {
  return Object.hasOwn(codes, code) && Object.hasOwn(codes[code]?.standards ?? {}, number)
}
