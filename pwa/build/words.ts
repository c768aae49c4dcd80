/**
 * One file of words for translators, three for the phone: `en.json?first` holds what the first screens say, the check
 * and whatever can go wrong with it among them; `en.json?late` the rest, which comes with the screens that say it;
 * `en.json?nudges` what the service worker shows, which is in the second as well: a screen gives it as an example.
 */
import { readFile } from 'node:fs/promises'

import * as v from 'valibot'
import type { Plugin } from 'vite'

const FIRST_ROOMS =
  /^(app|boot|check|checklist|cover|install|lock|lock-reminder|not-keeping|not-saved|pause|state|tabs|today|update)\./
const FIRST_WORDS =
  /^(domain\..*\.title|note\.add|problem\.(storage-.*|keys-missing|change-too-large|malformed-change|unknown))$/
const WORKER_WORDS = /^nudge\./
const PART = /^(.*\/content\/words\/\w+\.json)\?(first|late|nudges)$/

const textsById = v.record(v.string(), v.string())

export function isFirst(id: string): boolean {
  return FIRST_ROOMS.test(id) || FIRST_WORDS.test(id)
}

/** Whether a word is said by what loads this part. */
function isIn(part: string | undefined, id: string): boolean {
  return part === 'nudges' ? WORKER_WORDS.test(id) : isFirst(id) === (part === 'first')
}

export function readWords(json: string): Readonly<Record<string, string>> {
  return v.parse(textsById, JSON.parse(json))
}

export function wordsInTwo(): Plugin {
  return {
    name: 'plumbline-words',
    enforce: 'pre',
    async load(id) {
      const [, path, part] = PART.exec(id) ?? []
      if (path === undefined) return null
      const all = Object.entries(readWords(await readFile(path, 'utf8')))
      const wanted = all.filter(([word]) => isIn(part, word))
      return { code: JSON.stringify(Object.fromEntries(wanted)), moduleType: 'json' }
    },
  }
}
