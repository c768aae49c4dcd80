import { expect, test } from 'vitest'

import { bytesToHex, randomBytes } from '../protocol/bytes.ts'
import { newRoot } from '../protocol/keys.ts'
import { newRecoveryCode } from '../protocol/recovery.ts'
import { ACCOUNT_BYTES } from '../protocol/sizes.ts'
import { adopt } from './adopting.ts'
import { anEmptyPhone } from './cast.ts'
import { knownDevice, newDevice, type Device } from './device.ts'
import { makeLock } from './enrolling.ts'
import { readLocks } from './locks.ts'
import type { OpenedLock } from './ring.ts'

/** A device of its own account, and an offered lock of it that has just opened. */
async function anOpening(): Promise<{ owner: Device; opened: OpenedLock }> {
  const root = newRoot()
  const owner = await newDevice(root, bytesToHex(randomBytes(ACCOUNT_BYTES)), 1)
  const made = await makeLock(root, owner, { kind: 'recovery', code: await newRecoveryCode() })
  return { owner, opened: { ...made, root, isOffered: true } }
}

test('an offered lock that opened becomes the own one', async () => {
  const { storage } = anEmptyPhone()
  const { owner, opened } = await anOpening()
  await storage.transaction(['device'], 'readwrite', (stores) =>
    stores.objectStore('device').put(owner, 'this'),
  )

  await adopt(opened, owner, storage)

  expect((await readLocks(storage)).map(({ id }) => id)).toEqual([opened.lock.id])
})

test('a phone that became another stays that other', async () => {
  const { storage } = anEmptyPhone()
  const [{ owner, opened }, { owner: other }] = [await anOpening(), await anOpening()]
  await storage.transaction(['device'], 'readwrite', (stores) =>
    stores.objectStore('device').put(other, 'this'),
  )

  await expect(adopt(opened, owner, storage)).rejects.toMatchObject({ type: 'locked-meanwhile' })

  expect((await knownDevice(storage))?.device).toBe(other.device)
  expect(await readLocks(storage)).toEqual([])
})
