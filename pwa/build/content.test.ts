import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { checkContent } from './content.ts'

/** A copy of the shipped content in which one text of one file is replaced. */
function contentWith(file: string, from: string, to: string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'content-'))
  cpSync(new URL('../content', import.meta.url), folder, { recursive: true })
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
  return pathToFileURL(`${folder}/`)
}

test('the shipped content passes its own check', () => {
  expect(() => checkContent()).not.toThrow()
})

test.each([
  ['checklists.json', '"ordinal": 3', '"ordinal": 9', /daily-steady.*answerOption/],
  ['checklists.json', '"domain": "boundaries"', '"domain": "bounds"', /daily-boundary.*domain/],
  ['checklists.json', '"domain": "self-care",', '', /daily-steady has no domain/],
  ['checklists.json', '"APA": ["2.06"]', '"APA": ["2.66"]', /daily-steady cites.*APA 2\.66/],
  ['domains.json', '"APA": ["4.01"', '"APA": ["4.91"', /confidentiality cites.*APA 4\.91/],
  ['consultations.json', '"id": "settle"', '"id": "arrive"', /consult\.part\.arrive\.title/],
  ['consultations.json', '"id": "minutes"', '"id": "date"', /log: "date" stands there twice/],
  [
    'supervision.json',
    '"peer-group": null',
    '"peer-circle": null',
    /BACP: no log has the kind "peer-circle"/,
  ],
  ['supervision.json', '"upTo": null', '"upTo": 9', /the last share is for all larger groups/],
  ['prompts.json', '"boundaries": [', '"borders": [', /prompts\.json.*boundaries/],
  [
    'prompts.json',
    '"boundaries-limit-held"',
    '"boundaries-if-everyone"',
    /"boundaries-if-everyone" stands there/,
  ],
  ['words/en.json', '"prompt.self-care-gave-back"', '"prompt.self-care-gave"', /prompt\.self-care-gave-back/],
  ['words/en.json', '"contact.slot.cover"', '"contact.slot.covers"', /contact\.slot\.cover,/],
  ['words/en.json', '"domain.boundaries.learn"', '"domain.boundaries.teach"', /domain\.boundaries\.learn/],
  ['rules.json', '"answer": "daily-safety"', '"answer": "daily-danger"', /danger-now.*when.*daily-danger/],
  ['rules.json', '["unsure"]', '["insure"]', /safety-unsure.*insure/],
  ['rules.json', '"atLeast": 3', '"atLeast": 300', /privacy-slip.*atLeast/],
  ['rules.json', '"hides": ["low-support"]', '"hides": ["low-spirits"]', /own-crisis.*hides.*low-spirits/],
  ['rules.json', '"mark-reached-someone"', '"mark-reached-nobody"', /danger-now.*nextSteps/],
  ['rules.json', '"APA": ["3.04"', '"APA": ["3.94"', /danger-now.*references.*APA 3\.94/],
  [
    'words/en.json',
    '"rule.strong-pull.why"',
    '"rule.strong-pull.wherefore"',
    /strong-pull.*rule\.strong-pull\.why/,
  ],
])('a slip in %s stops the build: %s to %s', (file, from, to, message) => {
  expect(() => checkContent(contentWith(file, from, to))).toThrow(message)
})
