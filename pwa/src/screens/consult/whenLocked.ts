/** From now on the copy of the contacts that a locked phone may open is kept as the journal says. */
import { contactsWhenLocked, followJournal } from '../../consult/contactsWhenLocked.ts'

// What cannot be read now is read when the journal opens: it has it all.
contactsWhenLocked.load().catch(() => undefined)
followJournal()
