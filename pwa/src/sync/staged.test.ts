import { beforeEach, expect, test } from 'vitest'

import { bytesToHex, randomBytes } from '../protocol/bytes.ts'
import { newRoot } from '../protocol/keys.ts'
import { ACCOUNT_BYTES } from '../protocol/sizes.ts'
import { newDevice } from '../vault/device.ts'
import { AServer } from './aServer.ts'
import { alonePhones, Phone } from './cast.ts'
import { staged } from './staged.ts'

beforeEach(alonePhones)

const account = bytesToHex(randomBytes(ACCOUNT_BYTES))

test('two tabs that join at once become one device', async () => {
  const { storage } = new Phone(new AServer())
  const make = () => newDevice(newRoot(), account, 1)

  const both = await Promise.all([
    staged(storage, { account, epoch: 1 }, make),
    staged(storage, { account, epoch: 1 }, make),
  ])

  expect(both[0].device).toBe(both[1].device)
})

test('another epoch needs another device', async () => {
  const { storage } = new Phone(new AServer())
  const first = await staged(storage, { account, epoch: 1 }, () => newDevice(newRoot(), account, 1))

  const second = await staged(storage, { account, epoch: 2 }, () => newDevice(newRoot(), account, 2))

  expect(second.device).not.toBe(first.device)
  expect(second.epoch).toBe(2)
})
