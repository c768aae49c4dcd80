/**
 * What a checklist is, and the one door through which it comes in: shipped, made by the person, or from a file
 * (fromFile.ts).
 *
 * Names follow the FHIR R4 Questionnaire (linkId, answerOption, enableWhen, enableBehavior). What does not fit
 * is refused with the checklist, the item and the field named; a file of a later format is refused as newer.
 */
import * as v from 'valibot'

import { refuseContradictions, refuseTwins } from './contradictions.ts'
import { MalformedChecklist, NewerChecklist } from './problems.ts'

/** The format this app reads. A later one may hold what it cannot show, so it is never read in part. */
export const format = 1

export const limits = {
  items: 60,
  options: 12,
  textLength: 300,
  titleLength: 80,
  fileBytes: 256 * 1024,
  /** Of one version as JSON: well within one change of the journal (PROTOCOL 4). */
  versionBytes: 48 * 1024,
}

export const domains = [
  'confidentiality',
  'informed-consent',
  'boundaries',
  'competence',
  'cultural-sensitivity',
  'professional-conduct',
  'supervision-consultation',
  'self-care',
  'conflicts-of-interest',
] as const

const text = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(limits.textLength))
const title = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(limits.titleLength))
// Begins with a letter or digit: an answer is kept under its linkId, and `__proto__` is no place to keep one.
const id = v.pipe(v.string(), v.regex(/^[\p{L}\p{N}/][\p{L}\p{N}_./:-]{0,99}$/u))
export const wholeFrom1 = v.pipe(v.number(), v.integer(), v.minValue(1))

const optionSchema = v.strictObject({
  code: id,
  display: text,
  /** 0 nothing to attend to … 3 most in need of attention; null is left out of means and streaks. */
  ordinal: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3))),
  signal: v.exactOptional(v.picklist(['note', 'consult', 'act-now'])),
})

const conditionSchema = v.variant('operator', [
  v.strictObject({ question: id, operator: v.literal('='), answer: id }),
  v.strictObject({ question: id, operator: v.literal('!='), answer: id }),
  v.strictObject({ question: id, operator: v.literal('exists'), answer: v.boolean() }),
])

export const itemSchema = v.strictObject({
  linkId: id,
  domain: v.optional(v.picklist([...domains, 'own']), 'own'),
  text,
  type: v.literal('choice'),
  /** No item is compulsory, ever. */
  required: v.optional(v.literal(false), false),
  /** Switched off by the person: not asked, and still there for the wording of old answers and to be asked again. */
  off: v.exactOptional(v.boolean()),
  core: v.exactOptional(v.boolean()),
  cadence: v.exactOptional(v.picklist(['weekly', 'monthly'])),
  answerOption: v.pipe(v.array(optionSchema), v.minLength(2), v.maxLength(limits.options)),
  enableWhen: v.exactOptional(v.pipe(v.array(conditionSchema), v.minLength(1), v.maxLength(limits.items))),
  enableBehavior: v.exactOptional(v.picklist(['any', 'all'])),
  why: v.exactOptional(text),
  followUp: v.exactOptional(text),
  /** Numbers of standards by code of ethics; what they are called and who checked them is in codes.json. */
  references: v.optional(v.record(v.string(), v.array(v.string())), {}),
})

export const head = { id, version: wholeFrom1, title, targetSeconds: v.exactOptional(wholeFrom1) }
const checklistSchema = v.strictObject({
  ...head,
  item: v.pipe(v.array(itemSchema), v.minLength(1), v.maxLength(limits.items)),
})

const fileSchema = v.strictObject({
  format: wholeFrom1,
  checklists: v.pipe(v.array(checklistSchema), v.minLength(1)),
})

export type AnswerOption = Readonly<v.InferOutput<typeof optionSchema>>
export type Condition = Readonly<v.InferOutput<typeof conditionSchema>>
export type Item = Readonly<
  Omit<v.InferOutput<typeof itemSchema>, 'answerOption' | 'enableWhen' | 'references'> & {
    answerOption: readonly AnswerOption[]
    enableWhen?: readonly Condition[]
    references: Readonly<Record<string, readonly string[]>>
  }
>
export type Checklist = Readonly<
  Omit<v.InferOutput<typeof checklistSchema>, 'item'> & { item: readonly Item[] }
>
/** The chosen code by linkId. An item that is not in it was not answered. */
export type Answers = Readonly<Record<string, string>>

/** The checklists in a value that was JSON: what the build bundled, or what the journal kept. Throws MalformedChecklist or
 * NewerChecklist; nothing is taken in part. */
export function checked(value: unknown): Checklist[] {
  refuseNewer(value)
  const file = v.safeParse(fileSchema, value)
  if (!file.success) throw fromIssue(file.issues[0])
  const { checklists } = file.output
  refuseTwins(checklists)
  checklists.forEach(refuseContradictions)
  return checklists
}

/** The checklist in exactly this version: an old answer is shown with the wording it was given to. */
export function find(
  checklists: readonly Checklist[],
  wanted: string,
  version: number,
): Checklist | undefined {
  return checklists.find((one) => one.id === wanted && one.version === version)
}

/** The newest version of a checklist. */
export function newest(checklists: readonly Checklist[], wanted: string): Checklist | undefined {
  return checklists.filter((one) => one.id === wanted).sort((a, b) => b.version - a.version)[0]
}

/** Throws NewerChecklist for what a later app wrote. */
export function refuseNewer(value: unknown): void {
  const head = v.safeParse(v.object({ format: v.number() }), value)
  if (head.success && head.output.format > format) throw new NewerChecklist(head.output.format)
}

interface Issue {
  readonly message: string
  readonly path?: readonly { readonly key: unknown; readonly value: unknown }[] | undefined
}

/** Where valibot stopped, in the words of a checklist. An item without a usable linkId is named by its place. */
export function fromIssue(issue: Issue): MalformedChecklist {
  const path = issue.path ?? []
  const keys = path.map((step) => String(step.key))
  const named = (depth: number, key: string): string =>
    path.length > depth ? nameOf(path[depth]?.value, key, keys[depth]) : ''
  const field = keys.slice(keys[2] === 'item' && keys.length > 4 ? 4 : keys.length > 2 ? 2 : 0).join('.')
  return new MalformedChecklist(named(1, 'id'), named(3, 'linkId'), field || 'file', issue.message)
}

/** What a part calls itself; by its place, counted from 1, if it does not. */
export function nameOf(part: unknown, key: string, place: string | undefined): string {
  const named = v.safeParse(v.looseObject({ [key]: v.string() }), part)
  const name = named.success ? named.output[key] : undefined
  return name ?? `number ${Number(place) + 1}`
}
