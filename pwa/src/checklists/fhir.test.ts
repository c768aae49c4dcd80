import { describe, expect, test } from 'vitest'

import type { Checklist } from './definition.ts'
import { readQuestionnaire } from './fhir.ts'
import { MalformedChecklist } from './problems.ts'

const ordinalUrl = 'http://hl7.org/fhir/StructureDefinition/ordinalValue'
const yesNo = [
  { valueCoding: { code: 'LA33-6', display: 'Yes', extension: [{ url: ordinalUrl, valueDecimal: 3 }] } },
  { valueCoding: { code: 'LA32-8', display: 'No' }, extension: [{ url: ordinalUrl, valueDecimal: 0 }] },
]
const rested = { linkId: '/rested', text: 'Did I rest?', type: 'choice', answerOption: yesNo }
const aQuestionnaire = (...item: unknown[]) =>
  JSON.stringify({ resourceType: 'Questionnaire', id: 'Rest.Check', version: '3', title: 'Rest', item })
const itemsOf = (...item: unknown[]) => taken(aQuestionnaire(...item)).item

function taken(json: string): Checklist {
  const { checklist } = readQuestionnaire(json)
  if (!checklist) throw new Error('it was refused')
  return checklist
}

function refusal(json: string): MalformedChecklist {
  try {
    readQuestionnaire(json)
  } catch (problem) {
    if (problem instanceof MalformedChecklist) return problem
    throw problem
  }
  throw new Error('it was taken')
}

describe('a questionnaire of one’s own', () => {
  test('becomes a checklist that no shipped one can be taken for', () => {
    const checklist = taken(aQuestionnaire(rested))

    expect(checklist).toMatchObject({ id: 'own-rest-check', version: 3, title: 'Rest' })
    expect(checklist.item[0]).toMatchObject({ linkId: '/rested', domain: 'own', required: false })
    expect(checklist.item[0]?.answerOption).toEqual([
      { code: 'LA33-6', display: 'Yes', ordinal: 3 },
      { code: 'LA32-8', display: 'No', ordinal: 0 },
    ])
  })

  test('has its groups flattened, and their conditions with them', () => {
    const enableWhen = [{ question: '/rested', operator: '=', answerCoding: { code: 'LA32-8' } }]
    const group = { linkId: 'g', type: 'group', enableWhen, item: [{ ...rested, linkId: 'why' }] }

    const items = itemsOf(rested, group)

    expect(items.map((item) => item.linkId)).toEqual(['/rested', 'why'])
    expect(items[1]?.enableWhen).toEqual([{ question: '/rested', operator: '=', answer: 'LA32-8' }])
  })

  test('may ask in plain texts, and branch on them', () => {
    const plain = { ...rested, answerOption: [{ valueString: 'Well' }, { valueString: 'Badly' }] }
    const enableWhen = [{ question: '/rested', operator: '!=', answerString: 'Well' }]

    const items = itemsOf(plain, { ...rested, linkId: 'next', enableWhen })

    expect(items[0]?.answerOption.map(({ code, display }) => [code, display])).toEqual([
      ['option-1', 'Well'],
      ['option-2', 'Badly'],
    ])
    expect(items[1]?.enableWhen).toEqual([{ question: '/rested', operator: '!=', answer: 'option-1' }])
  })

  test('keeps what it says about copyright for the person to confirm', () => {
    const json = JSON.stringify({ ...JSON.parse(aQuestionnaire(rested)), copyright: 'Free to use' })

    expect(readQuestionnaire(json).copyright).toBe('Free to use')
  })

  test('takes no ordinal that could mean something else', () => {
    const of5 = {
      valueCoding: { code: 'x', display: 'X', extension: [{ url: ordinalUrl, valueDecimal: 5 }] },
    }

    expect(itemsOf({ ...rested, answerOption: [of5, ...yesNo] })[0]?.answerOption[0]?.ordinal).toBeNull()
  })

  test.each([
    ['free text', { ...rested, type: 'text' }, 'type'],
    ['several answers', { ...rested, repeats: true }, 'repeats'],
    ['a list of answers elsewhere', { ...rested, answerValueSet: 'http://example.org/vs' }, 'answerValueSet'],
    ['numbers for answers', { ...rested, answerOption: [{ valueInteger: 1 }] }, 'answerOption'],
    ['no text', { ...rested, text: undefined }, 'text'],
    ['no type', { linkId: '/rested', text: 'Did I rest?' }, 'type'],
    [
      'an operator we lack',
      { ...rested, enableWhen: [{ question: 'a', operator: '>', answerInteger: 1 }] },
      'enableWhen.0.operator',
    ],
  ])('is refused with its item named: %s', (_, item, field) => {
    const { checklist, refused } = readQuestionnaire(aQuestionnaire(item))

    expect(checklist).toBeNull()
    expect(refused.map((one) => [one.item, one.field])).toEqual([['/rested', field]])
  })

  test('gives what fits, and names each item that does not', () => {
    const waits = [{ question: 'mood', operator: 'exists', answerBoolean: true }]
    const group = {
      linkId: 'g',
      type: 'group',
      enableWhen: waits,
      item: [{ ...rested, linkId: 'a', enableWhen: waits }],
    }

    const { checklist, refused } = readQuestionnaire(
      aQuestionnaire(
        rested,
        { linkId: 'mood', type: 'text', text: 'How is it?' },
        { ...rested, linkId: 'after', enableWhen: waits },
        group,
        { ...rested, linkId: '/rested' },
        { ...rested, linkId: 'slept' },
      ),
    )

    expect(checklist?.item.map(({ linkId }) => linkId)).toEqual(['/rested', 'slept'])
    expect(refused.map(({ item, field }) => [item, field])).toEqual([
      ['mood', 'type'],
      ['a', 'enableWhen'],
      ['after', 'enableWhen'],
      ['/rested', 'linkId'],
    ])
  })

  test.each([
    ['its name where it has no title', { name: 'Rest' }, 'Rest'],
    ['its id where it has neither', { id: 'rest' }, 'rest'],
    ['what it is where it has nothing', {}, 'Questionnaire'],
    ['a long title cut', { title: 'x'.repeat(81) }, `${'x'.repeat(79)}…`],
    ['the longest title whole', { title: 'x'.repeat(80) }, 'x'.repeat(80)],
  ])('is called by %s', (_, named, title) => {
    const json = JSON.stringify({ resourceType: 'Questionnaire', ...named, item: [rested] })

    expect(taken(json).title).toBe(title)
  })

  test('may hold 60 questions, and names the one past them', () => {
    const many = Array.from({ length: 61 }, (_, at) => ({ ...rested, linkId: `question-${at}` }))

    const { checklist, refused } = readQuestionnaire(aQuestionnaire(...many))

    expect(readQuestionnaire(aQuestionnaire(...many.slice(0, 60))).refused).toEqual([])
    expect(checklist?.item).toHaveLength(60)
    expect(refused.map(({ item, field }) => [item, field])).toEqual([['question-60', 'item']])
  })

  test.each([
    ['another resource', '{"resourceType":"Patient","item":[]}'],
    ['half a file', '{"resourceType":"Questionn'],
    ['no items', aQuestionnaire()],
    ['more than 256 KiB', aQuestionnaire(rested) + ' '.repeat(256 * 1024)],
  ])('is refused as a file: %s', (_, json) => {
    expect(refusal(json)).toBeInstanceOf(MalformedChecklist)
  })
})
