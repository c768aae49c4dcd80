/** What an entry is called in the journal, where "Today" would say the wrong day. */
import { wordingOf } from '../../journal/ownChecklists.ts'
import { hasWords, words } from '../../words/words.ts'

export function titleOf({ checklist, version }: { readonly checklist: string; readonly version: number }): string {
  const id = `journal.checklist.${checklist}`
  if (hasWords(id)) return words(id)
  return wordingOf(checklist, version)?.title ?? words('entry.unknown-checklist')
}
