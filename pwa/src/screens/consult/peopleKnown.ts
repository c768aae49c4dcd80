/** Whom the app may name now: the journal's contacts while it is open, else what the person allows a locked phone. */
import { contacts, type Contact } from '../../consult/contacts.ts'
import { knownWhenLocked } from '../../consult/knownWhenLocked.ts'
import { journal } from '../../journal/journal.ts'

/** Null where nobody may be named before unlocking. */
export function peopleKnown(): readonly Contact[] | null {
  return journal.current.kind === 'open' ? contacts() : knownWhenLocked.current.contacts
}
