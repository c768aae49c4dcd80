/** What the screen of the record reads from the journal, and what there is to tick. */
import { wordsOf } from '../../leave/definitions.ts'
import type { Row } from '../../leave/record.ts'
import type { Say } from '../../leave/recordFiles.ts'
import { isDay } from '../../insight/dayNumbers.ts'
import { monthOf, type PracticeMonth } from '../../journal/months.ts'
import { lastMonths } from '../../insight/months.ts'
import type { Journal } from '../../journal/journal.ts'
import { readable } from '../../journal/readable.ts'
import type { Objects } from '../../protocol/journalJson.ts'
import { hasWords, words } from '../../words/words.ts'

const KINDS = ['consultation', 'reflection', 'entry'] as const
const YEAR = 12

/** A note of a check that can be ticked. */
export interface NoteToTick {
  readonly id: string
  readonly day: string
  readonly text: string
}

/** What a record can be made of; nothing while the journal is closed. */
export function objectsIn(journal: Pick<Journal, 'objects'> | null): Objects {
  if (journal === null) return new Map()
  return new Map(KINDS.map((kind) => [kind, new Map(readable(journal.objects(kind)))]))
}

/** Every month from the first that anything is known of, of a year at least, up to this one. */
export function monthsIn(objects: Objects, now: PracticeMonth): readonly PracticeMonth[] {
  const days = [...objects.values()].flatMap((byId) =>
    [...byId.values()].flatMap(({ day, date }) =>
      [day, date].filter((one): one is string => typeof one === 'string' && isDay(one)),
    ),
  )
  const first = days.map(monthOf).reduce((least, month) => (month < least ? month : least), now)
  const count = (Number(now.slice(0, 4)) - Number(first.slice(0, 4))) * YEAR
  const more = Number(now.slice(5)) - Number(first.slice(5)) + 1
  return lastMonths(now, Math.max(YEAR, count + more))
}

/** Those of the span, the earliest first. */
export function notesIn(objects: Objects, first: PracticeMonth, last: PracticeMonth): readonly NoteToTick[] {
  const notes = [...(objects.get('entry') ?? [])].flatMap(([id, { day, note }]): NoteToTick[] => {
    const text = wordsOf(note)
    if (text === '' || typeof day !== 'string' || !isDay(day)) return []
    return first <= monthOf(day) && monthOf(day) <= last ? [{ id, day, text }] : []
  })
  return notes.sort((one, other) => (one.day < other.day ? -1 : 1))
}

/** Every text that would leave. */
export function textsIn(rows: readonly Row[]): readonly string[] {
  const texts = rows.flatMap(({ learning, action, answers }) => [
    learning,
    action,
    ...answers.map(([, text]) => text),
  ])
  return texts.filter((text) => text !== '')
}

export const sayIfThere: Say = (id, values) => (hasWords(id) ? words(id, values) : null)
