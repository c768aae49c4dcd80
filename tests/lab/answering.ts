/** What a simulated person answers, asked as the app asks. */
import { afterSession, longerLook } from '../../pwa/src/checklists/answering.ts'
import { newest, type Checklist, type Item } from '../../pwa/src/checklists/definition.ts'
import { shipped } from '../../pwa/src/checklists/shipped.ts'
import type { Calendar } from './calendar.ts'
import type { Chance } from './chance.ts'
import type { Model, Weights, World } from './world.ts'

export type Given = Readonly<Record<string, string>>

const DAILY = checklist('daily')
const SESSION = checklist('after-session')
const REVIEW = checklist('review')

/** Answers that the checklist itself marks, by how much they ask: "daily-fit no" is act-now. */
export const marks: ReadonlyMap<string, string> = new Map(
  shipped.flatMap(({ item }) =>
    item.flatMap(({ linkId, answerOption }) =>
      answerOption.flatMap(({ code, signal }) => (signal ? [[`${linkId} ${code}`, signal]] : [])),
    ),
  ) as [string, string][],
)

export class Answering {
  readonly #world: World
  readonly #model: Model
  readonly #chance: Chance
  readonly #calendar: Calendar
  readonly #tilts = new Map<string, number>()
  #weather = { week: -1, factor: 1 }
  #sessions = 0

  constructor(world: World, model: Model, chance: Chance, calendar: Calendar) {
    this.#world = world
    this.#model = model
    this.#chance = chance
    this.#calendar = calendar
  }

  daily(day: number): Given {
    return Object.fromEntries(DAILY.item.map(({ linkId }) => [linkId, this.#answer(linkId, day)]))
  }

  session(day: number, turn: number): Given {
    const answers: Record<string, string> = {}
    const turnOfAll = this.#sessions++
    const next = (): Item | undefined => {
      const { shown, rotating } = afterSession(SESSION, turnOfAll, answers)
      return [...shown, ...(rotating ? [rotating] : [])].find(({ linkId }) => !Object.hasOwn(answers, linkId))
    }
    for (let item = next(); item; item = next()) answers[item.linkId] = this.#answer(item.linkId, day, turn)
    return answers
  }

  look(day: number, cadence: 'weekly' | 'monthly'): Given {
    const items = longerLook(REVIEW, cadence, {}).flat()
    return Object.fromEntries(items.map(({ linkId }) => [linkId, this.#answer(linkId, day)]))
  }

  #answer(linkId: string, day: number, turn = 0): string {
    const codes = Object.keys(this.#of('calm', linkId))
    const isOften = (what: string, share: number): boolean =>
      share > 0 && this.#chance.share(`${what} ${linkId}`, day, turn) < share
    if (isOften('straight', this.#model.straight)) return codes[0] ?? ''
    if (isOften('slip', this.#model.slips))
      return codes[this.#chance.whole(`thumb ${linkId}`, 0, codes.length - 1, day)] ?? ''
    const running = this.#calendar.running(day)
    const isTouched = running !== null && isOften('state', running.share)
    const weights = this.#of(isTouched ? running.episode.state : 'calm', linkId)
    return this.#chance.pick(this.#tilted(weights, linkId, day), linkId, day, turn)
  }

  #of(state: string, linkId: string): Weights {
    const weights = this.#world.answers[state]?.[linkId] ?? this.#world.answers['calm']?.[linkId]
    if (!weights) throw new Error(`models.py has no answers to ${linkId}`)
    return weights
  }

  /** People differ, questions differ for them, and weeks have a weather: all but the first answer more or less often. */
  #tilted(weights: Weights, linkId: string, day: number): Weights {
    const factor = this.#tiltOf(linkId) * this.#weatherOf(Math.floor(day / 7))
    const tilted: Record<string, number> = {}
    for (const code in weights) tilted[code] = (weights[code] ?? 0) * factor
    const [first] = Object.keys(weights)
    return first === undefined ? tilted : { ...tilted, [first]: weights[first] ?? 0 }
  }

  #tiltOf(linkId: string): number {
    const { tilt, itemTilt } = this.#world.habits
    const known = this.#tilts.get(linkId)
    if (known !== undefined) return known
    const own = Math.exp(tilt * this.#chance.bell('tilt') + itemTilt * this.#chance.bell(`tilt ${linkId}`))
    this.#tilts.set(linkId, own)
    return own
  }

  #weatherOf(week: number): number {
    if (this.#weather.week !== week) {
      const factor = Math.exp(this.#world.habits.weather * this.#chance.bell('weather', week))
      this.#weather = { week, factor }
    }
    return this.#weather.factor
  }
}

function checklist(id: string): Checklist {
  const found = newest(shipped, id)
  if (!found) throw new Error(`no such checklist: ${id}`)
  return found
}
