/** What stands in the way of leaving with one's journal, each by a name that has words for people. */
export const LEAVE_PROBLEM_TYPES = [
  'nothing-to-export', // nothing was ever saved on this phone
  'nothing-opens-it', // neither passphrase nor recovery code is set: the file could never be opened
  'not-whole-yet', // older changes are still on their way: the file would lack them
] as const

export type LeaveProblemType = (typeof LEAVE_PROBLEM_TYPES)[number]

export class LeaveProblem extends Error {
  override readonly name = 'LeaveProblem'
  readonly type: LeaveProblemType

  constructor(type: LeaveProblemType) {
    super(type)
    this.type = type
  }
}
