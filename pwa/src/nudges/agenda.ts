/**
 * What slots are to say while the phone is locked: ids of texts and times under the key of nudges, never a reason.
 *
 * The key lies on the phone only where the person chose explicit texts; it can be used and not be read.
 */
import * as v from 'valibot'

import { openText, sealText } from '../platform/seals.ts'
import type { Storage } from '../platform/storage.ts'
import { TEXTS, type Said, type Wish } from './schedule.ts'

export interface Agenda {
  readonly wishes: readonly Wish[]
  /** What slots said, or are to say as the schedule stands on the server. */
  readonly said: readonly Said[]
}

/** The key of an epoch. */
export interface NudgesKey {
  readonly key: CryptoKey
  readonly epoch: number
}

export interface KeptAgenda extends Agenda, NudgesKey {}

const NAME = 'nudges-agenda'
const SIZE_BYTES = 8192
const text = v.picklist(TEXTS)
const agendaShape = v.object({
  wishes: v.array(v.object({ text, from: v.number(), until: v.number(), isAsked: v.boolean() })),
  said: v.array(v.object({ text, dueMs: v.number() })),
})
const recordShape = v.object({
  key: v.custom<CryptoKey>((value) => value instanceof CryptoKey),
  epoch: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sealed: v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
})
export const EMPTY: Agenda = { wishes: [], said: [] }

/** The agenda and its key; null where there is none. One that does not open is empty, and its key stands. */
export async function readAgenda(storage: Storage): Promise<KeptAgenda | null> {
  const stored: unknown = await storage.transaction(['kept'], 'readonly', (transaction) =>
    transaction.objectStore('kept').get(NAME),
  )
  const record = v.safeParse(recordShape, stored)
  if (!record.success) return null
  const { key, epoch } = record.output
  return { ...(await opened(record.output)), key, epoch }
}

export async function keepAgenda(storage: Storage, { key, epoch }: NudgesKey, agenda: Agenda): Promise<void> {
  const { wishes, said } = agenda
  const { sealed } = await sealText(key, JSON.stringify({ wishes, said }), SIZE_BYTES)
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').put({ key, epoch, sealed }, NAME),
  )
}

/** Texts are neutral from now on: the key goes. */
export async function dropAgenda(storage: Storage): Promise<void> {
  await storage.transaction(['kept'], 'readwrite', (transaction) =>
    transaction.objectStore('kept').delete(NAME),
  )
}

async function opened(record: v.InferOutput<typeof recordShape>): Promise<Agenda> {
  try {
    const read = v.safeParse(agendaShape, JSON.parse(await openText(record)))
    return read.success ? read.output : EMPTY
  } catch (failure) {
    if (failure instanceof DOMException || failure instanceof SyntaxError) return EMPTY
    throw failure
  }
}
