/** When a simulated person works, is away, and how far an episode has come. */
import type { Chance } from './chance.ts'
import type { Away, Episode, Habits, Model } from './world.ts'

const YEAR = 365

export interface Running extends Episode {
  readonly onset: number
  readonly end: number
  noticed: number | null
  rule: string | null
  talked: number | null
}

type Days = readonly [first: number, last: number]

export class Calendar {
  readonly episodes: readonly Running[]
  readonly #away: readonly Days[]

  constructor(habits: Habits, model: Model, chance: Chance, days: number) {
    const holidays = Array.from({ length: Math.ceil(days / YEAR) }, (_, year) =>
      habits.holidays.map((away, at) => spanOf(away, `holiday ${at}`, chance, year)),
    ).flat()
    const absences = model.absences.map((away, at) => spanOf(away, `absence ${at}`, chance))
    this.#away = [...holidays, ...absences]
    this.episodes = model.episodes
      .map((episode, at) => runningOf(episode, at, chance))
      .filter(({ onset }) => onset < days)
  }

  isWorkday(day: number): boolean {
    return day % 7 < 5 && !this.isAway(day)
  }

  isAway(day: number): boolean {
    return this.#away.some(([first, last]) => day >= first && day <= last)
  }

  nextWorkday(day: number): number {
    let next = day
    while (!this.isWorkday(next)) next += 1
    return next
  }

  /** The episode that is running, and how much of an answer it has, from 0 to 1. */
  running(day: number): { readonly episode: Running; readonly share: number } | null {
    const episode = this.episodes.find(({ onset, end }) => day >= onset && day <= end)
    if (!episode) return null
    const share = Math.min(1, (day - episode.onset + 1) / Math.max(episode.ramp, 1))
    return { episode, share: share * unease(episode, day) }
  }
}

/** What is left of it after a talk. */
function unease({ talked, easesIn }: Running, day: number): number {
  if (talked === null || easesIn === 0) return 1
  return Math.max(0, 1 - (day - talked) / easesIn)
}

function spanOf({ from, days }: Away, name: string, chance: Chance, year = 0): Days {
  const first = year * YEAR + chance.whole(name, ...from, year)
  return [first, first + chance.whole(`${name} days`, ...days, year) - 1]
}

function runningOf(episode: Episode, at: number, chance: Chance): Running {
  const [onset, end] = spanOf(episode, `episode ${at}`, chance)
  return { ...episode, onset, end, noticed: null, rule: null, talked: null }
}
