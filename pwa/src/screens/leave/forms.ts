/** The journal as files, as the screen asks for them: what is open here, in the words of this app. */
import { shipped } from '../../checklists/shipped.ts'
import { journal } from '../../journal/journal.ts'
import type { Watch } from '../../leave/bundle.ts'
import { exportJournal } from '../../leave/bundle.ts'
import { LeaveProblem } from '../../leave/problems.ts'
import { backupFile, readableFiles, type Form, type Leaving } from '../../leave/readable.ts'
import { words } from '../../words/words.ts'

/** Files that anyone can read, the one that can be restored whole first. */
export const readable: readonly Form[] = ['json', 'csv', 'markdown', 'fhir']

/** `passphrase`: of an age backup. Throws what each form throws. */
export async function filesAs(
  form: Form | 'sealed' | 'age',
  day: string,
  passphrase: string,
  watch: Watch,
): Promise<readonly File[]> {
  if (form === 'sealed') return [await exportJournal(day, watch)]
  if (form === 'age') return [await backupFile(openJournal(day), passphrase, watch)]
  return readableFiles(form, openJournal(day), { checklists: shipped, headings: headings() })
}

function openJournal(day: string): Leaving {
  const { state } = journal
  if (state === null) throw new LeaveProblem('nothing-to-export')
  return { state, day }
}

function headings(): Parameters<typeof readableFiles>[2]['headings'] {
  return {
    title: words('leave.pages.title'),
    entries: words('leave.pages.entries'),
    consultation: words('leave.pages.consultations'),
    worksheet: words('leave.pages.worksheets'),
    reflection: words('leave.pages.reflections'),
  }
}
