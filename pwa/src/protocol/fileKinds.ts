/** What a file is, by how it begins (PROTOCOL 15): its name may be anything. */
import { withoutMark } from './journalJson.ts'
import { Problem } from './problems.ts'

export type FileKind = 'journal' | 'json' | 'age' | 'table'

export const BEGINNING_BYTES = 512
const COMPRESSED = ['\x1f\x8b', 'PK\x03\x04', 'BZh', '\xfd7zXZ', '7z\xbc\xaf', '\x28\xb5\x2f\xfd']
const TABLE = /^"?(?:entry|consultation)"?[,;\t]/

/** The kind of a file that begins so. Throws compressed-file, not-a-journal-file. */
export function kindOf(beginning: Uint8Array): FileKind {
  const start = asLatin1(beginning)
  if (start.startsWith('age-encryption.org/')) return 'age'
  if (COMPRESSED.some((magic) => start.startsWith(magic))) throw new Problem('compressed-file')
  const text = asLatin1(withoutMark(beginning)).replace(/^[ \t\r\n]+/, '')
  if (text.startsWith('{')) return firstLineOf(text).includes('"plumbline-journal"') ? 'journal' : 'json'
  if (TABLE.test(text)) return 'table'
  throw new Problem('not-a-journal-file')
}

function firstLineOf(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

function asLatin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, BEGINNING_BYTES))
}
