/** What cannot be kept as it is written. Nothing was written; the person mends the field named. */
export type Unfit =
  | 'missing' // a log without its date is no record
  | 'too-long' // a change has room for so much
  | 'too-many'
  | 'passed' // a talk is planned for a time to come
  | 'not-possible' // a day that does not exist, a number that nobody can call

export class UnfitField extends Error {
  override readonly name = 'UnfitField'

  constructor(
    readonly field: string,
    readonly reason: Unfit,
  ) {
    super(`${field}: ${reason}`)
  }
}

export function refuseIf(fault: boolean, field: string, reason: Unfit): void {
  if (fault) throw new UnfitField(field, reason)
}
