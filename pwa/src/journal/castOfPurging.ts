/** For tests: a purge as a person asks for it, and what is left after. */
import type { Op } from '../protocol/change.ts'
import { resolve } from '../protocol/merge.ts'
import type { Phone } from '../sync/cast.ts'
import { allChanges } from '../sync/stored.ts'
import { readEntry } from './entry.ts'
import { Journal } from './journal.ts'
import { wordingOf } from './ownChecklists.ts'
import { purgeBefore } from './purging.ts'
import { talliesOf } from './tallies.ts'

const BEFORE = '2025-11'
export const OLD = '2025-10-31'
export const STILL = '2025-11-01'

export async function read({ storage, vault }: Phone): Promise<Journal> {
  const journal = new Journal({ storage, vault })
  await journal.settled()
  return journal
}

export async function purge(phone: Phone, watch = {}): Promise<Journal> {
  if (phone.vault.keys() === undefined) await phone.unlock()
  return purgeIn(await read(phone), phone, watch)
}

export async function purgeIn(journal: Journal, phone: Phone, watch = {}, before = BEFORE): Promise<Journal> {
  const { storage, vault, parts } = phone
  await purgeBefore(before, { storage, vault, clock: parts.clock, journal }, watch)
  return journal
}

/** The kinds and ids of all that a journal holds, but for the orders themselves. */
export function objectsIn(journal: Journal): string[] {
  const all = [...(journal.state?.objects ?? [])].filter(([kind]) => kind !== 'purge')
  return all.flatMap(([kind, byId]) => [...byId.keys()].map((id) => `${kind} ${id}`)).sort()
}

export function saying(journal: Journal, kind: string, id: string): Record<string, unknown> {
  const { fields } = resolve(journal.objects(kind).get(id) ?? [])
  return Object.fromEntries(
    [...fields].flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
  )
}

export async function wholeOf({ storage }: Phone): Promise<number> {
  return (await allChanges(storage)).filter((one) => 'envelope' in one).length
}

/** What a trend is drawn from: by month and domain, of entries and counts together. */
export function sumsOf(journal: Journal): Map<string, number[]> {
  const sums = new Map<string, number[]>()
  const add = (month: string, tallies: Record<string, readonly number[]>): void => {
    for (const [domain, tally] of Object.entries(tallies)) {
      const name = `${month} ${domain}`
      sums.set(
        name,
        tally.map((count, level) => count + (sums.get(name)?.[level] ?? 0)),
      )
    }
  }
  for (const [id, writes] of journal.objects('entry')) {
    const entry = readEntry(id, writes)
    const wording = wordingOf(entry.checklist, entry.version, { journal })
    if (wording) add(entry.day.slice(0, 7), talliesOf(entry, wording))
  }
  for (const month of journal.objects('counts').keys())
    for (const tallies of Object.values(saying(journal, 'counts', month)))
      add(month, tallies as Record<string, number[]>)
  return new Map([...sums].sort(([one], [other]) => (one < other ? -1 : 1)))
}

export const setting: Op = { kind: 'setting', id: 'codes-of-ethics', set: { 'code.ACA': true } }
export const talk = (id: string, date: string): Op => ({
  kind: 'consultation',
  id,
  set: {
    date,
    minutes: 50,
    kind: 'supervision',
    members: 4,
    role: 'supervisor',
    'domain.boundaries': true,
    'hours-for.bacp': true,
    'closes.tired-week': true,
    name: { text: 'Ruth' },
    learned: { text: 'quincunx' },
  },
})
