/**
 * What a consultation's log, its agenda, the decision worksheet and the contacts are made of: data, checked at build.
 *
 * Ids are kept in journals for years: one never changes its meaning. Their words are found by wording.ts.
 */
import * as v from 'valibot'

const id = v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*$/))
const ids = v.pipe(v.array(id), v.nonEmpty())

const fieldSchema = v.strictObject({
  id,
  type: v.picklist(['date', 'integer', 'boolean', 'line', 'text', 'choice', 'choices', 'references']),
  required: v.boolean(),
  /** Codes of a choice; choices without them are the domains. */
  options: v.exactOptional(ids),
  /** What is written here is looked through for what could point to a client. */
  checkIdentifiers: v.exactOptional(v.literal(true)),
  /** Bodies that ask for it in their record of supervision or learning. */
  wantedBy: v.array(v.string()),
})

const partsSchema = v.pipe(
  v.array(v.strictObject({ id, minutes: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  v.nonEmpty(),
)

const formsSchema = v.strictObject({
  format: v.literal(1),
  log: v.pipe(v.array(fieldSchema), v.nonEmpty()),
  /** Minutes that a plan offers. */
  lengths: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.nonEmpty()),
  agenda: v.strictObject({
    parts: partsSchema,
    /** Those of the short one, and their minutes in it: ten in all. */
    quick: partsSchema,
    forTheConsultant: ids,
  }),
  worksheet: ids,
  slots: ids,
  calendar: v.strictObject({
    titles: ids,
    /** Beginnings of words that would tell in a calendar what an appointment is about. */
    unfitting: v.array(v.string()),
  }),
})

export type Forms = v.InferOutput<typeof formsSchema>
export type LogField = Forms['log'][number]

/** Throws ValiError with the place of the fault, or Error where two places contradict each other. */
export function parseForms(value: unknown): Forms {
  const forms = v.parse(formsSchema, value)
  const parts = forms.agenda.parts.map((part) => part.id)
  refuseTwice('log', forms.log.map((field) => field.id)) // prettier-ignore
  refuseTwice('agenda', parts)
  refuseTwice('worksheet', forms.worksheet)
  refuseTwice('slots', forms.slots)
  for (const { id: part } of forms.agenda.quick) {
    if (!parts.includes(part)) throw new Error(`agenda: the short one has "${part}", the long one has not`)
  }
  for (const field of forms.log) {
    if (field.options) refuseTwice(field.id, field.options)
    if (field.type === 'choice' && !field.options) throw new Error(`log: ${field.id} has no options`)
  }
  return forms
}

function refuseTwice(place: string, all: readonly string[]): void {
  const twice = all.find((one, at) => all.indexOf(one) !== at)
  if (twice !== undefined) throw new Error(`${place}: "${twice}" stands there twice`)
}
