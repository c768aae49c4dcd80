/**
 * The language of rules: what a rule is, as data. Every number is whole, so that a rule can stand in a change
 * (PROTOCOL 4): means of ordinals are compared in tenths.
 *
 * Days are practice days, and a window of n days has today in it.
 */
import * as v from 'valibot'

import { domains } from '../checklists/definition.ts'

/** The format this app reads. A later one may hold what it cannot tell, so it is never read in part. */
export const format = 1

export const limits = {
  rules: 100,
  parts: 12,
  codes: 24,
  depth: 6,
  conditions: 60,
  times: 60,
  days: 400,
  cooldownDays: 365,
  titleLength: 80,
  textLength: 300,
  fileBytes: 256 * 1024,
  // Well within one change, so that no file is taken in half.
  ruleBytes: 32 * 1024,
}

export const levels = ['note', 'consult', 'act-now'] as const

export const actions = [
  'own-emergency-number',
  'own-crisis-line',
  'call-supervisor-or-consultant',
  'call-professional-line',
  'insurer-or-legal-line',
  'call-someone-on-my-side',
  'colleague-assistance-line',
  'plan-cover-for-clients',
  'mark-reached-someone',
  'ask-again-in-one-hour',
  'plan-consultation',
  'log-consultation',
  'agenda',
  'decision-worksheet',
  'write-reflection',
  'plan-rest',
  'plan-learning',
  'consider-referral',
  'review-agreement',
  'review-caseload-mix',
  'check-own-breach-procedure',
  'check-client-record',
  'find-peer-group',
  'schedule-half-hour',
  'show-trend',
  'open-signal',
  'say-does-not-apply',
  'pause-reminders',
  ...domains.map((domain) => `read-learn:${domain}` as const),
] as const

/** What closes a signal. */
export const clears = [
  'consultation-logged-in-domain',
  'consultation-logged-any',
  'settled-by-person',
  'reached-someone',
  'does-not-apply',
  'answers-calm',
  'trend-level',
  'any-check',
  'no-open-signals',
  'outcome-written',
] as const

const id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'is not small letters, digits and hyphens'),
)
// As in checklists/definition.ts: begins with a letter or digit.
const code = v.pipe(v.string(), v.regex(/^[\p{L}\p{N}/][\p{L}\p{N}_./:-]{0,99}$/u))
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const times = whole(1, limits.times)
const days = whole(1, limits.days)
const within = v.strictObject({ days })
const text = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(limits.textLength))
const title = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(limits.titleLength))

const codes = v.pipe(v.array(code), v.minLength(1), v.maxLength(limits.codes))
/** These answers to this item. */
const selectorSchema = v.strictObject({ answer: code, in: codes })
const selectionSchema: v.GenericSchema<unknown, Selection> = v.lazy((input) =>
  has('any', input) ? v.strictObject({ any: some(selectorSchema) }) : selectorSchema,
)

const leaves = {
  /** True on the day the answer was given. */
  answer: selectorSchema,
  atLeast: v.strictObject({
    atLeast: times,
    within,
    of: selectionSchema,
    /** Matching answers, or different days with one. */
    count: v.picklist(['answers', 'days']),
  }),
  /** The last so many answers to the item all match, and the first of them lies in the window. */
  streak: v.strictObject({ streak: times, of: selectorSchema, within }),
  /** The mean ordinal of the recent days against that of the days before them. */
  trend: v.strictObject({
    trend: v.strictObject({
      item: code,
      recentDays: days,
      baselineDays: days,
      minRecent: times,
      minBaseline: times,
      worseByTenths: whole(1, 30),
      recentMeanAtLeastTenths: whole(0, 30),
    }),
  }),
  /** No consultation of the n days before today, or of today, is in the log, and the journal is at least as old. */
  sinceConsultation: v.strictObject({ sinceConsultation: within }),
  sinceCheckin: v.strictObject({ sinceCheckin: within }),
  /** A signal of another rule, of at least this level, has been open for n days. */
  openSignal: v.strictObject({
    openSignal: v.strictObject({ level: v.picklist(levels), days: whole(0, limits.days) }),
  }),
  /** "I have reached someone" closed a signal of at least this level n days ago, or earlier. */
  reached: v.strictObject({ reached: v.strictObject({ level: v.picklist(levels), days }) }),
  /** The next step of a logged consultation was due n days ago, and nothing is written of its outcome. */
  stepOpen: v.strictObject({ stepOpen: v.strictObject({ days: whole(0, limits.days) }) }),
} as const

export type Selector = v.InferOutput<typeof selectorSchema>
export type Selection = Selector | { readonly any: readonly Selector[] }
type Leaves = typeof leaves
export type CountOf = v.InferOutput<Leaves['atLeast']>
export type StreakOf = v.InferOutput<Leaves['streak']>
export type TrendOf = v.InferOutput<Leaves['trend']>['trend']
export type Condition =
  | v.InferOutput<Leaves[keyof Leaves]>
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

const noCondition: v.GenericSchema<unknown, Condition> = v.never('is no condition that this app knows')
// Chosen by the name that is there, so that what is wrong inside is named by its own place.
const conditionSchema: v.GenericSchema<unknown, Condition> = v.lazy((input) => {
  if (has('all', input)) return v.strictObject({ all: some(conditionSchema) })
  if (has('any', input)) return v.strictObject({ any: some(conditionSchema) })
  if (has('not', input)) return v.strictObject({ not: conditionSchema })
  const [, leaf] = Object.entries(leaves).find(([name]) => has(name, input)) ?? []
  return (leaf as v.GenericSchema<unknown, Condition> | undefined) ?? noCondition
})

function some<One>(of: v.GenericSchema<unknown, One>) {
  return v.pipe(v.array(of), v.minLength(1), v.maxLength(limits.parts))
}

function has(name: string, input: unknown): boolean {
  return typeof input === 'object' && input !== null && name in input
}

const clearsSchema = v.strictObject({
  any: v.pipe(v.array(v.picklist(clears)), v.minLength(1)),
  /** For answers-calm: the last of them, all given after the signal opened. */
  calm: v.exactOptional(v.strictObject({ item: code, codes, times })),
  /** For trend-level: the means differ by less. */
  levelTenths: v.exactOptional(whole(1, 30)),
})

/** A number that the person may set, and where it stands, once or more: "when.any.2.atLeast". */
const adjustableSchema = v.strictObject({
  name: v.picklist(['times', 'days', 'row']),
  at: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(limits.parts)),
  min: whole(1, limits.days),
  max: whole(1, limits.days),
})

export const ruleSchema = v.strictObject({
  id,
  version: whole(1, 10_000),
  level: v.picklist(levels),
  kind: v.picklist(['single', 'count', 'streak', 'trend', 'combination', 'absence', 'follow-up']),
  domain: v.picklist([...domains, 'own']),
  dueWithinHours: v.nullable(whole(0, 24 * 60)),
  when: conditionSchema,
  clears: clearsSchema,
  /** No new signal until so many days after the last one closed. */
  cooldownDays: whole(0, limits.cooldownDays),
  /** These stay silent for the answers of the checks that this one rests on. */
  hides: v.optional(v.array(id), []),
  nextSteps: v.pipe(v.array(v.picklist(actions)), v.minLength(1), v.maxLength(limits.parts)),
  /** Numbers of standards by code of ethics, as in checklists. */
  references: v.optional(v.record(v.string(), v.array(v.string())), {}),
  adjustable: v.optional(v.array(adjustableSchema), []),
  /** A rule that does not come with the app brings its own words. */
  texts: v.exactOptional(v.strictObject({ title, message: text, why: v.exactOptional(text) })),
  /** Worked examples: what fires it, and what leaves it quiet. Read by tests alone. */
  examples: v.exactOptional(v.strictObject({ fires: v.array(v.unknown()), quiet: v.array(v.unknown()) })),
})

export const fileSchema = v.strictObject({
  format: whole(1, 1_000_000),
  rules: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(limits.rules)),
})

export type Level = (typeof levels)[number]
export type Action = (typeof actions)[number]
export type Clear = (typeof clears)[number]
export type Adjustable = v.InferOutput<typeof adjustableSchema>
type Parsed = v.InferOutput<typeof ruleSchema>
export type Rule = Readonly<
  Omit<Parsed, 'when' | 'hides' | 'nextSteps' | 'references' | 'adjustable'> & {
    when: Condition
    hides: readonly string[]
    nextSteps: readonly Action[]
    references: Readonly<Record<string, readonly string[]>>
    adjustable: readonly Adjustable[]
  }
>
