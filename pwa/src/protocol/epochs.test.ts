import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { authsKey, openAuth, sealAuth } from './auths.ts'
import { bytesToHex, randomBytes, type Bytes } from './bytes.ts'
import { flipped, there } from './cast.ts'
import { checkClosing, closing, mustBeRootOf, openHistories, openHistory, wrapHistory } from './epochs.ts'
import { certificateKey, holdRoot, newRoot, publicKeyToBytes, vaultKeyPair } from './keys.ts'
import { AUTH_KEPT_BYTES, HISTORY_BYTES } from './sizes.ts'

const ACCOUNT = bytesToHex(randomBytes(16))

async function rootsOf(
  epochs: number,
): Promise<{ roots: Map<number, Bytes>; histories: Map<number, Bytes> }> {
  const roots = new Map(Array.from({ length: epochs }, (_, place) => [place + 1, newRoot()]))
  const histories = new Map<number, Bytes>()
  for (let epoch = 2; epoch <= epochs; epoch++) {
    const [root, before] = [there(roots.get(epoch)), there(roots.get(epoch - 1))]
    histories.set(epoch, await wrapHistory(await holdRoot(root), before, ACCOUNT, epoch))
  }
  return { roots, histories }
}

describe('the newest root', () => {
  test.each([1, 2, 5])('opens all of %i epochs', async (epochs) => {
    const { roots, histories } = await rootsOf(epochs)
    const newest = there(roots.get(epochs))

    const opened = await openHistories(newest, epochs, histories, ACCOUNT)

    expect(new Map([...opened].reverse())).toEqual(roots)
    expect(opened.get(epochs)).not.toBe(newest)
  })

  test('opens no history with a bit turned', async () => {
    const { roots, histories } = await rootsOf(2)
    const root = await holdRoot(there(roots.get(2)))
    await fc.assert(
      fc.asyncProperty(fc.nat(8 * HISTORY_BYTES - 1), async (bit) => {
        const turned = flipped(there(histories.get(2)), bit)
        await expect(openHistory(root, turned, ACCOUNT, 2)).rejects.toMatchObject({ type: 'bad-history' })
      }),
      { numRuns: 50 },
    )
  })

  test('is left as it was when a history is missing', async () => {
    const { roots, histories } = await rootsOf(3)
    const newest = there(roots.get(3)).slice()
    histories.delete(2)

    const outcome = openHistories(newest, 3, histories, ACCOUNT)

    await expect(outcome).rejects.toMatchObject({ type: 'bad-history' })
    expect(newest).toEqual(roots.get(3))
  })

  test('is told from another by its vault key', async () => {
    const [root, other] = [await holdRoot(newRoot()), await holdRoot(newRoot())]
    const vaultKey = await publicKeyToBytes((await vaultKeyPair(root)).publicKey)

    await mustBeRootOf(root, vaultKey)
    await expect(mustBeRootOf(other, vaultKey)).rejects.toMatchObject({ type: 'bad-history' })
  })
})

describe('a closing', () => {
  test('holds for its device, head and epoch alone', async () => {
    const devices = await certificateKey(await holdRoot(newRoot()))
    const device = bytesToHex(randomBytes(16))
    const closed = { device, head: { counter: 7, id: bytesToHex(randomBytes(32)) }, epoch: 2 }
    const certificate = await closing(devices, closed)

    await checkClosing(devices, closed, certificate)
    for (const other of [
      { ...closed, epoch: 1 },
      { ...closed, device: bytesToHex(randomBytes(16)) },
      { ...closed, head: { ...closed.head, counter: 8 } },
      { ...closed, head: { ...closed.head, id: bytesToHex(randomBytes(32)) } },
    ])
      await expect(checkClosing(devices, other, certificate)).rejects.toMatchObject({
        type: 'bad-certificate',
      })
  })
})

describe('an auth', () => {
  test('opens as it was kept, for its lock alone', async () => {
    const auths = await authsKey(await holdRoot(newRoot()))
    const [auth, lock, other] = [randomBytes(32), bytesToHex(randomBytes(16)), bytesToHex(randomBytes(16))]

    const kept = await sealAuth(auths, auth, ACCOUNT, lock)

    expect(kept).toHaveLength(AUTH_KEPT_BYTES)
    expect(await openAuth(auths, kept, ACCOUNT, lock)).toEqual(auth)
    await expect(openAuth(auths, kept, ACCOUNT, other)).rejects.toMatchObject({ type: 'malformed-lock' })
  })

  test('stays closed with any bit turned', async () => {
    const auths = await authsKey(await holdRoot(newRoot()))
    const lock = bytesToHex(randomBytes(16))
    const kept = await sealAuth(auths, randomBytes(32), ACCOUNT, lock)

    await fc.assert(
      fc.asyncProperty(fc.nat(8 * AUTH_KEPT_BYTES - 1), async (bit) => {
        const outcome = expect(openAuth(auths, flipped(kept, bit), ACCOUNT, lock))
        await outcome.rejects.toMatchObject({ type: 'malformed-lock' })
      }),
      { numRuns: 50 },
    )
  })
})
