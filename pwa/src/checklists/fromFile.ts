/** The checklists in a file's text: whole, or item by item. No phone needs it before a check can be answered. */
import * as v from 'valibot'

import { enabled } from './answering.ts'
import { contradictionAfter, NOTHING_ASKED, refuseTwins } from './contradictions.ts'
import {
  checked,
  fromIssue,
  head,
  itemSchema,
  limits,
  nameOf,
  refuseNewer,
  wholeFrom1,
  type Checklist,
  type Item,
} from './definition.ts'
import { MalformedChecklist } from './problems.ts'

const headSchema = v.strictObject({ ...head, item: v.pipe(v.array(v.unknown()), v.minLength(1)) })
const sortedFileSchema = v.strictObject({
  format: wholeFrom1,
  checklists: v.pipe(v.array(headSchema), v.minLength(1)),
})

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

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new MalformedChecklist('', '', 'file', `not JSON: ${String(cause)}`)
  }
}
