import { beforeAll, describe, expect, test } from 'vitest'

import { aJournal, anEntry, flipped, Phone, type Journal } from './cast.ts'
import { randomBytes } from './bytes.ts'
import { snapshotKey } from './keys.ts'
import { canonical, emptyState, fold, type State } from './merge.ts'
import { inflate, openSnapshot, readSnapshotPlace, sealSnapshot } from './snapshot.ts'

let journal: Journal
let key: CryptoKey
let state: State
let snapshot: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  journal = await aJournal()
  key = await snapshotKey(journal.rootKey)
  const alma = await Phone.of(journal)
  state = fold(emptyState(), [
    await alma.writeOpened(anEntry({ calm: 1, note: { text: 'ärger 🙂' } })),
    await alma.writeOpened(anEntry({ calm: 2 }, { id: 'tuesday', minutes: 3 })),
  ])
  snapshot = await sealSnapshot(state, { account: journal.account, epoch: 1, seq: 7 }, key)
})

const bad = { type: 'bad-snapshot' }

describe('a snapshot', () => {
  test('opens to the state that was sealed', async () => {
    expect(canonical(await openSnapshot(snapshot, journal.account, key))).toBe(canonical(state))
    expect(readSnapshotPlace(journal.account, snapshot)).toEqual({
      account: journal.account,
      epoch: 1,
      seq: 7,
    })
  })

  test('of an empty journal opens as well', async () => {
    const empty = await sealSnapshot(emptyState(), { account: journal.account, epoch: 1, seq: 0 }, key)

    expect(await openSnapshot(empty, journal.account, key)).toEqual(emptyState())
  })

  test('tells no more of its size than steps', () => {
    expect(snapshot).toHaveLength(45 + 12 + 65_536 + 16)
  })

  test('with any byte of its head changed is refused', async () => {
    for (let place = 0; place < 75; place++) {
      await expect(openSnapshot(flipped(snapshot, 8 * place), journal.account, key)).rejects.toMatchObject(
        bad,
      )
    }
  })

  test('cut short is refused, wherever it is cut', async () => {
    for (const size of [0, 1, 44, 57, 73, snapshot.length - 1]) {
      await expect(openSnapshot(snapshot.slice(0, size), journal.account, key)).rejects.toMatchObject(bad)
    }
  })

  test('of another account or root is refused', async () => {
    const cleo = await aJournal()

    await expect(openSnapshot(snapshot, cleo.account, key)).rejects.toMatchObject(bad)
    await expect(
      openSnapshot(snapshot, journal.account, await snapshotKey(cleo.rootKey)),
    ).rejects.toMatchObject(bad)
  })

  test('stops inflating one byte past its limit', async () => {
    const deflating = new Blob([new Uint8Array(100_000)])
      .stream()
      .pipeThrough(new CompressionStream('deflate-raw'))
    const deflated = new Uint8Array(await new Response(deflating).arrayBuffer())

    expect(await inflate(deflated, 100_000)).toHaveLength(100_000)
    await expect(inflate(deflated, 99_999)).rejects.toThrow(RangeError)
    await expect(inflate(randomBytes(50), 100_000)).rejects.toThrow()
  })
})
