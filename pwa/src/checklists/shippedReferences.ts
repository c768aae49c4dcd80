/** The references that may be shown, by the codes that come with the app; loaded when somebody asks why. */
import file from '../../content/codes.json'
import { citableCodes, parseCodes, shownReferences, type Reference, type Referring } from './references.ts'

const codes = parseCodes(file)

/** `picked`: codes by their short names; of the others nothing is named. Without any, those of all. */
export function referencesOf(referring: Referring, picked: readonly string[] = []): Reference[] {
  const all = shownReferences(referring, codes)
  return picked.length === 0 ? all : all.filter(({ code }) => picked.includes(code))
}

/** The codes that a person can go by here: those of which somebody has read a standard. */
export const citable = citableCodes(codes)

/** Whether a code of ethics that the app knows has a standard of this number. */
export function hasStandard(code: string, number: string): boolean {
  return Object.hasOwn(codes, code) && Object.hasOwn(codes[code]?.standards ?? {}, number)
}
