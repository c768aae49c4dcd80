import { expect, test } from 'vitest'

import { aChecklist, aFile, anItem, anOption } from './builders.ts'
import {
  added,
  moved,
  removed,
  switched,
  withItem,
  withOption,
  withoutOption,
  withOptionMoved,
} from './changing.ts'
import { enabled } from './answering.ts'
import { checked, limits, newest, type AnswerOption, type Checklist, type Item } from './definition.ts'
import { shipped } from './shipped.ts'

const ifBad = { enableWhen: [{ question: 'first', operator: '=', answer: 'bad' }] }

test('a question moves up and down, and not past the ends', () => {
  const list = of('first', 'second', 'third')

  expect(idsIn(moved(list, 'second', -1))).toEqual(['second', 'first', 'third'])
  expect(idsIn(moved(list, 'second', 1))).toEqual(['first', 'third', 'second'])
  expect(moved(list, 'first', -1)).toBeNull()
  expect(moved(list, 'third', 1)).toBeNull()
  expect(moved(list, 'none', 1)).toBeNull()
})

test('a question stays behind the one it waits for', () => {
  const list = listOf(anItem('first'), anItem('follows', ifBad), anItem('third'))

  expect(moved(list, 'follows', -1)).toBeNull()
  expect(moved(list, 'first', 1)).toBeNull()
  expect(idsIn(moved(list, 'follows', 1))).toEqual(['first', 'third', 'follows'])
})

test('what is switched off is not asked, nor what waits for it', () => {
  const list = listOf(anItem('first'), anItem('follows', ifBad), anItem('third'))

  const off = switched(list, 'first', true)

  expect(asked(off, { first: 'bad' })).toEqual(['third'])
  expect(asked(off && switched(off, 'first', false), { first: 'bad' })).toEqual(['first', 'follows', 'third'])
})

test('the last question that is asked stays on', () => {
  const list = of('first', 'second')

  const one = switched(list, 'first', true)

  expect(one && switched(one, 'second', true)).toBeNull()
})

test('questions of ones own can be taken out, others not', () => {
  const daily = newest(shipped, 'daily')
  if (!daily) throw new Error('no daily check')
  const longer = added(daily, itemOf(anItem('own-abcdefgh')))

  expect(longer?.item).toHaveLength(daily.item.length + 1)
  expect(longer && idsIn(removed(longer, 'own-abcdefgh'))).toEqual(daily.item.map(({ linkId }) => linkId))
  expect(removed(daily, 'daily-steady')).toBeNull()
})

test('what another question waits for cannot be taken out', () => {
  const list = listOf(anItem('first'), anItem('follows', ifBad))

  expect(removed(list, 'first')).toBeNull()
  expect(
    withItem(list, 'first', (item) => ({ ...item, answerOption: item.answerOption.slice(0, 1) })),
  ).toBeNull()
})

test('sixty questions have space, one more has not', () => {
  const list = of(...Array.from({ length: limits.items - 1 }, (_, at) => `question-${at}`))

  const full = added(list, itemOf(anItem('sixtieth')))

  expect(full?.item).toHaveLength(limits.items)
  expect(full && added(full, itemOf(anItem('past-them')))).toBeNull()
})

test('a question has two to twelve answers', () => {
  let item: Item | null = itemOf(anItem('first'))
  expect(withoutOption(item, 'good')).toBeNull()

  for (let at = 3; at <= limits.options; at += 1) item = item && withOption(item, option(`code-${at}`))

  expect(item?.answerOption).toHaveLength(limits.options)
  expect(item && withOption(item, option('past-them'))).toBeNull()
  expect(item && withoutOption(item, 'code-3')?.answerOption).toHaveLength(limits.options - 1)
})

test('answers that came with the app stay, own ones go', () => {
  const steady = newest(shipped, 'daily')?.item[0]
  if (!steady) throw new Error('no question')
  const more = withOption(steady, option('own-abcdefgh'))

  expect(withoutOption(steady, 'steady')).toBeNull()
  expect(more && withoutOption(more, 'own-abcdefgh')).toEqual(steady)
  expect(more && withOptionMoved(more, 'own-abcdefgh', -1)?.answerOption.at(-1)?.code).toBe('unsteady')
})

function of(...linkIds: string[]): Checklist {
  return listOf(...linkIds.map((linkId) => anItem(linkId)))
}

function listOf(...item: unknown[]): Checklist {
  const [list] = checked(aFile(aChecklist({ item })))
  if (!list) throw new Error('no checklist')
  return list
}

function itemOf(item: unknown): Item {
  const [one] = listOf(item).item
  if (!one) throw new Error('no item')
  return one
}

function option(code: string): AnswerOption {
  return anOption(code, 1) as unknown as AnswerOption
}

function idsIn(list: Checklist | null): string[] | undefined {
  return list?.item.map(({ linkId }) => linkId)
}

function asked(list: Checklist | null, answers: Record<string, string>): string[] {
  return enabled(list?.item ?? [], answers).map(({ linkId }) => linkId)
}
