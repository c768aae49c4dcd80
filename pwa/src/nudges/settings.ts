/** The hours that a person chose, in the journal: every phone of theirs goes by them (PROTOCOL 4.2). */
import type { Journal } from '../journal/journal.ts'
import { currentFields } from '../journal/entry.ts'
import type { Members, Op, Value } from '../protocol/change.ts'
import { put as putHere } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { isHour, type Pattern } from './hours.ts'
import { FIRST_PATTERN } from './kept.ts'

export type Chosen = Omit<Pattern, 'minutes'>

export interface SettingParts {
  readonly journal: Pick<Journal, 'objects' | 'follow'>
  readonly put: (ops: readonly Op[]) => Promise<unknown>
}

const SETTING = 'nudges'
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const WEEK = [0, 1, 2, 3, 4, 5, 6]

/** As the journal says it; whatever it does not say, or says in a form of a later app, is as at first. */
export function chosenIn(journal: Pick<Journal, 'objects'>): Chosen {
  const fields = currentFields(journal.objects('setting').get(SETTING) ?? [])
  const hours = [time(fields['hour.1']), time(fields['hour.2'])].filter((hour) => hour !== null)
  const { quietFrom, quietTo } = FIRST_PATTERN
  return {
    hours: hours.length === 0 ? FIRST_PATTERN.hours : [...new Set(hours)].sort(),
    restDays: WEEK.filter((day) => fields[`rest.${day}`] === true),
    quietFrom: time(fields['quiet-from']) ?? quietFrom,
    quietTo: time(fields['quiet-to']) ?? quietTo,
  }
}

/** What is wrong with a choice, for people; null if nothing is. */
export function faultOf({ hours, restDays, ...quiet }: Chosen): 'hour-quiet' | 'no-day' | null {
  if (!hours.every((hour) => isHour(hour, quiet))) return 'hour-quiet'
  return restDays.length === WEEK.length ? 'no-day' : null
}

/** Keeps a choice. Throws a RangeError for one that has a fault, and `storage-…` problems; nothing is written then. */
export async function choose(to: Chosen, { journal, put }: SettingParts): Promise<void> {
  if (faultOf(to) !== null) throw new RangeError('no such hours')
  const [one = null, other = null] = to.hours
  const rest = WEEK.map((day): [string, Value] => [`rest.${day}`, to.restDays.includes(day) || null])
  const wanted: Members = {
    'hour.1': one,
    'hour.2': other,
    'quiet-from': to.quietFrom,
    'quiet-to': to.quietTo,
    ...Object.fromEntries(rest),
  }
  const before = currentFields(journal.objects('setting').get(SETTING) ?? [])
  const set = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => (before[name] ?? null) !== value),
  )
  if (Object.keys(set).length === 0) return
  await shown(put([{ kind: 'setting', id: SETTING, set }]))
  await journal.follow()
}

export const putSetting = (ops: readonly Op[]): Promise<unknown> => putHere(ops)

function time(value: Value | undefined): string | null {
  return typeof value === 'string' && TIME.test(value) ? value : null
}
