/** What can be wrong with what others sent or stored, by the names PROTOCOL gives. */
export const PROBLEM_TYPES = [
  'bad-certificate', // the device was not let in by this root: it is not trusted
  'passphrase-empty', // ask for another passphrase
  'passphrase-too-long', // ask for another passphrase
  'unsafe-lock', // stretched too little, or so much that it would hang the phone: never tried
  'malformed-lock', // the lock is damaged: open with another one
  'wrong-secret', // ask again
  'malformed-recovery-code', // not nine groups of four symbols: ask again
  'mistyped-recovery-code', // a slip of the pen: ask again
  'unusable-vault-key', // this browser's X25519 refuses the key: another root, or another browser
  'change-too-large', // the writer makes it smaller
  'malformed-envelope',
  'unknown-version', // a newer app wrote it
  'wrong-account',
  'unknown-device',
  'bad-signature',
  'chain-broken', // a change is missing, doubled, or in another's place
  'unknown-epoch',
  'cannot-open',
  'malformed-change',
  'bad-snapshot', // fold the changes instead
  'not-a-journal-file',
  'newer-journal-file', // a newer app wrote it
  'no-such-lock', // ask for the secret of another kind
  'file-cut-short', // what came before is whole
  'malformed-answer', // a server's answer that is not of its form: nothing of it is taken
] as const

export type ProblemType = (typeof PROBLEM_TYPES)[number]

/** Something wrong with a name of PROTOCOL. `detail` is for engineers; words for people go by `type`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly type: ProblemType

  constructor(type: ProblemType, detail = '', options?: ErrorOptions) {
    super(detail === '' ? type : `${type}: ${detail}`, options)
    this.type = type
  }
}
