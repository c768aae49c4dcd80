/** The way out when storage fails: one check's answers as a file that anyone can read, and that says so. */
import type { Response } from '../checklists/answering.ts'
import type { Checklist } from '../checklists/definition.ts'
import { saveFile, type Saved } from '../platform/files.ts'

const WARNING =
  'Not encrypted: whoever has this file can read it. Delete it once the answers are in your journal.'

export async function saveToFile(response: Response, checklist: Checklist): Promise<Saved> {
  const name = `plumbline-${response.checklist}-${response.day}.json`
  return saveFile(new File([asText(response, checklist)], name, { type: 'application/json' }))
}

/** The answers with the questions they were given to, so that the file explains itself. */
export function asText(response: Response, checklist: Checklist): string {
  const read = checklist.item.flatMap((item) => {
    const code = response.answers[item.linkId]
    const display = item.answerOption.find((option) => option.code === code)?.display
    return code === undefined ? [] : [{ linkId: item.linkId, text: item.text, answer: { code, display } }]
  })
  return `${JSON.stringify({ format: 'plumbline-answers', warning: WARNING, ...response, read }, null, 2)}\n`
}
