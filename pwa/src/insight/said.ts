/** What a person said to a signal so far: read for its page, from the same writes that the fold reads. Pure. */
import type { PracticeDay } from '../checklists/practiceDay.ts'
import { noteIn } from '../journal/entry.ts'
import { resolve, type Write } from '../protocol/merge.ts'
import { eventsOf } from './events.ts'
import type { Answer, Signal } from './signal.ts'

export interface Said {
  /** Of the object that was written; what `takeBack` takes. */
  readonly id: string
  readonly answer: Answer
  readonly day: PracticeDay
  readonly until: PracticeDay | null
  readonly reason: string
}

/** Answers given while it was open, earliest first. `answers`: the journal's objects of the kind `signal`. */
export function saidTo(
  { rule, openedAt, closed }: Pick<Signal, 'rule' | 'openedAt' | 'closed'>,
  answers: ReadonlyMap<string, readonly Write[]>,
): Said[] {
  const found = [...answers].flatMap(([id, writes]) =>
    eventsOf('signal', id, writes).events.flatMap((event) => {
      if (event.what !== 'answered' || event.rule !== rule.id || event.at < openedAt) return []
      if (closed !== null && event.at > closed.at) return []
      const { answer, day, until, at } = event
      return [{ at, said: { id, answer, day, until, reason: reasonIn(writes) } }]
    }),
  )
  return found.sort((one, other) => (one.at < other.at ? -1 : 1)).map(({ said }) => said)
}

function reasonIn(writes: readonly Write[]): string {
  return noteIn(resolve(writes).fields.get('reason')?.value ?? null)
}
