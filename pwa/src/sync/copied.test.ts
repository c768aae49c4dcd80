import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Problem } from '../protocol/problems.ts'
import { knownDevice } from '../vault/device.ts'
import { AServer, type AnAccount } from './aServer.ts'
import { alonePhones, anEntry, aPurge, aSyncingPhone, joined, Phone } from './cast.ts'
import { proven } from './copied.ts'
import { readPlace } from './place.ts'
import { Server } from './server.ts'
import { asThisDevice } from './session.ts'
import { allChanges } from './stored.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Copied {
  readonly account: AnAccount
  /** The phone that goes on, the copy of it that is locked, and another phone of the account. */
  readonly alma: Phone
  readonly copy: Phone
  readonly second: Phone
}

async function aCopy(): Promise<Copied> {
  const server = new AServer()
  server.pageMax = 1
  const { phone: alma, handle } = await aSyncingPhone(server)
  const second = await joined(new Phone(server), alma, handle)
  await alma.put(anEntry('before'))
  for (const phone of [alma, second, alma]) await phone.sync()
  const [account] = server.accounts.values()
  if (account === undefined) throw new Error('no account')
  return { account, alma, second, copy: await alma.copied(server) }
}

/** What is blamed for an own change that was told of and never written here. */
async function blamed({ parts, storage, vault }: Phone): Promise<string> {
  const otherwise = new Problem('unordered-purge', 'as the server said')
  return (await proven(asThisDevice(parts.http, storage), storage, vault.keys(), otherwise)).type
}

/** The newest change of alma is purged by the other phone's order. */
async function purgeNewest({ account, alma, second }: Copied): Promise<void> {
  await second.sync()
  const owner = await knownDevice(alma.storage)
  const { counter, id } = account.headOf(owner?.device ?? '')
  await second.put(await aPurge('a-purge', [[owner?.device ?? '', counter, id]], second))
  await second.sync()
  await new Server(second.parts.http).purge([id])
}

describe('a phone that was copied', () => {
  test('is proven by a signed change it never wrote', async () => {
    const { alma, second, copy } = await aCopy()
    await second.put(anEntry('of another phone'))
    await second.sync()
    await alma.put(anEntry('after the copy'))
    await alma.sync()
    const [place, changes] = [await readPlace(copy.storage), await allChanges(copy.storage)]

    expect(await blamed(copy)).toBe('device-copied')

    const { version } = await readPlace(copy.storage)
    expect(await readPlace(copy.storage)).toEqual({ ...place, version })
    expect(await allChanges(copy.storage)).toEqual(changes)
  })

  test('is not proven by a server that says so', async () => {
    const { second, copy } = await aCopy()
    await second.put(anEntry('of another phone'))
    await second.sync()

    expect(await blamed(copy)).toBe('unordered-purge')
  })

  test('is proven by a purge once it is open', async () => {
    const copied = await aCopy()
    const { alma, copy } = copied
    await alma.put(anEntry('after the copy'))
    await alma.sync()
    await purgeNewest(copied)

    expect(await blamed(copy)).toBe('unordered-purge')
    await copy.unlock()
    expect(await blamed(copy)).toBe('device-copied')
  })

  test('is not proven by a purge of what it wrote', async () => {
    const copied = await aCopy()
    const { copy } = copied
    await purgeNewest(copied)
    await copy.unlock()

    expect(await blamed(copy)).toBe('unordered-purge')
  })
})
