import { describe, expect, test } from 'vitest'

import words from '../../content/words/en.json'
import type { Rule } from '../insight/rule.ts'
import { shippedRules } from '../insight/shippedRules.ts'
import { agendaFor, minutesOf, type AgendaPart, type Line } from './agenda.ts'
import { LIMITS } from './recording.ts'
import { shownWords } from './cast.ts'

describe('an agenda', () => {
  test('of 45 minutes has nine parts, the quick one four of 10', () => {
    const [whole, quick] = [agendaFor([]), agendaFor([], 'quick')]

    expect([whole.length, minutesOf(whole)]).toEqual([9, 45])
    expect([quick.map(({ id }) => id), minutesOf(quick)]).toEqual([
      ['question', 'mine', 'options', 'next'],
      10,
    ])
    expect([...whole, ...quick].flatMap(({ draft }) => draft)).toEqual([])
  })

  test('asks of each domain once, the gravest first', () => {
    const agenda = agendaFor([
      told('paperwork-behind'),
      told('boundary-drift'),
      told('strong-pull'),
      told('own-crisis'),
    ])

    expect(idsIn(agenda, 'question')).toEqual([
      'consult.about.self-care',
      'consult.about.boundaries',
      'consult.about.professional-conduct',
    ])
    expect(idsIn(agenda, 'situation')).toEqual([
      'rule.own-crisis.title',
      'rule.boundary-drift.title',
      'rule.strong-pull.title',
      'rule.paperwork-behind.title',
    ])
  })

  test('names the standards of the codes gone by, each once', () => {
    const [drift, pull] = [told('boundary-drift'), told('strong-pull')]

    const lines = draftOf(agendaFor([drift, pull], 'whole', ['BACP', 'none']), 'standards')

    const numbers = [
      ...new Set([...(drift.rule.references['BACP'] ?? []), ...(pull.rule.references['BACP'] ?? [])]),
    ]
    expect(lines).toEqual([
      { id: 'consult.standards', values: { code: 'BACP', numbers: numbers.join(', ') } },
    ])
    expect(draftOf(agendaFor([drift, pull]), 'standards')).toEqual([])
  })

  test('brings the title of a rule of ones own', () => {
    const { rule, level } = told('boundary-drift')
    const own: Rule = {
      ...rule,
      id: 'own-abcdefgh',
      domain: 'own',
      texts: { title: 'Late again', message: 'You were late.' },
    }

    const agenda = agendaFor([{ rule: own, level }])

    expect(idsIn(agenda, 'question')).toEqual(['consult.about.own'])
    expect(draftOf(agenda, 'situation')).toEqual([{ id: 'consult.quoted', values: { text: 'Late again' } }])
  })

  test('of everything at once fits its parts', () => {
    const all = shippedRules.map((rule) => ({ rule, level: rule.level }))
    const codes = [...new Set(shippedRules.flatMap(({ references }) => Object.keys(references)))]

    const agenda = agendaFor(all, 'whole', codes)

    for (const { draft } of agenda) expect(textOf(draft).length).toBeLessThanOrEqual(LIMITS.part)
    expect(draftOf(agenda, 'situation').length).toBeGreaterThan(5)
  })
})

function told(id: string): { readonly rule: Rule; readonly level: Rule['level'] } {
  const rule = shippedRules.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  return { rule, level: rule.level }
}

function draftOf(agenda: readonly AgendaPart[], part: string): readonly Line[] {
  return agenda.find(({ id }) => id === part)?.draft ?? []
}

function idsIn(agenda: readonly AgendaPart[], part: string): string[] {
  return draftOf(agenda, part).map(({ id }) => id)
}

function textOf(draft: readonly Line[]): string {
  return draft.map((line) => shownWords(words, line)).join('\n')
}
