/**
 * A second door to storage: where the page's database has died twice, the service worker writes with a handle of
 * its own. The same entry id comes through both doors, so that a change written by each is still one entry.
 */
import * as v from 'valibot'

import type { Op } from '../protocol/change.ts'
import { put, type Also, type OutboxParts } from './outbox.ts'

/** What the page asks of the worker: store these ops, and drop the draft they came from. */
export interface PutMessage {
  readonly kind: 'put'
  readonly ops: readonly Op[]
  readonly draft: string
}

/** The worker's answer; anything but 'stored' means that nothing is known to be written. */
export type SecondDoor = (message: PutMessage) => Promise<unknown>

const messageSchema = v.object({
  kind: v.literal('put'),
  // Only the shape that names an op; the rest is checked where every change is, before it is sealed.
  ops: v.array(v.custom<Op>((op) => v.is(v.looseObject({ kind: v.string(), id: v.string() }), op))),
  draft: v.string(),
})

/** Stores what a page asked for; 'stored' once it is on the disk, 'refused' if it is no such message. */
export async function putFor(message: unknown, parts?: OutboxParts): Promise<'stored' | 'refused'> {
  const asked = v.safeParse(messageSchema, message)
  if (!asked.success) return 'refused'
  await put(asked.output.ops, droppingDraft(asked.output.draft), parts)
  return 'stored'
}

export function droppingDraft(name: string): Also {
  return (transaction) => transaction.objectStore('drafts').delete(name)
}
