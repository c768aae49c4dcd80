/** The answers that a signal rests on, in the wording they were given to. */
import type { Response } from '../../checklists/answering.ts'
import { wordingOf } from '../../journal/ownChecklists.ts'
import { entry as readEntry } from '../../journal/amending.ts'
import { answersInWords } from '../../journal/entry.ts'
import type { Cause } from '../../insight/signal.ts'

export interface CauseInWords extends Cause {
  readonly question: string
  readonly answer: string
}

type Wording = Readonly<{ checklist: string; version: number }>

/** `saved`: the check that was just saved, which a locked phone cannot read back. */
export function causesInWords(causes: readonly Cause[], saved: Response | null): CauseInWords[] {
  return causes.map((cause) => {
    const from: Wording | null = readEntry(cause.entry) ?? saved
    const checklist = from ? wordingOf(from.checklist, from.version) : undefined
    const given = { answers: new Map([[cause.linkId, cause.code]]) }
    const [said] = answersInWords(given, checklist)
    return { ...cause, question: said?.question ?? cause.linkId, answer: said?.answer ?? cause.code }
  })
}
