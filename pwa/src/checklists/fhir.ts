/**
 * A person's own questionnaire in (FHIR R4 Questionnaire); what they answered goes out by leave/fhirBundle.ts.
 *
 * Only single choice from a list is read, as that is what a checklist can ask; groups are flattened, and
 * whatever else a Questionnaire holds is refused with the item named rather than left out unseen.
 */
import * as v from 'valibot'

import { limits } from './definition.ts'
import { mustBeSmall, sorted, type Sorted } from './fromFile.ts'
import { MalformedChecklist } from './problems.ts'

const ordinalUrl = 'http://hl7.org/fhir/StructureDefinition/ordinalValue'

const extensions = v.optional(
  v.array(v.looseObject({ url: v.string(), valueDecimal: v.optional(v.number()) })),
  [],
)
const coding = v.looseObject({
  code: v.string(),
  display: v.optional(v.string()),
  extension: extensions,
})
const itemSchema = v.looseObject({
  linkId: v.string(),
  text: v.optional(v.string()),
  type: v.string(),
  repeats: v.optional(v.boolean()),
  answerValueSet: v.optional(v.string()),
  answerOption: v.optional(
    v.array(
      v.looseObject({
        valueCoding: v.optional(coding),
        valueString: v.optional(v.string()),
        extension: extensions,
      }),
    ),
  ),
  enableWhen: v.optional(
    v.array(
      v.looseObject({
        question: v.string(),
        operator: v.string(),
        answerCoding: v.optional(coding),
        answerString: v.optional(v.string()),
        answerBoolean: v.optional(v.boolean()),
      }),
    ),
  ),
  enableBehavior: v.optional(v.string()),
  item: v.optional(v.array(v.unknown())),
})
const questionnaireSchema = v.looseObject({
  resourceType: v.literal('Questionnaire'),
  id: v.optional(v.string()),
  url: v.optional(v.string()),
  title: v.optional(v.string()),
  name: v.optional(v.string()),
  version: v.optional(v.string()),
  copyright: v.optional(v.string()),
  item: v.array(v.unknown()),
})

type FhirItem = v.InferOutput<typeof itemSchema>
type FhirOption = NonNullable<FhirItem['answerOption']>[number]
type FhirCondition = NonNullable<FhirItem['enableWhen']>[number]
/** What a Questionnaire gives: what fits, and what does not. */
export interface FromQuestionnaire extends Sorted {
  /** What the file says about rights of use; the person confirms that they may use it. */
  readonly copyright: string | undefined
}

/**
 * A person's own checklist from the text of a FHIR Questionnaire, item by item.
 *
 * Throws MalformedChecklist where more than an item is wrong.
 */
export function readQuestionnaire(json: string): FromQuestionnaire {
  mustBeSmall(json)
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), questionnaireSchema), json)
  if (!read.success) {
    throw new MalformedChecklist('', '', v.getDotPath(read.issues[0]) ?? 'file', read.issues[0].message)
  }
  const questionnaire = read.output
  const named = questionnaire.id ?? questionnaire.url?.split('/').at(-1)
  const title = titleIn(questionnaire.title, questionnaire.name, named)
  const id = ownId(named ?? title)
  if (questionnaire.item.length === 0) throw new MalformedChecklist(id, '', 'item', 'holds no question')
  const version = Number(/^[1-9]\d{0,8}$/.exec(questionnaire.version ?? '')?.[0] ?? 1)
  const items = flattened(questionnaire.item, id)
  const asked = items.flatMap((one) => (one instanceof MalformedChecklist ? [] : [one]))
  const own = items.map((one) => (one instanceof MalformedChecklist ? one : orRefusal(one, asked, id)))
  const fit = own.flatMap((one) => (one instanceof MalformedChecklist ? [] : [one]))
  const { checklist, refused } = sorted({ id, version, title }, fit)
  const unfit = own.flatMap((one) => (one instanceof MalformedChecklist ? [one] : []))
  return { checklist, refused: [...unfit, ...refused], copyright: questionnaire.copyright }
}

/** A title is no must in FHIR, and often long. */
function titleIn(...names: readonly (string | undefined)[]): string {
  const title = names.find((name) => name !== undefined && name.trim() !== '')?.trim() ?? 'Questionnaire'
  return title.length <= limits.titleLength ? title : `${title.slice(0, limits.titleLength - 1)}…`
}

function orRefusal(
  item: FhirItem,
  items: readonly FhirItem[],
  checklist: string,
): Record<string, unknown> | MalformedChecklist {
  try {
    return ownItem(item, items, checklist)
  } catch (problem) {
    if (problem instanceof MalformedChecklist) return problem
    throw problem
  }
}

/** Items in the order they are read; a group gives its condition to members that have none of their own. */
function flattened(
  items: readonly unknown[],
  checklist: string,
  above?: FhirItem,
): (FhirItem | MalformedChecklist)[] {
  return items.flatMap((value, index) => {
    const read = v.safeParse(itemSchema, value)
    if (!read.success) {
      const field = v.getDotPath(read.issues[0]) ?? 'item'
      const named = v.safeParse(v.looseObject({ linkId: v.string() }), value)
      const name = named.success ? named.output.linkId : `number ${index + 1}`
      return [new MalformedChecklist(checklist, name, field, read.issues[0].message)]
    }
    const item = under(read.output, checklist, above)
    if (item instanceof MalformedChecklist) return [item]
    const nested = flattened(item.item ?? [], checklist, item.type === 'group' ? item : above)
    return item.type === 'group' ? nested : [item, ...nested]
  })
}

function under(
  item: FhirItem,
  checklist: string,
  above: FhirItem | undefined,
): FhirItem | MalformedChecklist {
  if (!above?.enableWhen) return item
  if (item.enableWhen)
    return new MalformedChecklist(checklist, item.linkId, 'enableWhen', 'its group has a condition as well')
  return { ...item, enableWhen: above.enableWhen, enableBehavior: above.enableBehavior }
}

function ownItem(item: FhirItem, items: readonly FhirItem[], checklist: string): Record<string, unknown> {
  const refuse = (field: string, reason: string): never => {
    throw new MalformedChecklist(checklist, item.linkId, field, reason)
  }
  if (item.type !== 'choice') refuse('type', `${item.type} is not supported, only choice and group`)
  if (item.repeats) refuse('repeats', 'several answers to one question are not supported')
  if (item.answerValueSet !== undefined) refuse('answerValueSet', 'the options must stand in the file')
  const options = item.answerOption ?? []
  return {
    linkId: item.linkId,
    text: item.text ?? '',
    type: 'choice',
    answerOption: options.map((option, index) => {
      const display = option.valueCoding?.display ?? option.valueCoding?.code ?? option.valueString
      if (display === undefined) refuse('answerOption', 'only valueCoding and valueString are supported')
      return { code: codeOf(option, index), display, ordinal: ordinalOf(option) }
    }),
    ...(item.enableWhen && { enableWhen: item.enableWhen.map((one) => ownCondition(one, items)) }),
    ...(item.enableBehavior !== undefined && { enableBehavior: item.enableBehavior }),
  }
}

function ownCondition(condition: FhirCondition, items: readonly FhirItem[]): Record<string, unknown> {
  const { question, operator, answerCoding, answerString, answerBoolean } = condition
  const options = items.find((item) => item.linkId === question)?.answerOption ?? []
  const index = options.findIndex((option) => option.valueString === answerString)
  const option = options[index]
  const code = answerString !== undefined && option ? codeOf(option, index) : answerString
  return { question, operator, answer: answerCoding?.code ?? answerBoolean ?? code }
}

/** A text has no code in FHIR; its place in the list serves, as options of one version never move. */
function codeOf(option: FhirOption, index: number): string {
  return option.valueCoding?.code ?? `option-${index + 1}`
}

/** Only 0 to 3 means the same to us as to the file's author; any other number is no ordinal here. */
function ordinalOf(option: FhirOption): number | null {
  const all = [...option.extension, ...(option.valueCoding?.extension ?? [])]
  const ordinal = all.find((one) => one.url === ordinalUrl)?.valueDecimal
  return ordinal !== undefined && [0, 1, 2, 3].includes(ordinal) ? ordinal : null
}

/** Never the id of a checklist we ship, today or later. */
function ownId(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') // prettier-ignore
  return `own-${plain.slice(0, 60) || 'checklist'}`
}
