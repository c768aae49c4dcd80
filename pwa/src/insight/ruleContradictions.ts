/** What the form of a rule alone cannot tell: names of what is not there, numbers out of bounds, loops. */
import type { Rule } from './language.ts'
import { MalformedRule } from './problems.ts'
import { isPossible, numberOf } from './adjusting.ts'
import { selectorsOf, trendsOf } from './parts.ts'
import type { Known } from './rule.ts'

/** The first thing that does not fit together; `ids`: all rules that `hides` may name. */
export function contradiction(rule: Rule, known: Known, ids: readonly string[]): MalformedRule | null {
  for (const [field, reason] of faults(rule, known, ids)) return new MalformedRule(rule.id, field, reason)
  return null
}

/** The same of what a rule says of itself alone. */
export function misfit(rule: Rule): MalformedRule | null {
  for (const [field, reason] of [...clearing(rule), ...adjusting(rule)])
    return new MalformedRule(rule.id, field, reason)
  return null
}

type Fault = readonly [field: string, reason: string]

function* faults(rule: Rule, known: Known, ids: readonly string[]): Generator<Fault> {
  yield* unknownItems(rule, known)
  for (const id of rule.hides) {
    if (!ids.includes(id)) yield ['hides', `names no rule: ${id}`]
  }
  for (const [code, numbers] of Object.entries(rule.references)) {
    for (const number of numbers) {
      if (known.hasReference?.(code, number) === false)
        yield ['references', `no such standard: ${code} ${number}`]
    }
  }
  yield* clearing(rule)
  yield* adjusting(rule)
}

function* unknownItems(rule: Rule, { questions }: Known): Generator<Fault> {
  const { calm } = rule.clears
  for (const { place, answer, codes } of [
    ...selectorsOf(rule.when).map((one) => ({
      place: `when.${one.place}`,
      answer: one.answer,
      codes: one.in,
    })),
    ...trendsOf(rule.when).map(({ item }) => ({ place: 'when.trend.item', answer: item, codes: [] })),
    ...(calm ? [{ place: 'clears.calm', answer: calm.item, codes: calm.codes }] : []),
  ]) {
    const item = questions.get(answer)
    if (item === undefined) yield [place, `no such item: ${answer}`]
    for (const code of codes) {
      if (item && !item.has(code)) yield [place, `no such answer to ${answer}: ${code}`]
    }
  }
}

function* clearing({ clears }: Rule): Generator<Fault> {
  if (clears.any.includes('answers-calm') !== (clears.calm !== undefined))
    yield ['clears.calm', 'goes with answers-calm']
  if (clears.any.includes('trend-level') !== (clears.levelTenths !== undefined))
    yield ['clears.levelTenths', 'goes with trend-level']
}

function* adjusting(rule: Rule): Generator<Fault> {
  for (const one of rule.adjustable) {
    const { name, at, min, max } = one
    const number = numberOf(rule, one)
    if (number === undefined) yield [`adjustable.${name}`, `no one number stands at ${at.join(', ')}`]
    else if (number < min || number > max)
      yield [`adjustable.${name}`, `${number} is not from ${min} to ${max}`]
    else if (!isPossible(rule, one, min) || !isPossible(rule, one, max))
      yield [`adjustable.${name}`, `no rule has ${min} or ${max} there`]
  }
  if (new Set(rule.adjustable.map(({ name }) => name)).size < rule.adjustable.length)
    yield ['adjustable', 'has a name twice']
}

/** The ids of rules that hide each other in a circle; null if there is none. */
export function loopIn(rules: readonly Rule[]): string[] | null {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const done = new Set<string>()
  const walk = (id: string, path: readonly string[]): string[] | null => {
    if (path.includes(id)) return path.slice(path.indexOf(id))
    if (done.has(id)) return null
    for (const next of byId.get(id)?.hides ?? []) {
      const loop = walk(next, [...path, id])
      if (loop) return loop
    }
    done.add(id)
    return null
  }
  for (const { id } of rules) {
    const loop = walk(id, [])
    if (loop) return loop
  }
  return null
}
