/** For tests: a practice with a snapshot on its server, and the phones that begin from it. */
import { expect } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { exportJournal } from './bundle.ts'
import { canonical, type State } from '../protocol/merge.ts'
import { AServer, type AnAccount } from '../sync/aServer.ts'
import { anEntry, aSyncingPhone, joined, Phone } from '../sync/cast.ts'
import { readPlace } from '../sync/place.ts'
import { asThisDevice } from '../sync/session.ts'
import { extentsOf } from '../sync/stored.ts'

export const DAY = '2026-11-23'

export interface Practice {
  readonly server: AServer
  readonly alma: Phone
  readonly account: AnAccount
  readonly handle: string
}

/** Two phones have written; one of them gave a snapshot at change 6, and three changes came after. */
export async function aPractice(): Promise<Practice> {
  const server = new AServer()
  server.pageMax = 2
  const { phone: alma, handle } = await aSyncingPhone(server)
  const second = await joined(new Phone(server), alma, handle)
  for (const at of [1, 2, 3])
    for (const phone of [alma, second]) {
      await phone.put(anEntry(`${phone === alma ? 'alma' : 'second'}-${at}`, `note ${at}`))
      await phone.sync()
    }
  await give(alma)
  for (const phone of [second, alma, second]) {
    await phone.put(anEntry('later', `by ${phone === alma ? 'alma' : 'second'}`))
    await phone.sync()
  }
  await alma.sync()
  const [account] = server.accounts.values()
  if (account === undefined) throw new Error('no account')
  return { server, alma, account, handle }
}

/** A snapshot at the phone's place, however little came since the last. */
export async function give(phone: Phone): Promise<void> {
  await phone.sync()
  const { seq, heads } = await readPlace(phone.storage)
  const sealed = await (await read(phone)).sealedAt(seq, new Map(Object.entries(heads)))
  if (sealed === null) throw new Error('the journal is elsewhere')
  await asThisDevice(phone.parts.http, phone.storage).putSnapshot(seq, sealed)
}

export async function newIn({ server, alma, handle }: Practice): Promise<Phone> {
  return joined(new Phone(server), alma, handle)
}

export async function read(phone: Phone): Promise<Journal> {
  if (phone.vault.keys() === undefined) await phone.unlock()
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return journal
}

export async function stateOf(phone: Phone): Promise<State> {
  const { state, current } = await read(phone)
  if (state === null) throw new Error('the journal is not open')
  expect(current).toMatchObject({ kind: 'open', damaged: [] })
  return state
}

export async function mustAgree(...phones: readonly Phone[]): Promise<void> {
  const states = await Promise.all(phones.map(stateOf))
  expect(new Set(states.map(canonical)).size).toBe(1)
}

export async function storedOn({ storage }: Phone): Promise<number> {
  return (await extentsOf(storage)).reduce((sum, { count }) => sum + count, 0)
}

export async function changesIn(phone: Phone): Promise<string[]> {
  const lines = (await (await exportJournal(DAY, {}, phone.storage)).text()).trimEnd().split('\n')
  return lines.slice(1, -1).sort()
}
