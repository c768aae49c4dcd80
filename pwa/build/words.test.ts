import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { isFirst, readWords } from './words'

const SOURCE = resolve(import.meta.dirname, '../src')
const NUDGES = 'nudges/texts.ts'
const LATE = 'words/late.ts'
const ids = Object.keys(readWords(readFileSync(new URL('../content/words/en.json', import.meta.url), 'utf8')))

/** These files and all they import at once, by their path under src. */
function loaded(start: string): string[] {
  const found = new Set<string>()
  const waiting = [resolve(SOURCE, start)]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue
    found.add(file)
    for (const name of imported(
      file,
      /^\s*(?:import|export)\s(?!type\b)[^;'"(]*?'(\.[^']+\.(?:ts|svelte))'/gm,
    ))
      waiting.push(name)
  }
  return [...found].map((file) => relative(SOURCE, file))
}

function imported(file: string, how: RegExp): string[] {
  return [...readFileSync(file, 'utf8').matchAll(how)].map(([, name]) => resolve(file, '..', name ?? ''))
}

/** The words that only the late part has and that this file names whole, or begins: `unlock.${way}`. */
function lateWordsIn(file: string): string[] {
  const source = readFileSync(resolve(SOURCE, file), 'utf8')
  const whole = [...source.matchAll(/'([\w.-]+)'/g)].map(([, id]) => id)
  const begun = [...source.matchAll(/`([\w-]+\.)(?:[\w.-]+)?\$\{[^}]*\}([\w.-]*)`/g)]
  return ids.filter(
    (id) =>
      !isFirst(id) &&
      (whole.includes(id) ||
        begun.some(([, start = '', end = '']) => id.startsWith(start) && id.endsWith(end))),
  )
}

test('what the first screens say is there from the start', () => {
  const missing = loaded('main.ts').flatMap((file) => lateWordsIn(file).map((id) => `${file}: ${id}`))

  expect(loaded('main.ts')).toContain('screens/Asking.svelte')
  // Which problems the first screens can meet is not written in them; every other has its words where it arises.
  expect(missing.filter((one) => !one.includes(' problem.'))).toEqual([])
})

test.each([
  'screens/Unlock.svelte',
  'screens/Journal.svelte',
  'screens/settings/Settings.svelte',
  'screens/noting.ts',
])('%s brings the late words with it', (screen) => {
  expect(loaded(screen)).toContain(LATE)
  expect(loaded('main.ts')).not.toContain(LATE)
})

test('every screen that loads late is known here', () => {
  const late = loaded('main.ts').flatMap((file) =>
    imported(resolve(SOURCE, file), /import\('(\.[^']+)'\)/g).map((name) => relative(SOURCE, name)),
  )

  const wordless = late.filter((start) => !loaded(start).includes(LATE))
  // What the service worker says comes with its own part of the words.
  const missing = wordless.flatMap((start) => {
    const words = loaded(start).flatMap(lateWordsIn)
    return loaded(start).includes(NUDGES) ? words.filter((id) => !id.startsWith('nudge.')) : words
  })
  expect(missing).toEqual([])
})
