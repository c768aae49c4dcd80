/** What a condition is made of, with the place of each part in it. */
import type { Condition, Selection, Selector, TrendOf } from './language.ts'

export interface PlacedSelector extends Selector {
  /** Below the condition: "any.2.of". */
  readonly place: string
}

/** Every selector of answers. */
export function selectorsOf(condition: Condition, place = ''): PlacedSelector[] {
  if ('answer' in condition) return [{ ...condition, place }]
  if ('atLeast' in condition) return inSelection(condition.of, below(place, 'of'))
  if ('streak' in condition) return [{ ...condition.of, place: below(place, 'of') }]
  return partsOf(condition).flatMap(([name, part]) => selectorsOf(part, below(place, name)))
}

/** Every trend. */
export function trendsOf(condition: Condition): TrendOf[] {
  if ('trend' in condition) return [condition.trend]
  return partsOf(condition).flatMap(([, part]) => trendsOf(part))
}

/** Whether it speaks of answers at all; one that does not is looked at once a day. */
export function hasOwnAnswers(condition: Condition): boolean {
  return selectorsOf(condition).length > 0 || trendsOf(condition).length > 0
}

/** The conditions inside a condition, each with the name of its place. */
export function partsOf(condition: Condition): [string, Condition][] {
  if ('all' in condition) return condition.all.map((part, at) => [`all.${at}`, part])
  if ('any' in condition) return condition.any.map((part, at) => [`any.${at}`, part])
  if ('not' in condition) return [['not', condition.not]]
  return []
}

function inSelection(selection: Selection, place: string): PlacedSelector[] {
  if (!('any' in selection)) return [{ ...selection, place }]
  return selection.any.map((one, at) => ({ ...one, place: below(place, `any.${at}`) }))
}

function below(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`
}
