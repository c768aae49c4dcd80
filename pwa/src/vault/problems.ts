/** What stands in the way of a lock, each by a name that has words for people. */
export const VAULT_PROBLEM_TYPES = [
  'wait', // after wrong passphrases: `waitMs` says how long; a recovery code opens at once
  'no-journal', // nothing was ever saved on this phone, so there is nothing to lock
  'last-lock', // the journal would be left without a safe way in: set another lock first
  'no-recovery-code', // a passkey comes only after a confirmed recovery code
  'wrong-groups', // the groups retyped are not those of the code shown
  'locked-meanwhile', // the person locked while this was opening
  'must-be-open', // what is written here has to be opened before it joins an account
  'not-whole-yet', // older changes are still on their way: the journal could not come along whole
  'not-locked', // sync needs a passphrase or passkey, and a recovery code
  'auth-missing', // a lock of an older app cannot sign in: set it once more
] as const

export type VaultProblemType = (typeof VAULT_PROBLEM_TYPES)[number]

export class VaultProblem extends Error {
  override readonly name = 'VaultProblem'
  readonly type: VaultProblemType
  readonly waitMs: number

  constructor(type: VaultProblemType, waitMs = 0) {
    super(type)
    this.type = type
    this.waitMs = waitMs
  }
}
