/**
 * Names of people and places, by capitals and what stands around them. Never certain: it only underlines.
 *
 * Inside a sentence a capital is a name unless the lists know the word. At its start everything has a capital:
 * there it takes a known first name, or something that only a person does ("Marlow texted").
 */
import type { Lists } from './detectors.ts'

export interface Named {
  readonly start: number
  readonly end: number
  readonly detector: 'names' | 'places'
}

interface Word {
  readonly start: number
  readonly end: number
  /** Without a possessive, as written. */
  readonly text: string
  readonly plain: string
  readonly isPossessive: boolean
  readonly isFirst: boolean
}

const capitalised = /(?<![\p{L}\p{N}@/._-])\p{Lu}[\p{L}'’-]*/gu

/** Names and places in a text; words that come one after the other are one find. `known` holds colleagues. */
export function findNames(text: string, lists: Lists, known: ReadonlySet<string>): Named[] {
  return runsOf(text, wordsOf(text)).flatMap((run) => {
    const last = run.at(-1)
    if (!last || (lists.authors.has(last.plain) && !lists.titles.has(run[0]?.plain ?? ''))) return []
    const named = run.map((word, index) => isName(word, run, index, text, lists, known))
    const first = named.indexOf(true)
    if (first < 0) return []
    // "Mrs Okafor", "Little Wenlock": what stands before the name belongs to it, but for a sentence's first word.
    const from = run.findIndex(
      (word, index) => index === first || !word.isFirst || lists.titles.has(word.plain),
    )
    const start = run[from]?.start ?? 0
    return [
      { start, end: run[named.lastIndexOf(true)]?.end ?? start, detector: kindOf(run, first, text, lists) },
    ]
  })
}

/** Whether a capitalised word after "client" or "called" may be a name: anything but a word the lists know. */
export function isUnknown(text: string, lists: Lists): boolean {
  const plain = text.toLowerCase()
  return !isAcronym(text) && !lists.common.has(plain) && !lists.allowed.has(plain)
}

function isName(
  word: Word,
  run: readonly Word[],
  index: number,
  text: string,
  lists: Lists,
  known: ReadonlySet<string>,
): boolean {
  if (known.has(word.plain) || isAcronym(word.text) || word.text.length < 2) return false
  const afterTitle = lists.titles.has(run[index - 1]?.plain ?? '')
  if (afterTitle) return !lists.common.has(word.plain)
  if (lists.titles.has(word.plain) || lists.allowed.has(word.plain)) return false
  if ((isOfSchool(word.plain) || isNotion(word.plain)) && !lists.firstNames.has(word.plain)) return false
  return word.isFirst ? isNameAtStart(word, run, text, lists) : !isCommonInside(word, lists)
}

/** "I'm", "I've"; a common word is a name inside a sentence only when it doubles as one ("for Grace"). */
function isCommonInside(word: Word, lists: Lists): boolean {
  const stem = word.plain.split(/['’]/)[0] ?? word.plain
  return lists.common.has(stem) && !lists.doubtful.has(stem)
}

function isNameAtStart(word: Word, run: readonly Word[], text: string, lists: Lists): boolean {
  if (lists.firstNames.has(word.plain)) return true
  const next =
    /^[^\p{L}]{0,3}([\p{L}-]+)/u.exec(text.slice(word.end + (word.isPossessive ? 2 : 0)))?.[1] ?? ''
  if (lists.doubtful.has(word.plain)) return run.length === 1 && isSaying(next)
  if (lists.common.has(word.plain) || isAbstract(word.plain)) return false
  if (word.isPossessive) return lists.kin.has(next)
  return lists.personVerbs.has(next)
}

const isSaying = (verb: string): boolean =>
  /^(said|says|told|asked|cried|texted|rang|wept|missed)$/.test(verb)

/** CBT, PHQ, GPs. */
const isAcronym = (text: string): boolean => /^[\p{Lu}-]{2,7}s?$/u.test(text)

/** Kleinian, Freudian, Marxist: of a school, not a person. */
const isOfSchool = (plain: string): boolean => plain.length > 6 && /(ian|ean|ism|ist|ists|ians)$/.test(plain)

/** Endings that no name has: headings and titles of standards are full of them. */
const isNotion = (plain: string): boolean => /(tion|sion|ness|ment|ship|ities)$/.test(plain)

/** Endings that names hardly have, so that "Supervision told me" stays unmarked. */
const isAbstract = (plain: string): boolean => isNotion(plain) || /(ing|ity|ly|dom|hood)$/.test(plain)

function kindOf(run: readonly Word[], first: number, text: string, lists: Lists): 'names' | 'places' {
  const word = run[first]
  if (!word || lists.firstNames.has(word.plain) || lists.titles.has(run[first - 1]?.plain ?? ''))
    return 'names'
  const before = /([\p{L}]+)\s+$/u.exec(
    text.slice(Math.max(0, (run[0]?.start ?? 0) - 12), run[0]?.start),
  )?.[1]
  return lists.placePrepositions.has(before ?? '') ? 'places' : 'names'
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(capitalised)].map((match) => {
    const possessive = /['’]s?$/.exec(match[0])?.[0] ?? ''
    const start = match.index
    const bare = match[0].slice(0, match[0].length - possessive.length)
    return {
      start,
      end: start + bare.length,
      text: bare,
      plain: bare.toLowerCase(),
      isPossessive: possessive !== '',
      isFirst: startsSentence(text.slice(Math.max(0, start - 8), start)),
    }
  })
}

/** Words with nothing but a space, or a title's dot, between them. */
function runsOf(text: string, words: readonly Word[]): Word[][] {
  const runs: Word[][] = []
  for (const word of words) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && /^\.?\s$/.test(text.slice(before.end, word.start)) && !isNewSentence(before, text)) {
      run.push(word)
    } else {
      runs.push([word])
    }
  }
  return runs
}

const isNewSentence = (before: Word, text: string): boolean =>
  text[before.end] === '.' && !/^(mr|mrs|ms|dr|prof|rev|st)$/.test(before.plain)

const startsSentence = (before: string): boolean =>
  /(^|[.!?:;…\n])[\s"'“”‘’([\-–—*]*$/.test(before) && !/\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|St)\.\s$/.test(before)
    ? true
    : /["“‘]$/.test(before)
