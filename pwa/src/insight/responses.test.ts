import { expect, test } from 'vitest'

import { clockAt } from '../platform/clock.ts'
import type { Op } from '../protocol/change.ts'
import { doesNotApply, reached, settle, snooze, takeBack, type ResponseParts } from './responses.ts'
import type { Rule } from './rule.ts'
import { shippedRule } from './shippedRules.ts'

const BEFORE_FOUR = Date.parse('2026-11-28T03:30:00Z')

test('an answer is one op that names rule and practice day', async () => {
  const { parts, written } = aPhone()

  const id = await settle({ rule: rule('privacy-slip') }, parts)

  expect(written).toEqual([
    { kind: 'signal', id, set: { rule: 'privacy-slip', answer: 'settled', day: '2026-11-27' } },
  ])
})

test('the day ends at the hour that the person chose', async () => {
  const { parts, written } = aPhone()
  const owl = { ...parts, clock: { ...parts.clock, dayEndsAt: () => '03:00' } }

  await snooze({ rule: rule('privacy-slip') }, 1, owl)

  expect(written[0]).toMatchObject({ set: { day: '2026-11-28', until: '2026-11-29' } })
})

test('what is put aside waits until a practice day', async () => {
  const { parts, written } = aPhone()

  await snooze({ rule: rule('privacy-slip') }, 7, parts)

  expect(written[0]).toMatchObject({ set: { answer: 'snoozed', until: '2026-12-04' } })
})

test('a reason of white space alone is none', async () => {
  const { parts, written } = aPhone()

  await doesNotApply({ rule: rule('privacy-slip') }, ' \n', parts)
  await doesNotApply({ rule: rule('privacy-slip') }, ' Not mine. ', parts)

  expect(written[0]).not.toHaveProperty('set.reason')
  expect(written[1]).toMatchObject({ set: { reason: { text: 'Not mine.' } } })
})

test('an answer is taken back by its id', async () => {
  const { parts, written } = aPhone()
  const id = await reached({ rule: rule('danger-now') }, parts)

  await takeBack(id, parts)

  expect(written[1]).toEqual({ kind: 'signal', id, delete: true })
})

test('an answer that the rule does not take is refused', async () => {
  const { parts, written } = aPhone()

  await expect(settle({ rule: rule('danger-now') }, parts)).rejects.toThrow(RangeError)
  await expect(reached({ rule: rule('acted-on-a-pull') }, parts)).rejects.toThrow(RangeError)

  expect(written).toEqual([])
})

function aPhone(): { parts: ResponseParts; written: Op[] } {
  const written: Op[] = []
  const put = (ops: readonly Op[]): Promise<void> => {
    written.push(...ops)
    return Promise.resolve()
  }
  const journal = { follow: () => Promise.resolve() }
  const parts = { journal, put, clock: clockAt(BEFORE_FOUR, 'UTC') }
  return { parts, written }
}

function rule(id: string): Rule {
  const found = shippedRule(id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
