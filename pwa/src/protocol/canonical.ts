/** RFC 8785 JSON, for the values that a change may hold: no fractions, no lone surrogates. */
import type { Value } from './change.ts'

/** One text for equal values: members sorted by UTF-16 units, no white space. */
export function canonicalJson(value: Value): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`
}
