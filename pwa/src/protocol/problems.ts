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
  'bad-history', // an older root is missing or another one: what it sealed stays closed
  'bad-pairing-box', // what was put there for the new phone is not for it: begin again
  'bad-pairing-opening', // not what the new phone's code bound it to: no digits, begin again
  'malformed-pairing-link', // not what another phone shows for pairing: ask again
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
  'log-shortened', // the log went back to an older state, or hides changes
  'log-gap', // the numbering of the log skips or repeats, or what is there is not sent
  'device-copied', // this phone was restored or copied: it takes a new key at the next unlocking
  'closed-device-wrote', // a change beyond the end of a removed device
  'own-change-lost', // the server took a change of this phone and no longer has it
  'epoch-rolled-back', // the vault is at an earlier epoch than it was
  'device-withheld', // a device that was known is no longer named, or under another key
  'seen-missing', // a writer had seen a change that the log does not have
  'unordered-purge', // a change is gone that no device asked to purge
  'bad-snapshot', // fold the changes instead
  'snapshot-differs', // a snapshot and the log do not say the same: the changes count
  'not-a-journal-file',
  'newer-journal-file', // a newer app wrote it
  'no-such-lock', // ask for the secret of another kind
  'file-cut-short', // what came before is whole
  'file-too-large', // larger than any journal can be: not read
  'malformed-file', // it begins as a file of ours and was cut or altered: nothing of it is taken
  'compressed-file', // never unpacked here: what it would grow to cannot be known
  'not-for-restoring', // a file for people or for other programs
  'sealed-to-a-key', // an age file that no passphrase opens
  'malformed-row', // one object or row that cannot be what it says: the others are taken
  'row-not-taken', // an object that belongs to the journal it comes from
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
