/** What can be wrong with the browser we run in, each by a name that has words for people. */
export const PLATFORM_PROBLEM_TYPES = [
  'storage-missing', // no IndexedDB here: Lockdown Mode, or a browser set to refuse it
  'storage-hung', // the browser does not answer: reload
  'storage-full', // nothing was written: the answers stay on the screen
  'storage-closed', // the browser dropped the database twice: reload
  'storage-newer', // a newer app wrote the database: update
  'storage-forgetful', // the browser takes keys and does not give them back
  'keys-missing', // the browser cannot make Ed25519 or AES keys: too old
  'storage-failed', // refused for another reason: nothing was written
  'passkey-missing', // no passkeys here, or none that can hold a secret
  'passkey-refused', // the person closed the sheet, or it timed out
  'camera-missing', // no camera here, or another app holds it: paste the code instead
  'camera-refused', // the person or the browser said no: paste the code instead
  'camera-hidden', // the page went out of sight, and the camera was let go
  'stretching-failed', // the worker could not start or ran out of memory
  'offline', // the phone has no network: what was saved waits
  'server-unreachable', // no answer, or one that is not our server's, such as a hotel's sign-in page
  'server-busy', // the server asks to come back later
] as const

export type PlatformProblemType = (typeof PLATFORM_PROBLEM_TYPES)[number]

export class PlatformProblem extends Error {
  override readonly name = 'PlatformProblem'
  readonly type: PlatformProblemType
  /** Of `server-busy`: when it may be asked again; null where nobody says. */
  readonly retryAfterMs: number | null

  constructor(type: PlatformProblemType, options?: ErrorOptions, retryAfterMs: number | null = null) {
    super(type, options)
    this.type = type
    this.retryAfterMs = retryAfterMs
  }
}

/** What the server answered instead: `type` is one of the names in PROTOCOL 9, or of server/problems.py. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem'
  readonly type: string
  readonly status: number
  /** Everything the answer says beside it, such as `head` or `epoch`. */
  readonly members: Readonly<Record<string, unknown>>
  /** When it may be asked again; null where the server does not say. */
  readonly retryAfterMs: number | null

  constructor(
    type: string,
    status: number,
    members: Readonly<Record<string, unknown>>,
    retryAfterMs: number | null,
  ) {
    super(`${type} (${status})`)
    this.type = type
    this.status = status
    this.members = members
    this.retryAfterMs = retryAfterMs
  }
}

/** For what is looked at by the way: a browser that fails is told by what needs it. Throws everything else. */
export function mustBeOfPlatform(failure: unknown): void {
  if (!(failure instanceof PlatformProblem)) throw failure
}
