/**
 * The cast of the tests of signals: a life told in short lines, as the journal would hold it.
 *
 * `4 session-pull=strong` is an answer on day 4, each line a check of its own; `+` joins answers of one check, `x2`
 * makes it twice, `4-9` once on each day. `4 consult:boundaries`, `4 say strong-pull settled`, `4 check`, `4 look`.
 * Days are counted from 1; the journal began two weeks before.
 */
import type { Members } from '../protocol/change.ts'
import type { Write } from '../protocol/merge.ts'
import { dayOf, numberOf } from './dayNumbers.ts'
import { eventsOf, type Kind, type ObjectEvents } from './events.ts'
import { shippedQuestions } from './shippedQuestions.ts'
import type { Rule } from './rule.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'
import { Signals } from './signals.ts'

const DAY_1 = numberOf('2026-01-01')
const NOON_MS = 12 * 3_600_000
const DAY_MS = 86_400_000
const DEVICES = { alma: 'a'.repeat(32), berta: 'b'.repeat(32) }

/** The practice day that a test calls `number`. */
export function day(number: number): string {
  return dayOf(DAY_1 + number - 1)
}

export interface How {
  /** The day it was written on; the day it is about unless said. */
  readonly on?: number
  readonly phone?: keyof typeof DEVICES
  readonly id?: string
  readonly checklist?: string
  /** The phone has heard nothing of the other one yet. */
  readonly isAlone?: boolean
}

export class Life {
  readonly objects = new Map<string, { kind: Kind; id: string; writes: Write[] }>()
  #lastMs = 0
  #events: ObjectEvents[] | null = null
  #count = 0

  constructor(began = -14) {
    this.check(began, {})
  }

  /** Gives the entry's id. */
  check(about: number, answers: Readonly<Record<string, string>>, how: How = {}): string {
    const given = Object.entries(answers).map(([linkId, code]): [string, string] => [
      `answer.${linkId}`,
      code,
    ])
    const authored = new Date(atNoon(about)).toISOString()
    const checklist = how.checklist ?? 'daily'
    const set = { checklist, version: 1, day: day(about), zone: 'UTC', authored }
    return this.write('entry', { ...set, ...Object.fromEntries(given) }, { on: about, ...how })
  }

  /** Gives the id of the answer. */
  say(on: number, rule: string, answer: string, more: Members = {}, how: How = {}): string {
    return this.write('signal', { rule, answer, day: day(on), ...more }, { on, ...how })
  }

  consult(on: number, domains: readonly string[] = [], more: Members = {}, how: How = {}): string {
    const themes = Object.fromEntries(domains.map((domain) => ['domain.' + domain, true]))
    return this.write('consultation', { date: day(on), minutes: 45, ...themes, ...more }, { on, ...how })
  }

  plan(on: number, when: number, how: How = {}): string {
    return this.write('consultation', { when: `${day(when)}T13:00`, zone: 'UTC' }, { on, ...how })
  }

  rule(on: number, id: string, fields: Members, how: How = {}): string {
    return this.write('rule', { from: day(on), ...fields }, { on, ...how, id })
  }

  /** Another write of something, or the first; a minute after the last, or at noon of its day. */
  write(kind: Kind, set: Members, how: How): string {
    const id = how.id ?? `${kind}-${String((this.#count += 1)).padStart(4, '0')}`
    return this.#put(kind, { set }, { ...how, id })
  }

  remove(kind: Kind, id: string, on: number): void {
    this.#put(kind, { delete: true }, { on, id })
  }

  events(): ObjectEvents[] {
    this.#events ??= [...this.objects.values()].map(({ kind, id, writes }) => eventsOf(kind, id, writes))
    return this.#events
  }

  signals(today: number, rules: readonly Rule[] = shippedRules): readonly Signal[] {
    const signals = new Signals(rules, shippedQuestions)
    signals.follow(this.events())
    return signals.on(day(today), atNoon(today))
  }

  /** Those of one rule, open ones first. */
  of(rule: string, today: number, rules: readonly Rule[] = shippedRules): readonly Signal[] {
    return this.signals(today, rules).filter((signal) => signal.rule.id === rule)
  }

  #put(
    kind: Kind,
    verb: Members,
    { on = 1, phone = 'alma', id, isAlone = false }: How & { id: string },
  ): string {
    this.#events = null
    this.#lastMs = Math.max(this.#lastMs + 60_000, atNoon(on))
    const object = this.objects.get(`${kind} ${id}`) ?? { kind, id, writes: [] }
    const at = `${new Date(this.#lastMs).toISOString()}-0000`
    const device = DEVICES[phone]
    const seen = Object.fromEntries(
      Object.values(DEVICES).flatMap((other) => (other === device || isAlone ? [] : [[other, 1_000_000]])),
    )
    object.writes.push({ ...verb, device, counter: object.writes.length + 1, at, seen })
    this.objects.set(`${kind} ${id}`, object)
    return id
  }
}

/** Milliseconds since 1970 at noon of a day, UTC. */
export function atNoon(number: number): number {
  return (DAY_1 + number - 1) * DAY_MS + NOON_MS
}

/** A life as its lines tell it, separated by semicolons: day by day, those of one day in their order. */
export function lifeOf(story: string, began = -14): Life {
  const life = new Life(began)
  const deeds = story.split(';').flatMap((line) => deedsOf(line.trim()))
  for (const { on, what, more } of deeds.sort((one, other) => one.on - other.on)) once(life, on, what, more)
  return life
}

/** The same lines so many days later. */
export function shifted(story: string, days: number): string {
  const later = (line: string): string =>
    line.trim().replace(/^\d+(-\d+)?/, (when) =>
      when
        .split('-')
        .map((on) => Number(on) + days)
        .join('-'),
    )
  return story.split(';').map(later).join('; ')
}

/** The last day that a story speaks of. */
export function lastDayOf(story: string): number {
  return Math.max(...story.split(';').map((line) => Number(/^\s*(?:\d+-)?(\d+) /.exec(line)?.[1])))
}

interface Deed {
  readonly on: number
  readonly what: string
  readonly more: readonly string[]
}

function deedsOf(line: string): Deed[] {
  const [when = '', what = '', ...more] = line.split(/\s+/)
  const [first = NaN, last = first] = when.split('-').map(Number)
  const times = Number(/^x(\d+)$/.exec(more.at(-1) ?? '')?.[1] ?? 1)
  const days = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  return days.flatMap((on) => Array.from({ length: times }, () => ({ on, what, more })))
}

function once(life: Life, on: number, what: string, [about = '', ...more]: readonly string[]): void {
  const [verb = '', domains] = what.split(':')
  if (verb === 'today') return
  if (verb === 'consult') life.consult(on, domains?.split(',') ?? [])
  else if (verb === 'say') life.say(on, about, more[0] ?? '')
  else if (verb === 'look') life.check(on, {}, { checklist: 'review' })
  else if (verb === 'check') life.check(on, {})
  else if (verb === 'step') life.consult(on, [], { 'action-by': day(Number(about)) }, { id: 'with-step' })
  else if (verb === 'outcome')
    life.write('consultation', { outcome: { text: 'Done.' } }, { on, id: 'with-step' })
  else if (verb.includes('=')) {
    const pairs = what.split('+').map((pair) => pair.split('='))
    life.check(on, Object.fromEntries(pairs.map(([item = '', code = '']) => [item, code])))
  } else throw new Error(`no such line: ${on} ${what}`)
}
