import { expect, test } from 'vitest'

import { questionsFor } from '../../consult/brief.ts'
import { shippedRules } from '../../insight/shippedRules.ts'
import type { Signal } from '../../insight/signal.ts'
import { longDay } from '../../words/words.ts'
import { drafted, draftOf, freshBrief, toPickFrom } from './briefForm.ts'

import '../../words/late.ts'

const DAY = '2026-11-30'

function aSignal(rule: string, of: Partial<Signal> = {}): Signal {
  const known = shippedRules.find(({ id }) => id === rule)
  if (known === undefined) throw new Error(rule)
  return {
    ...{ rule: known, key: rule, level: known.level, isPast: false, opened: '2026-11-20', openedAt: '' },
    ...{ due: null, causes: [], raisedIn: [], state: 'open', until: null, consultation: null, closed: null },
    asksToSwitchOff: false,
    ...of,
  }
}

const closed: Signal['closed'] = { day: '2026-11-25', at: '', by: 'settled' }
const SIGNALS = [aSignal('strong-pull'), aSignal('privacy-slip')]
const QUESTIONS = questionsFor(SIGNALS, ['self-care', 'boundaries'], ['do-not-know'])

test('a page holds only what was picked', () => {
  const picked = { rules: ['strong-pull'], questions: ['consult.about.self-care'] }

  const page = draftOf(picked, { signals: SIGNALS, questions: QUESTIONS, day: DAY })

  expect(page).toBe(
    [
      `For supervision, ${longDay(DAY)}`,
      'What I noticed\n- A strong pull',
      'What I would like to ask\n- How much do I have left, and what would have to change for the work to stay good?',
    ].join('\n\n'),
  )
})

test('what nobody picked is no page', () => {
  expect(draftOf(freshBrief(), { signals: SIGNALS, questions: QUESTIONS, day: DAY })).toBe('')
})

test('questions of what was noticed come first, each once', () => {
  const ids = QUESTIONS.map(({ id }) => id)

  expect(ids.slice(0, 2)).toEqual(['consult.about.boundaries', 'consult.about.confidentiality'])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.at(-1)).toBe('consult.consultant.do-not-know')
})

test('what a person wrote over is not drafted over', () => {
  const untouched = drafted({ ...freshBrief(), text: 'old', drafted: 'old' }, 'new')
  const written = drafted({ ...freshBrief(), text: 'mine', drafted: 'old' }, 'new')

  expect([untouched.text, written.text]).toEqual(['new', 'mine'])
})

test('what is open or came up in the month can be picked, once a rule', () => {
  const before = aSignal('strong-pull', { closed, opened: '2026-10-01' })
  const now = aSignal('privacy-slip', { closed })
  const offered = toPickFrom([before, now, aSignal('privacy-slip', { key: 'again' })], '2026-11')

  expect(offered.map(({ key }) => key)).toEqual(['privacy-slip'])
  expect(toPickFrom([aSignal('strong-pull', { opened: '2025-01-01' })], '2026-11')).toHaveLength(1)
})
