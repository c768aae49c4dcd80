/** The forms that come with the app, checked once at load. */
import file from '../../content/consultations.json' with { type: 'json' }
import { parseForms, type LogField } from './forms.ts'

export const forms = parseForms(file)

/** The codes one can choose from in a field of the log; none where it is no choice. */
export function codesOf(field: string): readonly string[] {
  return fieldOf(field)?.options ?? []
}

export function fieldOf(id: string): LogField | undefined {
  return forms.log.find((field) => field.id === id)
}
