import { expect, test } from 'vitest'

import { shipped } from '../checklists/shipped.ts'
import { asText } from './plainFile.ts'

test('the file says that it is not encrypted and what was asked', () => {
  const daily = shipped.find(({ id }) => id === 'daily')
  if (!daily) throw new Error('no daily check')
  const item = daily.item[0]
  const code = item?.answerOption[0]?.code ?? ''
  const response = {
    checklist: 'daily', version: daily.version, day: '2026-11-23', zone: 'UTC', authored: '2026-11-23T12:00:00.000Z',
    answers: { [item?.linkId ?? '']: code }, note: 'short',
  } // prettier-ignore

  const file: unknown = JSON.parse(asText(response, daily))

  expect(file).toMatchObject({ ...response, format: 'plumbline-answers' })
  expect(file).toHaveProperty('warning', expect.stringContaining('Not encrypted'))
  expect(file).toHaveProperty('read', [
    expect.objectContaining({ text: item?.text, answer: { code, display: item?.answerOption[0]?.display } }),
  ])
})
