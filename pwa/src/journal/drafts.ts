/**
 * Half-answered checks: gone on with for 15 minutes after the last tap, then sealed into the journal as they
 * stand. Nothing here needs an open vault.
 */
import type { Response } from '../checklists/answering.ts'
import { find, format, type Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { clock } from '../platform/clock.ts'
import { storage } from '../platform/storage.ts'
import { Draft, RESUMES_MS, type Asked, type DraftParts } from './draft.ts'
import { write } from './entries.ts'
import { dropDraft, findDrafts, type Found, type Kept } from './keptDrafts.ts'
import { readDefinitions } from './readDefinitions.ts'

const HERE: DraftParts = { storage, clock }

/** The one on the screen: what reloads the page waits for it first. */
let shownDraft: Draft | undefined

/** The draft of this check that was touched in the last 15 minutes, in the version it was begun with, or a new one. */
export async function resume(checklist: Checklist, asked: Asked, parts: DraftParts = HERE): Promise<Draft> {
  const drafts = await findDrafts(parts.storage)
  const found = drafts.find((one) => goesOn(one, checklist, asked, parts))
  shownDraft = new Draft(found ? (begunWith(found, checklist) ?? checklist) : checklist, asked, parts, found)
  return shownDraft
}

/** A new draft without asking storage, for where storage does not answer. */
export function begin(checklist: Checklist, asked: Asked, parts: DraftParts = HERE): Draft {
  shownDraft = new Draft(checklist, asked, parts)
  return shownDraft
}

/** Once every tap on the screen is on the disk. Throws `storage-…` problems: then the page must stay. */
export async function keepShown(): Promise<void> {
  await shownDraft?.keep()
}

/** Which check can be gone on with, if any; never its answers. */
export async function resumable(
  parts: DraftParts = HERE,
): Promise<{ readonly checklist: string; readonly way: string } | undefined> {
  const newest = (await findDrafts(parts.storage)).find((found) => !isStale(found, parts))
  if (!newest) return undefined
  const { response, way, when } = newest.kept
  return { checklist: response.checklist, way: when === 'yesterday' ? when : way }
}

/** What was left for 15 minutes goes into the journal as it stands; without an answer it goes away. */
export async function settle(parts: DraftParts = HERE): Promise<void> {
  const stale = (await findDrafts(parts.storage)).filter((found) => isStale(found, parts))
  for (const { name, kept } of stale) {
    if (Object.keys(kept.response.answers).length === 0 && kept.response.note === undefined) {
      await dropDraft(parts.storage, name)
    } else await write(asResponse(kept.response), { name, entry: kept.entry }, parts, parts.askWorker)
  }
}

function goesOn(found: Found, checklist: Checklist, asked: Asked, parts: DraftParts): boolean {
  const { response, way, when } = found.kept
  if (isStale(found, parts) || way !== asked.way) return false
  if (response.checklist !== checklist.id || begunWith(found, checklist) === undefined) return false
  return (when === 'yesterday') === (asked.when === 'yesterday')
}

/** What a draft was begun with, if that is still known: this version, one of the app's own, or the one kept with it. */
function begunWith({ kept }: Found, newest: Checklist): Checklist | undefined {
  const { checklist, version } = kept.response
  const kin = [newest, ...shipped, ...readDefinitions({ format, checklists: [kept.definition] })]
  return find(kin, checklist, version)
}

function isStale({ kept }: Found, parts: DraftParts): boolean {
  return parts.clock.now() - kept.touched >= RESUMES_MS
}

function asResponse({ note, ...response }: Kept['response']): Response {
  return note === undefined ? response : { ...response, note }
}
