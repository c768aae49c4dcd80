/** From now on the copy of what a locked phone may know is kept as the journal says. */
import { knownWhenLocked, followJournal } from '../../consult/knownWhenLocked.ts'

// What cannot be read now is read when the journal opens: it has it all.
knownWhenLocked.load().catch(() => undefined)
followJournal()
