/** The references that may be shown, by the codes that come with the app; loaded when somebody asks why. */
import file from '../../content/codes.json'
import { parseCodes, shownReferences, type Reference, type Referring } from './references.ts'

const codes = parseCodes(file)

export function referencesOf(referring: Referring): Reference[] {
  return shownReferences(referring, codes)
}

/** Whether a code of ethics that the app knows has a standard of this number. */
export function hasStandard(code: string, number: string): boolean {
  return Object.hasOwn(codes, code) && Object.hasOwn(codes[code]?.standards ?? {}, number)
}
