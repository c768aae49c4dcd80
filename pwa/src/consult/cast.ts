/** The cast of this room's tests: a phone with its journal open, and a second one that syncs with it. */
import { limits } from '../insight/language.ts'
import { Journal } from '../journal/journal.ts'
import { AServer } from '../sync/aServer.ts'
import { anOpenPhone, aSyncingPhone, joined, type Phone } from '../sync/cast.ts'
import { put } from '../sync/outbox.ts'
import type { Line } from './agenda.ts'
import { NO_LOG, NO_PLAN, type Log, type Plan } from './consultation.ts'
import type { ContactForm } from './contacts.ts'
import type { ConsultParts } from './writing.ts'

export interface Seat extends ConsultParts {
  readonly phone: Phone
  readonly journal: Journal
  /** Sends and pulls, then reads. */
  readonly sync: () => Promise<void>
}

/** One phone that no server knows. */
export async function aSeat(): Promise<Seat> {
  return seatOf(await anOpenPhone(new AServer()))
}

/** Two phones in one account. */
export async function twoSeats(): Promise<[Seat, Seat]> {
  const server = new AServer()
  const { phone, handle } = await aSyncingPhone(server)
  const other = await joined(await anOpenPhone(server), phone, handle)
  return [await seatOf(phone), await seatOf(other)]
}

/** Each hears of the other. */
export async function meet([one, other]: readonly [Seat, Seat]): Promise<void> {
  await one.sync()
  await other.sync()
  await one.sync()
}

/** A new reading of all that the phone has, as after unlocking. */
export async function readAnew({ phone }: Seat): Promise<Journal> {
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return journal
}

export function aPlan(of: Partial<Plan> = {}): Plan {
  return {
    ...NO_PLAN,
    when: '2026-11-30T13:00',
    zone: 'Europe/Berlin',
    length: 50,
    role: 'supervisor',
    ...of,
  }
}

export function aLog({
  texts = {},
  ...of
}: Partial<Omit<Log, 'texts'>> & { texts?: Partial<Log['texts']> } = {}): Log {
  return {
    ...NO_LOG,
    date: '2026-11-22',
    minutes: 50,
    kind: 'peer',
    domains: new Set(['boundaries']),
    isDeIdentified: true,
    ...of,
    texts: { ...NO_LOG.texts, ...texts },
  }
}

export function aContact(of: Partial<ContactForm> = {}): ContactForm {
  return { slot: 'supervisor', name: '', phone: '030 1234', email: null, text: '', ...of }
}

/** A line as it will stand there; a title that the catalogue lacks yet is taken at the longest it may be. */
export function shownWords(catalogue: Readonly<Record<string, string>>, { id, values }: Line): string {
  const text = catalogue[id] ?? 'x'.repeat(limits.titleLength)
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

async function seatOf(phone: Phone): Promise<Seat> {
  if (phone.vault.keys() === undefined) await phone.unlock()
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return {
    phone,
    journal,
    clock: phone.parts.clock,
    put: (ops, read) => put(ops, undefined, phone.parts, read),
    sync: async () => {
      await phone.sync()
      await journal.follow()
    },
  }
}
