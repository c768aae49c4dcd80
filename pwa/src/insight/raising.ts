/** A signal as it opens, and as it is once more answers have joined it. Pure. */
import type { Held } from './conditions.ts'
import type { DayNumber } from './dayNumbers.ts'
import type { Checked } from './events.ts'
import type { Given } from './history.ts'
import type { News, Raised } from './ledger.ts'
import type { Rule } from './rule.ts'

const JOINED_MOST = 40

/** What opens it: at which clock, by what it is known, and the check, if one did. */
export interface Opening {
  readonly held: Held
  readonly at: string
  readonly key: string
  readonly check: Checked | null
}

export function opened(rule: Rule, day: DayNumber, { held, at, key, check }: Opening): Raised {
  return {
    rule,
    key: `${rule.id}.${key}`,
    opened: day,
    openedAt: at,
    latestMs: check?.aboutMs ?? null,
    causes: held.answers,
    joined: [],
    belongs: new Set(held.answers),
    subjects: held.subjects,
    raisedIn: check ? [check.object] : [],
    news: check ? [newsOf(check)] : [],
    said: null,
    snoozes: 0,
    closed: null,
  }
}

/** With answers that were given while it was open. */
export function joined(open: Raised, added: readonly Given[]): Raised {
  return { ...open, joined: lastOf([...open.joined, ...added]) }
}

/** Fired once more by a check. What was said to an act-now before was said before this answer: it asks again. */
export function firedAnew(open: Raised, { object, device, counter, aboutMs }: Checked): Raised {
  const unheard = open.rule.level === 'act-now' ? { said: null, snoozes: 0 } : {}
  return {
    ...open,
    ...unheard,
    latestMs: Math.max(aboutMs, open.latestMs ?? aboutMs),
    raisedIn: lastOf([...open.raisedIn.filter((entry) => entry !== object), object]),
    news: lastOf([...open.news, { device, counter }]),
  }
}

/** With more signals or consultations that it tells of. */
export function toldMore(open: Raised, { subjects, answers }: Held): Raised {
  return { ...joined(open, answers), subjects: [...open.subjects, ...subjects] }
}

function newsOf({ device, counter }: Checked): News {
  return { device, counter }
}

/** What is open for years would otherwise grow with every check. */
function lastOf<One>(all: readonly One[]): readonly One[] {
  return all.length > JOINED_MOST ? all.slice(-JOINED_MOST) : all
}
