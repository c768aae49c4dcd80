import { describe, expect, test } from 'vitest'

import { gatherFile, readPieces } from './files.ts'

describe('a file', () => {
  test('made of pieces reads back as they were', async () => {
    async function* pieces(): AsyncGenerator<string> {
      for (const piece of ['first\n', 'zweite ä\n', '']) yield await Promise.resolve(piece)
    }

    const file = await gatherFile('a.plumbline', 'application/x-plumbline-journal', pieces())
    const read: Uint8Array[] = []
    for await (const piece of readPieces(file)) read.push(piece)

    expect(Buffer.concat(read).toString()).toBe('first\nzweite ä\n')
    expect([file.name, file.type]).toEqual(['a.plumbline', 'application/x-plumbline-journal'])
  })

  test('that nobody reads to its end is let go', async () => {
    for await (const piece of readPieces(new Blob([new Uint8Array(1_000_000)]))) {
      expect(piece.length).toBeLessThanOrEqual(1_000_000)
      break
    }
  })
})
