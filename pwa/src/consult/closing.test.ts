import { describe, expect, test } from 'vitest'

import { domains } from '../checklists/definition.ts'
import { settles } from '../insight/closing.ts'
import { numberOf } from '../insight/dayNumbers.ts'
import type { Answered, Consulted } from '../insight/events.ts'
import type { Rule } from '../insight/rule.ts'
import { shippedRules } from '../insight/shippedRules.ts'
import { closable, closedIn } from './closing.ts'
import { NO_LOG } from './consultation.ts'

describe('a log', () => {
  const signal = (id: string, opened = '2026-11-20', consultation: string | null = null) => ({
    ...told(id),
    ...{ state: 'open' as const, opened, consultation },
  })
  const log = { ...NO_LOG, date: '2026-11-22', domains: new Set(['boundaries']) }

  test('closes what its themes are about', () => {
    const signals = [
      signal('boundary-drift'),
      signal('worn-down'),
      signal('consultation-overdue'),
      signal('danger-now'),
    ]

    expect(closable(signals, { id: 'this', log })).toEqual([
      { rule: 'boundary-drift', isClosed: true },
      { rule: 'worn-down', isClosed: false },
      { rule: 'consultation-overdue', isClosed: true },
    ])
  })

  test('closes what it was planned for, and nothing later than it', () => {
    const signals = [signal('boundary-drift', '2026-11-23'), signal('worn-down', '2026-11-20', 'this')]

    expect(closable(signals, { id: 'this', log }).map(({ isClosed }) => isClosed)).toEqual([false, true])
  })

  test('closes what the person says, and not what not', () => {
    const closes = new Map([
      ['worn-down', true],
      ['boundary-drift', false],
    ])
    const said = { ...log, closes }

    expect(closable([signal('boundary-drift'), signal('worn-down')], { id: 'this', log: said })).toEqual([
      { rule: 'boundary-drift', isClosed: false },
      { rule: 'worn-down', isClosed: true },
    ])
    expect(closedIn({ isLogged: true, log: said })).toEqual(['worn-down'])
    expect(closedIn({ isLogged: false, log: said })).toEqual([])
  })

  test.each(shippedRules)('closes $id as the fold of signals does', (rule) => {
    const about = [[], [rule.domain], domains.filter((domain) => domain !== rule.domain)]
    for (const themes of about)
      for (const date of ['2026-11-19', '2026-11-20', '2026-11-21'])
        for (const said of [null, 'this', 'other']) {
          const offered = closable([signal(rule.id, '2026-11-20', said)], {
            id: 'this',
            log: { ...log, date, domains: new Set(themes) },
          })
          if (offered.length > 0)
            expect(offered).toEqual([{ rule: rule.id, isClosed: isSettled(rule, themes, date, said) }])
          else expect(isSettled(rule, themes, date, said)).toBe(false)
        }
  })

  test('offers nothing that is closed already', () => {
    expect(closable([{ ...signal('boundary-drift'), state: 'closed' }], { id: 'this', log })).toEqual([])
  })
})

function told(id: string): { readonly rule: Rule; readonly level: Rule['level'] } {
  const rule = shippedRules.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  return { rule, level: rule.level }
}

/** What the fold of signals says of one that opened on 20 November. */
function isSettled(rule: Rule, themes: readonly string[], day: string, consultation: string | null): boolean {
  const placed = { at: '', device: '', counter: 1, object: 'this', day }
  const consulted: Consulted = { what: 'consulted', ...placed, domains: themes, closes: [], actionBy: null }
  const said: Answered = {
    what: 'answered',
    ...placed,
    rule: rule.id,
    answer: 'planned',
    seen: {},
    until: null,
    consultation,
  }
  const opened = numberOf('2026-11-20')
  return settles(consulted, numberOf(day), { rule, opened, said })
}
