/** Which texts of this room are looked through for what could point to a client, while they are written. */
import { fieldOf } from './shippedForms.ts'

/**
 * Whether a field, by its kind and name, is looked through: all that tells of the work. Names, numbers and procedures of
 * the person's own contacts are not: they are meant to name someone, and no client.
 */
export function asksForIdentifiers(kind: string, field: string): boolean {
  if (kind === 'worksheet') return field === 'title' || field.startsWith('step.')
  if (kind === 'consultation') return field.startsWith('agenda.') || fieldOf(field)?.checkIdentifiers === true
  if (kind === 'reflection') return field.startsWith('prompt.')
  return kind === 'signal' && field === 'reason'
}
