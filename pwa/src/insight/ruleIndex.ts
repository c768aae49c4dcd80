/** Which rules have to be looked at for an answer, and in which order. Grows with every version of a rule. Pure. */
import { levels, type Rule } from './language.ts'
import { hasOwnAnswers, selectorsOf, trendsOf } from './parts.ts'

export class RuleIndex {
  readonly #byAnswer = new Map<string, Map<string, string[]>>()
  readonly #byTrend = new Map<string, string[]>()
  readonly #hides = new Map<string, Set<string>>()
  /** By id: how loud. */
  readonly #silent = new Map<string, number>()
  #order: readonly string[] | null = null
  #ofSilence: readonly string[] | null = null

  add({ id, when, hides, level }: Rule): void {
    for (const { answer, in: codes } of selectorsOf(when)) {
      const byCode = this.#byAnswer.get(answer) ?? new Map<string, string[]>()
      this.#byAnswer.set(answer, byCode)
      for (const code of codes) note(byCode, code, id)
    }
    for (const { item } of trendsOf(when)) note(this.#byTrend, item, id)
    const hidden = this.#hides.get(id)
    if (hidden === undefined || hides.some((one) => !hidden.has(one))) this.#order = null
    this.#hides.set(id, new Set([...(hidden ?? []), ...hides]))
    if (hasOwnAnswers(when)) return
    this.#silent.set(id, Math.max(levels.indexOf(level), this.#silent.get(id) ?? 0))
    this.#ofSilence = null
  }

  /** Rules that speak of no answer, the loudest first; of one level in the order in which they came. */
  get ofSilence(): readonly string[] {
    this.#ofSilence ??= [...this.#silent].sort(([, one], [, other]) => other - one).map(([id]) => id)
    return this.#ofSilence
  }

  /** The rules that speak of an answer, those that hide others before the ones they hide. */
  about(answers: readonly (readonly [linkId: string, code: string])[]): readonly string[] {
    const found = new Set<string>()
    for (const [linkId, code] of answers) {
      for (const id of this.#byAnswer.get(linkId)?.get(code) ?? []) found.add(id)
      for (const id of this.#byTrend.get(linkId) ?? []) found.add(id)
    }
    if (found.size < 2) return [...found]
    this.#order ??= hidersFirst(this.#hides)
    return this.#order.filter((id) => found.has(id))
  }
}

function note(index: Map<string, string[]>, key: string, id: string): void {
  const ids = index.get(key) ?? []
  if (!ids.includes(id)) ids.push(id)
  index.set(key, ids)
}

// By id among equals, so that every phone looks at them in one order. Shipped rules have no loops; in what another
// app wrote, a loop ends where it began.
function hidersFirst(hides: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const [seen, last] = [new Set<string>(), [] as string[]]
  const walk = (id: string): void => {
    if (seen.has(id) || !hides.has(id)) return
    seen.add(id)
    for (const hidden of [...(hides.get(id) ?? [])].sort()) walk(hidden)
    last.push(id)
  }
  for (const id of [...hides.keys()].sort()) walk(id)
  return last.reverse()
}
