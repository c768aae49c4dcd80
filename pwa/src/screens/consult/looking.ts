/** Looks at a check that was just saved: with all that came before while the journal is open, else by itself. */
import { knownWhenLocked } from '../../consult/knownWhenLocked.ts'
import { noticed, raisedByAlone } from '../../insight/noticed.ts'
import type { Signal } from '../../insight/signal.ts'
import { journal } from '../../journal/journal.ts'
import type { SavedCheck } from '../savedCheck.ts'
import '../../words/late.ts'
import { shownAfter } from './pressing.ts'
import './whenLocked.ts'

/** Whether there is anything to show of it at once. */
export async function isAnythingShown(saved: SavedCheck): Promise<boolean> {
  if (journal.current.kind === 'open') {
    await journal.follow()
    await noticed.settled()
  } else await knownWhenLocked.load().catch(() => undefined) // without it no rule counts as switched off
  return shownAfter(saved.response.checklist, raisedBy(saved)).length > 0
}

/** What it raised, as far as can be told now. */
export function raisedBy({ entry, response }: SavedCheck): readonly Signal[] {
  const { current } = noticed
  return current.kind === 'ready'
    ? current.raisedBy(entry)
    : raisedByAlone(response, knownWhenLocked.current.rulesOff)
}
