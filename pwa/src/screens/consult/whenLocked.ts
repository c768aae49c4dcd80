/** From now on the copies of what a locked phone may know, and may ask, are kept as the journal says. */
import { knownWhenLocked, followJournal } from '../../consult/knownWhenLocked.ts'
import { followJournal as followChecklists } from '../../journal/ownChecklists.ts'

// What cannot be read now is read when the journal opens: it has it all.
knownWhenLocked.load().catch(() => undefined)
followJournal()
followChecklists()
