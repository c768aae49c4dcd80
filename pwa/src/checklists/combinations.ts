/**
 * Ordinary facts that together point to one person (Safe Harbor R). Scored by sentence: one fact says nothing,
 * two of a rare kind or any three do.
 */
import type { Lists } from './detectors.ts'

/** Sentences, as [start, end], in which the facts add up. */
export function findCombinations(text: string, lists: Lists): [number, number][] {
  return [...text.matchAll(/[^.!?\n]+/g)].flatMap((match): [number, number][] => {
    const words = [...match[0].toLowerCase().matchAll(/\p{L}+/gu)].map(([word]) => word)
    const has = (list: ReadonlySet<string>): boolean => words.some((word) => list.has(word))
    const job = has(lists.jobs)
    const rare = [has(lists.conditions), has(lists.shapes), has(lists.rarePlaces), has(lists.events)]
    const age = /\b\d{1,2}[- ]years?[- ]old\b/.test(match[0])
    const facts = [job, age, ...rare].filter(Boolean).length
    const isTelling = facts >= 3 || (job && rare.some(Boolean))
    if (!isTelling) return []
    const start = match.index + match[0].length - match[0].trimStart().length
    return [[start, match.index + match[0].trimEnd().length]]
  })
}
