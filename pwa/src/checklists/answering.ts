/**
 * What is asked next, and what an answered checklist becomes. Pure: time, zone and turn are given.
 */
import type { Answers, Checklist, Condition, Item } from './definition.ts'
import type { PracticeDay } from './practiceDay.ts'

/** An answered checklist; the shape of a FHIR QuestionnaireResponse with its practice day. */
export interface Response {
  readonly checklist: string
  readonly version: number
  readonly day: PracticeDay
  /** IANA name of the zone the person was in. */
  readonly zone: string
  /** RFC 3339, UTC. */
  readonly authored: string
  readonly answers: Answers
  readonly note?: string
}

export interface Draft {
  readonly checklist: Checklist
  readonly answers: Answers
  readonly note?: string
  /** The instant the answers are about, in milliseconds. */
  readonly at: number
  readonly day: PracticeDay
  readonly zone: string
}

export interface Layout {
  /** Asked at once. */
  readonly shown: readonly Item[]
  /** One more that takes its turn, so that every domain comes up. */
  readonly rotating: Item | undefined
  /** Behind "more". */
  readonly more: readonly Item[]
}

/**
 * The items that are asked, given these answers (FHIR R4 enableWhen, enableBehavior).
 *
 * The answer of an item that is itself not asked does not count, however it came there. One that is switched off is
 * not asked.
 */
export function enabled(items: readonly Item[], answers: Answers): Item[] {
  const counted = new Map<string, string>()
  return items.filter((item) => {
    if (item.off === true || !isEnabled(item, counted)) return false
    const answer = answerTo(item, answers)
    if (answer !== undefined) counted.set(item.linkId, answer)
    return true
  })
}

/** The answers that count: to items that are asked, with a code the item has. */
function keptAnswers(items: readonly Item[], answers: Answers): Answers {
  return Object.fromEntries(
    enabled(items, answers).flatMap((item) => {
      const answer = answerTo(item, answers)
      return answer === undefined ? [] : [[item.linkId, answer]]
    }),
  )
}

/**
 * The after-session check: its core items, one of the others in turn, the rest behind "more".
 *
 * `turn` counts the after-session checks so far. An item with a condition waits for it, then joins those
 * shown, so that a question which follows from an answer never hides behind "more". Without core items all
 * items are shown.
 */
export function afterSession(checklist: Checklist, turn: number, answers: Answers = {}): Layout {
  const asked = enabled(checklist.item, answers)
  const core = asked.filter((item) => item.core)
  if (core.length === 0) return { shown: asked, rotating: undefined, more: [] }
  const followed = asked.filter((item) => !item.core && item.enableWhen)
  const others = asked.filter((item) => !item.core && !item.enableWhen)
  const rotating = others[turn % Math.max(others.length, 1)]
  return {
    shown: [...core, ...followed],
    rotating,
    more: others.filter((item) => item !== rotating),
  }
}

/**
 * Two items for a short day: two answers and Save are its three taps.
 *
 * Today's number picks one from the first half and its counterpart from the second, so that in as many days
 * as half the items every one of them has come up; the daily check is written with its halves matched.
 * Items with a condition are left out: their turn could never be relied on.
 */
export function shortDay(items: readonly Item[], day: PracticeDay): Item[] {
  const plain = items.filter((item) => !item.enableWhen && item.off !== true)
  const half = Math.ceil(plain.length / 2)
  const turn = half === 0 ? 0 : dayNumber(day) % half
  return [plain[turn], plain[turn + half]].filter((item) => item !== undefined)
}

/** The longer look: its weekly part, or all of it once a month; in pages of at most 12, to be resumed. */
export function longerLook(checklist: Checklist, cadence: 'weekly' | 'monthly', answers: Answers): Item[][] {
  const items = enabled(checklist.item, answers).filter(
    (item) => cadence === 'monthly' || item.cadence !== 'monthly',
  )
  const pages = Math.ceil(items.length / 12)
  const size = Math.ceil(items.length / Math.max(pages, 1))
  return Array.from({ length: pages }, (_, page) => items.slice(page * size, (page + 1) * size))
}

/** What is saved: only answers to items that are still asked, and the note if there is one. */
export function complete(draft: Draft): Response {
  const { checklist, day, zone } = draft
  const note = draft.note?.trim() ?? ''
  return {
    checklist: checklist.id,
    version: checklist.version,
    day,
    zone,
    authored: new Date(draft.at).toISOString(),
    answers: keptAnswers(checklist.item, draft.answers),
    ...(note === '' ? {} : { note }),
  }
}

function isEnabled(item: Item, counted: ReadonlyMap<string, string>): boolean {
  if (!item.enableWhen) return true
  const met = (condition: Condition): boolean => isMet(condition, counted.get(condition.question))
  return item.enableBehavior === 'all' ? item.enableWhen.every(met) : item.enableWhen.some(met)
}

/** FHIR R4 questionnaire-enable-operator: `!=` is true as well where nothing was answered. */
function isMet(condition: Condition, answer: string | undefined): boolean {
  switch (condition.operator) {
    case '=':
      return answer === condition.answer
    case '!=':
      return answer !== condition.answer
    case 'exists':
      return (answer !== undefined) === condition.answer
  }
}

function answerTo(item: Item, answers: Answers): string | undefined {
  if (!Object.hasOwn(answers, item.linkId)) return undefined
  const answer = answers[item.linkId]
  return item.answerOption.some((option) => option.code === answer) ? answer : undefined
}

function dayNumber(day: PracticeDay): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
}
