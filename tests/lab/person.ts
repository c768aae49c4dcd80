/** One simulated therapist, day by day, with the app's own engine noticing. */
import { shippedRules } from '../../pwa/src/insight/shippedRules.ts'
import type { Signal } from '../../pwa/src/insight/signal.ts'
import { Answering, marks, type Given } from './answering.ts'
import { Calendar } from './calendar.ts'
import { Chance } from './chance.ts'
import { Diary, labDay } from './diary.ts'
import { Nudging } from './nudging.ts'
import { Reacting } from './reacting.ts'
import type { Card, Job, Lived, Met, World } from './world.ts'

const FRIDAY = 4
const MONTH = 28

/** A check of today, and the answers in it that are marked "consult". */
interface Ticked {
  readonly entry: string
  readonly linkId: string
}

export class Person {
  readonly #world: World
  readonly #job: Job
  readonly #chance: Chance
  readonly #calendar: Calendar
  readonly #diary: Diary
  readonly #answering: Answering
  readonly #reacting: Reacting
  readonly #nudging = new Nudging()
  /** Keys of the signals that the person has looked at. */
  readonly #seen = new Set<string>()
  readonly #actNow: Met = { given: 0, met: 0 }
  readonly #consult: Met = { given: 0, met: 0 }
  #checks = 0

  constructor(world: World, job: Job) {
    const model = world.models[job.model]
    if (!model) throw new Error(`models.py has no model ${job.model}`)
    const { rules } = world
    this.#world = world
    this.#job = job
    this.#chance = new Chance(job.person)
    this.#calendar = new Calendar(world.habits, model, this.#chance, job.days)
    this.#diary = new Diary(shippedRules.filter(({ id }) => rules === null || rules.includes(id)))
    this.#answering = new Answering(world, model, this.#chance, this.#calendar)
    this.#reacting = new Reacting(this.#diary, this.#chance, this.#calendar, world, model, job)
  }

  live(): Lived {
    for (let day = 0; day < this.#job.days; day++) this.#liveOn(day)
    return {
      ...this.#job,
      checks: this.#checks,
      cards: this.#diary.signals().map((signal) => this.#cardOf(signal)),
      nudges: this.#nudging.nudges,
      actNow: this.#actNow,
      consult: this.#consult,
      episodes: this.#calendar.episodes.map(({ state, domain, onset, noticed, rule, talked }) => ({
        state, domain, onset, noticed, rule, talked,
      })), // prettier-ignore
      foldMs: this.#diary.foldMs,
    }
  }

  #liveOn(day: number): void {
    this.#diary.begin(day)
    const isWorkday = this.#calendar.isWorkday(day)
    const ticked = isWorkday ? this.#work(day) : []
    if (isWorkday) this.#reacting.meet(day)
    this.#reacting.keepPromises(day)
    const signals = this.#diary.signals()
    this.#consult.met += ticked.filter((one) => signals.some((signal) => restsOn(signal, one))).length
    this.#look(day, signals)
    this.#follow(day, signals)
  }

  #work(day: number): readonly Ticked[] {
    const { daily, sessions, sessionsADay, weekly } = this.#world.habits
    const ticked: Ticked[] = []
    const check = (checklist: string, answers: Given): number => ticked.push(...this.#check(checklist, answers))
    if (this.#does('sessions', sessions, day)) {
      for (let turn = 1; turn <= sessionsADay; turn++) check('after-session', this.#answering.session(day, turn))
    }
    if (this.#does('daily', daily, day)) check('daily', this.#answering.daily(day))
    if (day % 7 === FRIDAY && this.#does('weekly', weekly, day))
      check('review', this.#answering.look(day, day % MONTH < 7 ? 'monthly' : 'weekly'))
    return ticked
  }

  #does(what: string, share: number, day: number): boolean {
    return this.#chance.share(what, day) < share
  }

  /** Gives what is marked "consult"; what is marked "act now" has to be met before anything else happens. */
  #check(checklist: string, answers: Given): readonly Ticked[] {
    this.#checks += 1
    const entry = this.#diary.check(checklist, answers)
    const marked = (level: string): Ticked[] =>
      Object.entries(answers).flatMap(([linkId, code]) =>
        marks.get(`${linkId} ${code}`) === level ? [{ entry, linkId }] : [],
      )
    const actNow = marked('act-now')
    const isMet = (one: Ticked, signal: Signal): boolean => signal.level === 'act-now' && restsOn(signal, one)
    const signals = actNow.length > 0 ? this.#diary.signals() : []
    this.#actNow.given += actNow.length
    this.#actNow.met += actNow.filter((one) => signals.some((signal) => isMet(one, signal))).length
    const consult = marked('consult')
    this.#consult.given += consult.length
    return consult
  }

  #look(day: number, signals: readonly Signal[]): void {
    const isHere = !this.#calendar.isAway(day)
    const open = signals.filter(({ state, rule }) => state !== 'closed' && rule.level !== 'note')
    const fresh = isHere ? open.filter(({ key }) => !this.#seen.has(key)) : []
    for (const signal of fresh) this.#seen.add(signal.key)
    for (const signal of fresh) {
      if (signal.state === 'open' || signal.rule.level === 'act-now') this.#reacting.toCard(signal, day)
    }
    const isOld = ({ opened }: Signal): boolean => labDay(opened) < day
    const told = this.#nudging.on(day, this.#diary.signals(), isOld)
    if (told.length > 0 && isHere) this.#reacting.toNudge(told, day)
  }

  /** Whether the episode that is running has been noticed, and talked about since. */
  #follow(day: number, signals: readonly Signal[]): void {
    const episode = this.#calendar.running(day)?.episode
    if (!episode) return
    const isOfIt = ({ rule, causes, closed }: Signal): boolean =>
      rule.domain === episode.domain &&
      rule.level !== 'note' &&
      (closed === null || labDay(closed.day) === day) &&
      causes.some((cause) => labDay(cause.day) >= episode.onset)
    const found = episode.noticed === null ? signals.find(isOfIt) : undefined
    if (found) Object.assign(episode, { noticed: day, rule: found.rule.id })
    const { noticed } = episode
    if (noticed === null || episode.talked !== null) return
    const talk = this.#reacting.talks.find((one) => one.day >= noticed && one.domains.includes(episode.domain))
    if (talk) episode.talked = talk.day
  }

  #cardOf({ rule, opened, closed, causes, raisedIn }: Signal): Card {
    const isMarked = (linkId: string, code: string): boolean =>
      ['consult', 'act-now'].includes(marks.get(`${linkId} ${code}`) ?? '')
    return {
      rule: rule.id,
      level: rule.level,
      domain: rule.domain,
      opened: labDay(opened),
      closed: closed && labDay(closed.day),
      by: closed && closed.by,
      isAskedFor: causes.some(({ entry, linkId, code }) => entry === raisedIn[0] && isMarked(linkId, code)),
    }
  }
}

function restsOn({ causes }: Signal, { entry, linkId }: Ticked): boolean {
  return causes.some((cause) => cause.entry === entry && cause.linkId === linkId)
}
