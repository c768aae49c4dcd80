/** What can be wrong with rules. `type` names the words people read: `problem.<type>`. */

/** A rule does not fit the form. It was not taken; the others keep working. */
export class MalformedRule extends Error {
  readonly type = 'malformed-rule'
  readonly rule: string
  readonly field: string
  readonly reason: string

  /** `rule` is its id, or "number 3" where it has none; empty where the fault lies above the rules. */
  constructor(rule: string, field: string, reason: string) {
    super(`${rule && `rule "${rule}", `}field "${field}": ${reason}`)
    this.name = 'MalformedRule'
    this.rule = rule
    this.field = field
    this.reason = reason
  }
}

/** The file is of a later format than this app reads. The person updates the app; nothing was changed. */
export class NewerRules extends Error {
  readonly type = 'newer-rules'
  readonly format: number

  constructor(format: number) {
    super(`rules of format ${format}: made for a later version of the app`)
    this.name = 'NewerRules'
    this.format = format
  }
}
