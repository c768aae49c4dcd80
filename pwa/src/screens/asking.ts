/** Which check a route means, how it is asked, and what of it is on the screen. Pure. */
import { afterSession, enabled, longerLook, shortDay } from '../checklists/answering.ts'
import { newest, type Answers, type Checklist, type Item } from '../checklists/definition.ts'
import type { PracticeDay, When } from '../checklists/practiceDay.ts'
import { shipped } from '../checklists/shipped.ts'

export type Way = '' | 'short' | 'yesterday' | 'weekly' | 'monthly'

/** What the person is asked: pages of items, and what waits behind More. */
export interface Pages {
  readonly pages: readonly (readonly Item[])[]
  readonly more: readonly Item[]
  /** The item that takes its turn today. */
  readonly rotating: Item | undefined
}

const WAYS: readonly string[] = ['short', 'yesterday', 'weekly', 'monthly']

export function shippedChecklist(id: string): Checklist | undefined {
  return newest(shipped, id)
}

export function wayOf(checklist: string, way: string): Way {
  if (checklist === 'review') return way === 'monthly' ? 'monthly' : 'weekly'
  return isWay(way) && checklist === 'daily' && way !== 'weekly' && way !== 'monthly' ? way : ''
}

function isWay(way: string): way is Way {
  return WAYS.includes(way)
}

export function whenOf(way: Way): When {
  return way === 'yesterday' ? 'yesterday' : 'now'
}

/** The catalogue's id for the title of a check that is shipped. */
export function titleOf(checklist: string, way: Way): string {
  return `check.title.${way || checklist}`
}

/** All that is asked of this check, given the answers so far. `turn` counts after-session checks. */
export function asked(
  checklist: Checklist,
  way: Way,
  answers: Answers,
  { turn, day }: { turn: number; day: PracticeDay },
): Pages {
  if (way === 'weekly' || way === 'monthly') {
    return { pages: longerLook(checklist, way, answers), more: [], rotating: undefined }
  }
  if (way === 'short') return { pages: [shortDay(checklist.item, day)], more: [], rotating: undefined }
  if (checklist.id !== 'after-session') {
    return { pages: [enabled(checklist.item, answers)], more: [], rotating: undefined }
  }
  const { shown, rotating, more } = afterSession(checklist, turn, answers)
  const atOnce = checklist.item.filter((item) => shown.includes(item) || item === rotating)
  return { pages: [atOnce], more, rotating }
}
