/** The codes of ethics that a person goes by: a setting of the journal. Where none is picked, all are named. */
import type { Journal } from '../journal/journal.ts'
import { Fields } from './reading.ts'
import * as writing from './writing.ts'
import { HERE, type ConsultParts } from './writing.ts'

const SETTING = 'codes-of-ethics'
const CODE = 'code.'
/** More than there are, should a later app know others. */
export const CODES_MAX = 40

/** By their short names, "ACA", in the order of the alphabet. */
export function codesIn(journal: Pick<Journal, 'objects'>): string[] {
  const fields = new Fields(journal.objects('setting').get(SETTING) ?? [])
  return [...fields.chosen(CODE)].sort().slice(0, CODES_MAX)
}

/** One more, or one less: each stands in a field of its own, so that what two phones pick is picked on both. */
export async function pickCode(code: string, isPicked: boolean, parts: ConsultParts = HERE): Promise<void> {
  const setting = writing.begin('setting', SETTING, parts)
  await writing.change(setting, { [CODE + code]: isPicked || null }, parts)
}
