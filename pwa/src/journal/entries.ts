/** An answered checklist as an entry of the journal: write() makes the ops of one change (PROTOCOL 4). */
import type { Response } from '../checklists/answering.ts'
import { askWorker } from '../platform/registration.ts'
import { PlatformProblem } from '../platform/problems.ts'
import type { Op } from '../protocol/change.ts'
import { put, type OutboxParts } from '../sync/outbox.ts'
import { shown } from '../sync/progress.ts'
import { droppingDraft, type SecondDoor } from '../sync/secondDoor.ts'

/** The draft that an entry was answered in: its name in storage, and the id its entry has from the first tap. */
export interface FromDraft {
  readonly name: string
  readonly entry: string
}

/**
 * The response on the disk as one sealed change, and its draft gone, in the same transaction.
 *
 * The entry's id came with the draft: written twice, it is still one entry. Throws `storage-…` problems, with
 * the draft as it was.
 */
export async function write(
  response: Response,
  from: FromDraft,
  parts?: OutboxParts,
  ask: SecondDoor = askWorker,
): Promise<void> {
  const ops = [entryOf(response, from.entry)]
  await shown(
    put(ops, droppingDraft(from.name), parts).catch(async (failure: unknown) => {
      if (!isClosed(failure)) throw failure
      // The worker's handle may live where the page's has died twice (iOS, platform 1.3.8).
      if ((await ask({ kind: 'put', ops, draft: from.name })) !== 'stored') throw failure
    }),
  )
}

function entryOf(response: Response, id: string): Op {
  const { checklist, version, day, zone, authored, answers, note } = response
  const answered = Object.fromEntries(
    Object.entries(answers).map(([linkId, code]) => [`answer.${linkId}`, code]),
  )
  const set = {
    checklist,
    version,
    day,
    zone,
    authored,
    ...answered,
    ...(note ? { note: { text: note } } : {}),
  }
  return { kind: 'entry', id, set }
}

function isClosed(failure: unknown): boolean {
  return failure instanceof PlatformProblem && failure.type === 'storage-closed'
}
