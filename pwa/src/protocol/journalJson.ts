/**
 * The readable journal: what every object says now, as one JSON text, and that text read back (PROTOCOL 15).
 *
 * The same journal gives the same bytes. One object that cannot be what it says never hides the others: it is named,
 * and reading goes on.
 */
import { bytesToText, textToBytes, type Bytes } from './bytes.ts'
import { canonicalJson } from './canonical.ts'
import { isCounter, isMembers, isName, isValue, type Members } from './change.ts'
import { resolve, type State } from './merge.ts'
import { Problem, type ProblemType } from './problems.ts'
import { PURGE } from './purges.ts'
import { NAME_BYTES_MAX, OP_BYTES_MAX, READABLE_BYTES_MAX, READABLE_PARTS_MAX, TIME_MS_MAX } from './sizes.ts'
import { CHECKLIST, WORDING, wordingsInUse } from './wordings.ts'

const FORMAT = 'plumbline-json'
const VERSION = 1
const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b]
// Which phones wrote, and what they ordered gone, is of this journal alone.
export const NEVER: ReadonlySet<string> = new Set(['device', PURGE])

/** Fields by kind, then id. */
export type Objects = ReadonlyMap<string, ReadonlyMap<string, Members>>

/** What a file holds and cannot be taken: the object, and the type of what is wrong with it. */
export interface Refused {
  readonly kind: string
  readonly id: string
  readonly type: ProblemType
  /** In a table, the first being 1; 0 where lines say nothing. */
  readonly line: number
  /** The first one that is wrong, where a table says it. */
  readonly field: string
}

export interface Read {
  readonly objects: Objects
  readonly refused: readonly Refused[]
}

/**
 * What every object says now. Gone ones, and those that say nothing, are left out; of gone checklists the wordings are
 * there that an entry was answered to.
 */
export function objectsOf({ objects }: Pick<State, 'objects'>): Objects {
  const found = new Map<string, Map<string, Members>>()
  for (const [kind, byId] of objects) {
    if (NEVER.has(kind)) continue
    for (const [id, writes] of byId) {
      const { gone, fields } = resolve(writes)
      if (gone || fields.size === 0) continue
      const said = [...fields].map(([name, { value }]) => [name, value] as const)
      place(found, kind, id, Object.fromEntries(said))
    }
  }
  const entries = found.get('entry')?.values() ?? []
  for (const [id, fields] of wordingsInUse(entries, objects.get(CHECKLIST) ?? new Map()))
    place(found, WORDING, id, joined(fields, found.get(WORDING)?.get(id)))
  return found
}

/** Both; what `over` says of a field holds. */
function joined(fields: Members, over: Members = {}): Members {
  return Object.fromEntries([...Object.entries(fields), ...Object.entries(over)])
}

/** RFC 8785 JSON: equal texts exactly when the journals say the same. */
export function writeJournalJson(objects: Objects): string {
  const byKind = [...objects].map(([kind, byId]) => [kind, Object.fromEntries(byId)] as const)
  return canonicalJson({ format: FORMAT, version: VERSION, objects: Object.fromEntries(byKind) })
}

/**
 * What a file says. Throws file-too-large, malformed-file, not-a-journal-file, newer-journal-file, not-for-restoring:
 * nothing is taken.
 */
export function readJournalJson(content: Uint8Array): Read {
  mustBeOfSize(content.length)
  mustBeOfFewParts(content)
  const objects = new Map<string, Map<string, Members>>()
  const refused: Refused[] = []
  for (const [kind, byId] of Object.entries(objectsIn(parsed(content))))
    for (const [id, fields] of isMembers(byId) ? Object.entries(byId) : ([['', null]] as const)) {
      const type = faultOf(kind, id, fields)
      if (type !== null) refused.push({ kind: shown(kind), id: shown(id), type, line: 0, field: '' })
      else if (isFields(fields)) place(objects, kind, id, fields)
    }
  return { objects, refused }
}

/** Throws file-too-large. */
export function mustBeOfSize(size: number): void {
  if (size > READABLE_BYTES_MAX) throw new Problem('file-too-large', `${size} bytes`)
}

/** What keeps an object from being written as changes; null if nothing does. */
export function faultOf(kind: string, id: string, fields: unknown): ProblemType | null {
  if (NEVER.has(kind)) return 'row-not-taken'
  if (!isName(kind) || !isName(id) || !isFields(fields) || Object.keys(fields).length === 0)
    return 'malformed-row'
  const tooLarge = Object.entries(fields).some(
    // An op for each field alone is the smallest that a change can be made of.
    ([name, value]) => sizeOf({ kind, id, set: Object.fromEntries([[name, value]]) }) > OP_BYTES_MAX,
  )
  return tooLarge ? 'change-too-large' : null
}

/** Bytes of an op in a change. */
export function sizeOf(op: Members): number {
  return textToBytes(canonicalJson(op)).length
}

export function place<Content>(
  into: Map<string, Map<string, Content>>,
  kind: string,
  id: string,
  content: Content,
): void {
  const byId = into.get(kind)
  if (byId === undefined) into.set(kind, new Map([[id, content]]))
  else byId.set(id, content)
}

/** A name as it can be said to a person: cut to what one can be, and what is no character replaced. */
export function shown(name: string): string {
  return Array.from(name)
    .slice(0, NAME_BYTES_MAX)
    .join('')
    .replaceAll(/\p{Surrogate}/gu, '?')
}

/**
 * About when an object was last written, for the order in which it is written again; '' if nothing tells.
 *
 * A UUIDv7 tells when it was made; a consultation was logged on its date or after.
 */
export function writtenAt(kind: string, id: string, fields: Members): string {
  const at = madeAt(id) || saidAt(fields)
  const { date } = fields
  if (kind !== 'consultation' || !isDay(date)) return at
  const logged = `${date}T23:59:59.999Z`
  return at > logged ? at : logged
}

const UUID7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

function madeAt(id: string): string {
  const [, high = '', low = ''] = UUID7.exec(id) ?? []
  const timeMs = high === '' ? NaN : parseInt(high + low, 16)
  return timeMs <= TIME_MS_MAX ? new Date(timeMs).toISOString() : ''
}

function saidAt({ authored, day, date, from }: Members): string {
  if (typeof authored === 'string' && INSTANT.test(authored)) return authored
  const said = [day, date, from].find(isDay)
  return said === undefined ? '' : `${said}T12:00:00.000Z`
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
}

/** What would take gigabytes once parsed is told by its bytes. */
function mustBeOfFewParts(content: Uint8Array): void {
  let parts = 0
  for (const byte of content) if (byte === COMMA || byte === BRACKET || byte === BRACE) parts += 1
  if (parts > READABLE_PARTS_MAX) throw new Problem('file-too-large', `${parts} parts`)
}

function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(bytesToText(withoutMark(content)))
  } catch (cause) {
    throw new Problem('malformed-file', 'not UTF-8 JSON', { cause })
  }
}

/** Without the byte order mark that some editors put in front. */
export function withoutMark(content: Uint8Array): Bytes {
  const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf
  return new Uint8Array(hasMark ? content.subarray(3) : content)
}

function objectsIn(content: unknown): Record<string, unknown> {
  if (!isMembers(content) || content['format'] !== FORMAT)
    throw new Problem(
      isMembers(content) && Object.hasOwn(content, 'resourceType')
        ? 'not-for-restoring'
        : 'not-a-journal-file',
    )
  const { version, objects } = content
  if (!isCounter(version)) throw new Problem('not-a-journal-file', 'version')
  if (version > VERSION) throw new Problem('newer-journal-file', `version ${version}`)
  if (!isMembers(objects)) throw new Problem('malformed-file', 'objects')
  return objects
}

// In a change an op stands around the fields: one level of what may be nested.
function isFields(fields: unknown): fields is Members {
  return isMembers(fields) && isValue(fields, 1)
}
