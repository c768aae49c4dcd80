/** What came with the app: rules rest on its questions and answers, so they can be worded anew and not taken away. */
import { shipped } from './shipped.ts'

const codes = new Map<string, ReadonlySet<string>>()
for (const { item } of shipped)
  for (const { linkId, answerOption } of item)
    codes.set(linkId, new Set([...(codes.get(linkId) ?? []), ...answerOption.map(({ code }) => code)]))
const ids = new Set(shipped.map(({ id }) => id))

export function isShippedChecklist(id: string): boolean {
  return ids.has(id)
}

export function isShippedItem(linkId: string): boolean {
  return codes.has(linkId)
}

export function isShippedOption(linkId: string, code: string): boolean {
  return codes.get(linkId)?.has(code) === true
}
