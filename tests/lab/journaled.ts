/**
 * The journal of one of a pair: what is answered, what the app's own rules notice by it, and the wishes of that.
 *
 * A calm person gives the first answer to everything. A loud one often gives what the checklist itself marks, and
 * answers to what was noticed: plans, puts off, settles. Every deed is one change, as the app would write it.
 */
import { afterSession, longerLook } from '../../pwa/src/checklists/answering.ts'
import { newest, type Item } from '../../pwa/src/checklists/definition.ts'
import { practiceDay } from '../../pwa/src/checklists/practiceDay.ts'
import { shipped } from '../../pwa/src/checklists/shipped.ts'
import { readConsultation } from '../../pwa/src/consult/consultation.ts'
import { eventsOf, type Kind } from '../../pwa/src/insight/events.ts'
import type { Answer, Signal } from '../../pwa/src/insight/signal.ts'
import { Signals } from '../../pwa/src/insight/signals.ts'
import type { Wish } from '../../pwa/src/nudges/schedule.ts'
import { wishesOf } from '../../pwa/src/nudges/wishes.ts'
import { uuidv7 } from '../../pwa/src/platform/random.ts'
import { localOf } from '../../pwa/src/platform/zones.ts'
import type { Change, Members, Op } from '../../pwa/src/protocol/change.ts'
import { tick, type Hlc } from '../../pwa/src/protocol/hlc.ts'
import type { Write } from '../../pwa/src/protocol/merge.ts'
import type { Chance } from './chance.ts'
import { DAY_MS, type Checked } from './habits.ts'

export type Half = 'calm' | 'loud'
type Given = Record<string, string>

const ACT_NOW = 0.12
const CONSULT = 0.4
const TALK_MINUTES = 50

export class Journaled {
  readonly #half: Half
  readonly #chance: Chance
  readonly #zone: string
  readonly #device: string
  readonly #signals = new Signals()
  readonly #talks = new Map<string, Write[]>()
  #clock: Hlc | null = null
  #changes = 0
  #checks = 0
  #nowMs = 0

  constructor(half: Half, chance: Chance, zone: string, device: string) {
    this.#half = half
    this.#chance = chance
    this.#zone = zone
    this.#device = device
  }

  /** How many changes there are. */
  get taken(): number {
    return this.#changes
  }

  /** What is done next is done now. */
  moveTo(nowMs: number): void {
    this.#nowMs = nowMs
  }

  check(what: Checked): Change {
    const isLook = what === 'weekly' || what === 'monthly'
    const checklist = newest(shipped, isLook ? 'review' : what)
    if (!checklist) throw new Error(`no such checklist: ${what}`)
    this.#checks += 1
    const asked = (answers: Given): readonly Item[] => {
      if (isLook) return longerLook(checklist, what, answers).flat()
      if (what === 'daily') return checklist.item
      const { shown, rotating } = afterSession(checklist, this.#checks, answers)
      return rotating ? [...shown, rotating] : shown
    }
    const answers = Object.entries(this.#answers(asked)).map(([linkId, code]) => [`answer.${linkId}`, code])
    const { id, version } = checklist
    const about = { checklist: id, version, day: this.#today(), zone: this.#zone, authored: this.#authored() }
    return this.#write([this.#op('entry', { ...about, ...Object.fromEntries(answers) })])
  }

  /** What is said to the newest signal; without one, a session is written of. */
  say(): Change {
    const [signal] = this.#open().filter(({ level, state }) => level !== 'note' && state === 'open')
    const passed = [...this.#talks].find(([id, writes]) => this.#isPassed(id, writes))
    if (passed) return this.#write([this.#log(passed[0])])
    if (!signal) return this.check('after-session')
    if (signal.level === 'act-now') return this.#write([this.#answerTo(signal, 'reached')])
    const deed = this.#chance.pick({ planned: 2, snoozed: 1, settled: 1 }, 'says', this.#changes)
    if (deed !== 'planned') return this.#write([this.#answerTo(signal, deed as Answer)])
    const talk = this.#plan()
    return this.#write([talk, this.#answerTo(signal, 'planned', { consultation: talk.id })])
  }

  wishes(): Wish[] {
    const planned = [...this.#talks].map(([id, writes]) => {
      const { plan, isLogged } = readConsultation(id, writes)
      return { ...plan, isLogged }
    })
    return wishesOf({ signals: this.#open(), planned, doneUntil: null, nowMs: this.#nowMs, zone: this.#zone })
  }

  /** How many signals there have been, by level. */
  noticed(): Record<string, number> {
    const levels = this.#signals.on(this.#today(), this.#nowMs).map(({ rule }) => rule.level)
    const count = (level: string): number => levels.filter((one) => one === level).length
    return { consult: count('consult'), actNow: count('act-now') }
  }

  #open(): readonly Signal[] {
    return this.#signals.on(this.#today(), this.#nowMs).filter(({ state }) => state !== 'closed')
  }

  #answers(asked: (answers: Given) => readonly Item[]): Given {
    const answers: Given = {}
    const next = (): Item | undefined => asked(answers).find(({ linkId }) => !Object.hasOwn(answers, linkId))
    for (let item = next(); item; item = next()) answers[item.linkId] = this.#answer(item)
    return answers
  }

  #answer({ linkId, answerOption }: Item): string {
    const [first] = answerOption
    if (!first) throw new Error(`${linkId} has no answers`)
    const draw = this.#checks === 1 ? 0 : this.#chance.share(linkId, this.#checks)
    const marked = (level: string): string | undefined => answerOption.find(({ signal }) => signal === level)?.code
    if (this.#half === 'calm' || draw >= CONSULT) return first.code
    return (draw < ACT_NOW ? marked('act-now') : undefined) ?? marked('consult') ?? first.code
  }

  #plan(): Op {
    const when = localOf(this.#nowMs + (1 + this.#chance.whole('plans', 0, 5, this.#changes)) * DAY_MS, this.#zone)
    return this.#op('consultation', { when, zone: this.#zone, length: TALK_MINUTES })
  }

  #isPassed(id: string, writes: readonly Write[]): boolean {
    const { plan, isLogged } = readConsultation(id, writes)
    return !isLogged && plan.when !== null && plan.when < localOf(this.#nowMs, this.#zone)
  }

  #log(id: string): Op {
    const domains = Object.fromEntries(this.#open().map(({ rule }) => [`domain.${rule.domain}`, true]))
    return { kind: 'consultation', id, set: { date: this.#today(), minutes: TALK_MINUTES, ...domains } }
  }

  #answerTo({ rule }: Signal, answer: Answer, more: Members = {}): Op {
    const until = answer === 'snoozed' ? { until: practiceDay(this.#nowMs + 3 * DAY_MS, this.#zone) } : {}
    return this.#op('signal', { rule: rule.id, answer, day: this.#today(), ...until, ...more })
  }

  #op(kind: Kind, set: Members): Op {
    return { kind, id: uuidv7(this.#nowMs), set }
  }

  /** One change, and what it lets be noticed. */
  #write(ops: readonly Op[]): Change {
    this.#changes += 1
    this.#clock = tick(this.#clock, this.#nowMs)
    for (const { kind, id, ...verb } of ops) {
      const write: Write = { ...verb, device: this.#device, counter: this.#changes, at: this.#clock, seen: {} }
      const writes = [...(this.#talks.get(id) ?? []), write]
      if (kind === 'consultation') this.#talks.set(id, writes)
      this.#signals.follow([eventsOf(kind as Kind, id, writes)])
    }
    return { at: this.#clock, seen: {}, ops }
  }

  #today(): string {
    return practiceDay(this.#nowMs, this.#zone)
  }

  #authored(): string {
    return new Date(this.#nowMs).toISOString()
  }
}
