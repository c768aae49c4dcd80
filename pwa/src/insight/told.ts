/** Whether stories hold of a set of rules: for the tests of the rules, and for those that break rules on purpose. */
import { lastDayOf, lifeOf, shifted, type Life } from './cast.ts'
import { moreStories } from './moreStories.ts'
import type { Rule } from './rule.ts'
import type { Signal } from './signal.ts'
import { stories } from './stories.ts'
import { timeMsOf } from '../protocol/hlc.ts'

export interface Claim {
  readonly rule: string
  readonly line: string
  readonly verb: string
  readonly about: string
  readonly story: string
  /** Of `again`: what closes it in between. */
  readonly close: string
}

/** Rules that stories open, so that others have something to speak of. */
const COMPANY = ['second-mind', 'danger-now', 'paperwork-behind', 'act-now-follow-up']
const isCompany = (id: string, hides: readonly string[], rule: string): boolean =>
  COMPANY.includes(id) && !hides.includes(rule)
const HOUR_MS = 3_600_000

export const claims: readonly Claim[] = Object.entries({ ...stories, ...moreStories }).flatMap(
  ([rule, told]) => told.trim().split('\n').map((line) => claimOf(rule, line.trim())), // prettier-ignore
)

/** What is wrong with a claim under these rules; null if it holds. */
export function broken(claim: Claim, rules: readonly Rule[]): string | null {
  const { rule, verb, about, story, close } = claim
  const few = rules.filter(({ id, hides }) => id === rule || id === about || isCompany(id, hides, rule))
  const on = (told: string, id = rule): readonly Signal[] => lived(told).of(id, lastDayOf(told), few)
  const isOpen = (told: string): boolean => on(told).some(({ state }) => state !== 'closed')
  switch (verb) {
    case 'is':
      return null
    case 'fires':
      return firing(on(story), Number(about))
    case 'quiet':
      return on(story).length === 0 ? null : 'it was raised'
    case 'rests':
      return on(story).length > 0 && !isOpen(story) ? null : 'it is open'
    case 'closes':
      return closed(on(story), about)
    case 'stays':
      return isOpen(story) ? null : 'it is not open'
    case 'hides':
      if (!isOpen(story)) return 'it is not open'
      return on(story, about).length === 0 ? null : `${about} was raised`
    case 'again':
      return again(story, close, Number(about), isOpen)
    default:
      return `no such claim: ${verb}`
  }
}

/** How loud a rule is, and until when, in the words of its story. */
export function standing({ rule, about }: Claim, rules: readonly Rule[]): string | null {
  const [level = '', due = ''] = about.split(' ')
  const fires = claims.find((one) => one.rule === rule && one.verb === 'fires')
  if (!fires) return 'it never fires'
  const few = rules.filter(({ id, hides }) => id === rule || isCompany(id, hides, rule))
  const [signal] = lived(fires.story).of(rule, lastDayOf(fires.story), few)
  if (signal?.level !== level) return `it is ${signal?.level ?? 'not there'}`
  const wanted =
    due === 'never' ? null : new Date(timeMsOf(signal.openedAt) + Number(due) * HOUR_MS).toISOString()
  return signal.due === wanted ? null : `it is due ${String(signal.due)}`
}

const lives = new Map<string, Life>()

/** Told once: the same story is asked of many rules. */
function lived(story: string): Life {
  const life = lives.get(story) ?? lifeOf(story)
  lives.set(story, life)
  return life
}

function firing(signals: readonly Signal[], causes: number): string | null {
  const open = signals.filter(({ state }) => state !== 'closed')
  if (open.length !== 1) return `${open.length} are open`
  return open[0]?.causes.length === causes ? null : `it rests on ${open[0]?.causes.length ?? 0} answers`
}

function closed(signals: readonly Signal[], by: string): string | null {
  if (signals.length !== 1) return `${signals.length} were raised`
  return signals[0]?.closed?.by === by ? null : `it was closed by ${signals[0]?.closed?.by ?? 'nothing'}`
}

function again(
  story: string,
  close: string,
  days: number,
  isOpen: (story: string) => boolean,
): string | null {
  const last = lastDayOf(story)
  const once = `${story}; ${last} ${close}`
  if (isOpen(once)) return 'it does not close'
  if (!isOpen(`${once}; ${shifted(story, days)}`)) return `it does not open after ${days} days`
  return days > 0 && isOpen(`${once}; ${shifted(story, days - 1)}`) ? 'it opens a day early' : null
}

function claimOf(rule: string, line: string): Claim {
  const [head = '', story = '', close = ''] = line.split('|').map((part) => part.trim())
  const [verb = '', ...about] = head.split(' ')
  return { rule, line, verb, about: about.join(' '), story, close }
}
