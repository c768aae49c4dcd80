/** What a simulated person does about signals: plans, says, snoozes, or leaves it, as models.py has it. */
import type { Answer, Signal } from '../../pwa/src/insight/signal.ts'
import type { Calendar } from './calendar.ts'
import type { Chance } from './chance.ts'
import { practiceDay, type Diary } from './diary.ts'
import type { Job, Model, Reaction, World } from './world.ts'

/** A regular consultation this near is the one that a signal is brought to. */
const SOON = 10

interface Promised {
  readonly day: number
  readonly key: string
  readonly answer: Answer
}

export interface Talk {
  readonly day: number
  readonly domains: readonly string[]
}

export class Reacting {
  readonly talks: Talk[] = []
  readonly #diary: Diary
  readonly #chance: Chance
  readonly #calendar: Calendar
  readonly #world: World
  readonly #reaction: Reaction
  readonly #isSnoozing: boolean
  readonly #every: number
  #regular: number
  #plan: { readonly id: string; readonly day: number } | null = null
  #promised: readonly Promised[] = []

  constructor(diary: Diary, chance: Chance, calendar: Calendar, world: World, model: Model, job: Job) {
    this.#diary = diary
    this.#chance = chance
    this.#calendar = calendar
    this.#world = world
    const reaction = world.reactions[model.reaction]
    if (!reaction) throw new Error(`models.py has no reaction ${model.reaction}`)
    this.#reaction = reaction
    this.#isSnoozing = job.isSnoozing
    this.#every = Number(chance.pick(world.habits.consultsEvery, 'consults every'))
    this.#regular = calendar.nextWorkday(chance.whole('first consultation', 3, this.#every))
  }

  /** The consultation of today, if there is one. */
  meet(day: number): void {
    const isRegular = day >= this.#regular
    const plan = this.#plan !== null && day >= this.#plan.day ? this.#plan : null
    if (isRegular) this.#regular = this.#calendar.nextWorkday(day + this.#every)
    if (plan) this.#plan = null
    else if (!isRegular || this.#chance.share('logs', day) >= this.#world.habits.logs) return
    const open = this.#diary.signals().filter(({ level, state }) => level !== 'note' && state !== 'closed')
    const domains = [...new Set(open.map(({ rule }) => rule.domain))].filter((domain) => this.#brings(domain, day))
    this.#diary.log(domains, plan?.id)
    this.talks.push({ day, domains })
  }

  /** To each new signal once, on the day that it is first seen. */
  toCard(signal: Signal, day: number): void {
    if (signal.rule.level === 'act-now') this.#reach(signal, day)
    else if (!this.#snooze(signal, day)) this.#act(this.#reaction.card, signal, day)
  }

  /** To the oldest that a nudge tells of. */
  toNudge(signals: readonly Signal[], day: number): void {
    const oldest = signals.at(-1)
    if (oldest && !this.#snooze(oldest, day)) this.#act(this.#reaction.nudge, oldest, day)
  }

  /** What was put off to today. */
  keepPromises(day: number): void {
    const due = this.#promised.filter((one) => one.day <= day)
    if (due.length === 0) return
    this.#promised = this.#promised.filter((one) => one.day > day)
    for (const signal of this.#diary.signals()) {
      const promise = due.find(({ key }) => key === signal.key)
      if (promise && signal.state !== 'closed') this.#diary.say(signal, promise.answer)
    }
  }

  #brings(domain: string, day: number): boolean {
    return this.#chance.share(`brings ${domain}`, day) < this.#world.habits.brings
  }

  #reach(signal: Signal, day: number): void {
    if (!signal.rule.clears.any.includes('reached-someone')) return this.#planFor(signal, day, 1)
    const after = Number(this.#chance.pick(this.#reaction.reaches, `reaches ${signal.rule.id}`, day))
    this.#promise(signal, 'reached', day + after)
  }

  #snooze(signal: Signal, day: number): boolean {
    const { share, days } = this.#world.snoozing
    if (!this.#isSnoozing || this.#chance.share(`snooze ${signal.rule.id}`, day) >= share) return false
    const until = day + Number(this.#chance.pick(days, `snooze days ${signal.rule.id}`, day))
    this.#diary.say(signal, 'snoozed', { until: practiceDay(until) })
    return true
  }

  #act(weights: Reaction['card'], signal: Signal, day: number): void {
    const { id, clears } = signal.rule
    const deed = this.#chance.pick(weights, `act ${id}`, day)
    if (deed === 'plan') this.#planFor(signal, day, this.#chance.whole(`plan ${id}`, 2, 5, day))
    else if (deed === 'settle' && clears.any.includes('settled-by-person'))
      this.#promise(signal, 'settled', day + this.#chance.whole(`settle ${id}`, 0, 4, day))
    else if (deed === 'does-not-apply' && clears.any.includes('does-not-apply'))
      this.#promise(signal, 'does-not-apply', day)
  }

  #planFor(signal: Signal, day: number, within: number): void {
    this.#plan ??= this.#newPlan(day, within)
    this.#diary.say(signal, 'planned', { consultation: this.#plan.id })
  }

  #newPlan(day: number, within: number): { id: string; day: number } {
    const isNear = within > 1 && this.#regular > day && this.#regular - day <= SOON
    const when = isNear ? this.#regular : this.#calendar.nextWorkday(day + within)
    return { id: this.#diary.plan(when), day: when }
  }

  #promise(signal: Signal, answer: Answer, day: number): void {
    if (answer === 'reached' || answer === 'settled' || answer === 'does-not-apply')
      this.#promised = [...this.#promised, { day, key: signal.key, answer }]
  }
}
