/**
 * What a checklist is, and the one door through which it comes in: shipped, made by the person, or from a file.
 *
 * Names follow the FHIR R4 Questionnaire (linkId, answerOption, enableWhen, enableBehavior). What does not fit
 * is refused with the checklist, the item and the field named; a file of a later format is refused as newer.
 */
import * as v from 'valibot'

import { enabled } from './answering.ts'
import { contradictionAfter, NOTHING_ASKED, refuseContradictions, refuseTwins } from './contradictions.ts'
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
const wholeFrom1 = v.pipe(v.number(), v.integer(), v.minValue(1))

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

const itemSchema = v.strictObject({
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

const head = { id, version: wholeFrom1, title, targetSeconds: v.exactOptional(wholeFrom1) }
const headSchema = v.strictObject({ ...head, item: v.pipe(v.array(v.unknown()), v.minLength(1)) })
const checklistSchema = v.strictObject({
  ...head,
  item: v.pipe(v.array(itemSchema), v.minLength(1), v.maxLength(limits.items)),
})

const fileSchema = v.strictObject({
  format: wholeFrom1,
  checklists: v.pipe(v.array(checklistSchema), v.minLength(1)),
})

const sortedFileSchema = v.strictObject({
  format: wholeFrom1,
  checklists: v.pipe(v.array(headSchema), v.minLength(1)),
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

/** The checklists in a file's text. Throws MalformedChecklist or NewerChecklist; nothing is taken in part. */
export function parse(json: string): Checklist[] {
  mustBeSmall(json)
  return checked(parsedJson(json))
}

/** Throws MalformedChecklist for a file that is larger than any of ours. */
export function mustBeSmall(json: string): void {
  if (new TextEncoder().encode(json).length > limits.fileBytes)
    throw new MalformedChecklist('', '', 'file', `larger than ${limits.fileBytes} bytes`)
}

/** The checklists in a value that was JSON: what the build bundled, or what the journal kept. Throws as `parse`. */
export function checked(value: unknown): Checklist[] {
  refuseNewer(value)
  const file = v.safeParse(fileSchema, value)
  if (!file.success) throw fromIssue(file.issues[0])
  const { checklists } = file.output
  refuseTwins(checklists)
  checklists.forEach(refuseContradictions)
  return checklists
}

/** A checklist of a file as far as it fits, and each item of it that does not, with what is wrong. */
export interface Sorted {
  /** Null where no item fits. */
  readonly checklist: Checklist | null
  readonly refused: readonly MalformedChecklist[]
}

/** The text of a file, item by item. Throws MalformedChecklist where more than an item is wrong, NewerChecklist. */
export function parseSorted(json: string): Sorted[] {
  mustBeSmall(json)
  const value = parsedJson(json)
  refuseNewer(value)
  const file = v.safeParse(sortedFileSchema, value)
  if (!file.success) throw fromIssue(file.issues[0])
  refuseTwins(file.output.checklists)
  return file.output.checklists.map(({ item, ...rest }) => sorted(rest, item))
}

/** The items that fit, each after those before it; what asks about one that was refused is refused as well. */
export function sorted(rest: Omit<Checklist, 'item'>, items: readonly unknown[]): Sorted {
  const taken: Item[] = []
  const refused: MalformedChecklist[] = []
  items.forEach((value, at) => {
    const item = fitting(rest, taken, value, at)
    if (item instanceof MalformedChecklist) refused.push(item)
    else taken.push(item)
  })
  const asksNothing = enabled(taken, {}).length === 0
  if (asksNothing && taken.length > 0)
    refused.push(new MalformedChecklist(rest.id, '', 'item', NOTHING_ASKED))
  return { checklist: asksNothing ? null : { ...rest, item: taken }, refused }
}

function fitting(
  rest: Omit<Checklist, 'item'>,
  taken: readonly Item[],
  value: unknown,
  at: number,
): Item | MalformedChecklist {
  const name = nameOf(value, 'linkId', String(at))
  if (taken.length === limits.items)
    return new MalformedChecklist(rest.id, name, 'item', `more than ${limits.items} questions`)
  const read = v.safeParse(itemSchema, value)
  if (!read.success) {
    const [issue] = read.issues
    return new MalformedChecklist(rest.id, name, v.getDotPath(issue) ?? 'item', issue.message)
  }
  const fault = contradictionAfter(read.output, taken)
  return fault ? new MalformedChecklist(rest.id, name, ...fault) : read.output
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

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new MalformedChecklist('', '', 'file', `not JSON: ${String(cause)}`)
  }
}

function refuseNewer(value: unknown): void {
  const head = v.safeParse(v.object({ format: v.number() }), value)
  if (head.success && head.output.format > format) throw new NewerChecklist(head.output.format)
}

interface Issue {
  readonly message: string
  readonly path?: readonly { readonly key: unknown; readonly value: unknown }[] | undefined
}

/** Where valibot stopped, in the words of a checklist. An item without a usable linkId is named by its place. */
function fromIssue(issue: Issue): MalformedChecklist {
  const path = issue.path ?? []
  const keys = path.map((step) => String(step.key))
  const named = (depth: number, key: string): string =>
    path.length > depth ? nameOf(path[depth]?.value, key, keys[depth]) : ''
  const field = keys.slice(keys[2] === 'item' && keys.length > 4 ? 4 : keys.length > 2 ? 2 : 0).join('.')
  return new MalformedChecklist(named(1, 'id'), named(3, 'linkId'), field || 'file', issue.message)
}

function nameOf(part: unknown, key: string, place: string | undefined): string {
  const named = v.safeParse(v.looseObject({ [key]: v.string() }), part)
  const name = named.success ? named.output[key] : undefined
  return name ?? `number ${Number(place) + 1}`
}
