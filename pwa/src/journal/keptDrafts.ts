/**
 * Drafts as they lie in storage: each a box of one size under a key of its own, named by chance.
 *
 * What is inside is enough to go on, and enough to settle without the checklist it was answered on.
 */
import * as v from 'valibot'

import { newBoxKey, openText, sealText, type Box } from '../platform/seals.ts'
import type { Storage } from '../platform/storage.ts'

const BOX_BYTES = 32_768

const answersSchema = v.record(v.string(), v.string())
const keptSchema = v.object({
  /** The id its entry will have. */
  entry: v.string(),
  /** When the last tap was, and the first, in milliseconds since 1970. */
  touched: v.number(),
  begun: v.number(),
  way: v.string(),
  turn: v.number(),
  dayEndsAt: v.string(),
  when: v.picklist(['now', 'two-hours-ago', 'yesterday']),
  /** Every answer given, also to items that are no longer asked: taking a step back brings them back. */
  answers: answersSchema,
  note: v.string(),
  /** What it is answered on, where that did not come with the app: a version made meanwhile changes nothing of it. */
  definition: v.exactOptional(v.unknown()),
  /** What would be saved if it were saved now. */
  response: v.object({
    checklist: v.string(),
    version: v.number(),
    day: v.string(),
    zone: v.string(),
    authored: v.string(),
    answers: answersSchema,
    note: v.exactOptional(v.string()),
  }),
})
const boxSchema = v.object({
  key: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  sealed: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
})

export type Kept = v.InferOutput<typeof keptSchema>

export interface Found {
  readonly name: string
  readonly key: CryptoKey
  readonly kept: Kept
}

export { newBoxKey }

export async function storeDraft(into: Storage, name: string, key: CryptoKey, kept: Kept): Promise<void> {
  const box = await sealText(key, JSON.stringify(kept), BOX_BYTES)
  await into.transaction(['drafts'], 'readwrite', (transaction) =>
    transaction.objectStore('drafts').put(box, name),
  )
}

export async function dropDraft(from: Storage, name: string): Promise<void> {
  await from.transaction(['drafts'], 'readwrite', (transaction) =>
    transaction.objectStore('drafts').delete(name),
  )
}

/** Every draft that can be read, last touched first. One that cannot stays where it is and stops no other. */
export async function findDrafts(from: Storage): Promise<Found[]> {
  const [names, records] = await from.transaction(['drafts'], 'readonly', async (transaction) => {
    const drafts = transaction.objectStore('drafts')
    return Promise.all([drafts.getAllKeys(), drafts.getAll()])
  })
  const found = await Promise.all(names.map((name, at) => read(name, records[at])))
  return found.filter((one) => one !== undefined).sort((one, other) => other.kept.touched - one.kept.touched)
}

async function read(name: string, record: unknown): Promise<Found | undefined> {
  const box = v.safeParse(boxSchema, record)
  if (!box.success) return undefined
  const kept = v.safeParse(keptSchema, await contentOf(box.output))
  return kept.success ? { name, key: box.output.key, kept: kept.output } : undefined
}

async function contentOf(box: Box): Promise<unknown> {
  try {
    return JSON.parse(await openText(box))
  } catch (failure) {
    if (failure instanceof DOMException || failure instanceof SyntaxError) return undefined
    throw failure
  }
}
