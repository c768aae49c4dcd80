/** What can be wrong with a checklist that comes in. `type` names the words people read: `problem.<type>`. */

/** A checklist does not fit the form. Nothing of the file was taken; whoever made it mends the field named. */
export class MalformedChecklist extends Error {
  readonly type = 'malformed-checklist'
  readonly checklist: string
  readonly item: string
  readonly field: string

  /** `item` is the linkId, or "number 3" where it has none; empty strings where the fault lies above them. */
  constructor(checklist: string, item: string, field: string, reason: string) {
    const place = [checklist && `checklist "${checklist}"`, item && `item "${item}"`, `field "${field}"`]
    super(`${place.filter(Boolean).join(', ')}: ${reason}`)
    this.name = 'MalformedChecklist'
    this.checklist = checklist
    this.item = item
    this.field = field
  }
}

/** The file is of a later format than this app reads. The person updates the app; nothing was changed. */
export class NewerChecklist extends Error {
  readonly type = 'newer-checklist'
  readonly format: number

  constructor(format: number) {
    super(`checklists of format ${format}: made for a later version of the app`)
    this.name = 'NewerChecklist'
    this.format = format
  }
}
