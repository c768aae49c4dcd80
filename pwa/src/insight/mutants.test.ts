import { expect, test } from 'vitest'

import { KINDS, mutantsOf, type Mutant, type MutantKind } from './mutants.ts'
import { shippedRules } from './shippedRules.ts'
import { broken, claims, standing, type Claim } from './told.ts'

/** Changes that change nothing, each with its reason; the test below sees that none of them is found out. */
const ALIKE: Readonly<Record<string, string>> = {
  'acted-on-a-pull: hides without strong-pull': 'one check has one answer to session-pull',
  'pull-and-secrecy: when.all.0.count answers → days': 'one answer is one day',
  'pull-and-secrecy: when.all.1.any.0.count answers → days': 'one answer is one day',
  'special-and-drifting: when.any.1.all.0.count answers → days': 'one answer is one day',
  'special-and-drifting: when.any.1.all.1.count answers → days': 'one answer is one day',
  'consultation-overdue: kind absence → count': 'it waits 30 days for a consultation anyway',
  'no-consultation-lately: kind absence → count': 'it waits 35 days for a consultation anyway',
  'act-now-follow-up: when.reached.level act-now → note': 'only an act-now is closed so',
  'act-now-follow-up: when.reached.level act-now → consult': 'only an act-now is closed so',
  'act-now-follow-up: cooldownDays 0 → 1': 'it is looked at once a day, before it can be closed',
  'action-open: cooldownDays 0 → 1': 'it is looked at once a day, before it can be closed',
}

const mutants = shippedRules.flatMap(mutantsOf)

/** Of each kind, how many ways there are to break the 28 rules: another rule brings more, and none goes missing. */
const COUNTS: Readonly<Record<MutantKind, number>> = {
  bound: 260,
  choice: 86,
  'any or all': 25,
  not: 1,
  'part left out': 226,
  'answer added': 188,
  'clear added': 125,
  'first weeks': 4,
  theme: 18,
}

test(`rules are broken in ${mutants.length} ways, of every kind`, () => {
  const counts = KINDS.map((kind) => [kind, mutants.filter((mutant) => mutant.kind === kind).length])

  expect(Object.fromEntries(counts)).toEqual(COUNTS)
})

test.each(shippedRules.map(({ id }) => id))('every way to break %s is found out by a story', (id) => {
  const own = mutants.filter((mutant) => mutant.rule === id && !(nameOf(mutant) in ALIKE))

  const alive = own.filter((mutant) => killer(mutant) === null)

  expect(own.length).toBeGreaterThan(8)
  expect(alive.map(nameOf)).toEqual([])
})

test('what is listed as alike is a change without effect', () => {
  const alike = mutants.filter((mutant) => nameOf(mutant) in ALIKE)

  const found = alike.filter((mutant) => killer(mutant) !== null)

  expect(alike).toHaveLength(Object.keys(ALIKE).length)
  expect(found.map(nameOf)).toEqual([])
})

function nameOf({ rule, what }: Mutant): string {
  return `${rule}: ${what}`
}

/** The first story that does not hold any more. */
function killer({ rule, broken: changed }: Mutant): Claim | 'the build' | null {
  if (changed === null) return 'the build'
  const rules = shippedRules.map((one) => (one.id === rule ? changed : one))
  const own = claims.filter((claim) => claim.rule === rule)
  return (
    own.find((claim) => (claim.verb === 'is' ? standing(claim, rules) : broken(claim, rules)) !== null) ??
    null
  )
}
