/** From now on the copy of the contacts that a locked phone may open is kept as the journal says. */
import { knownWhenLocked, followJournal } from '../../consult/knownWhenLocked.ts'

// What cannot be read now is read when the journal opens: it has it all.
knownWhenLocked.load().catch(() => undefined)
followJournal()
