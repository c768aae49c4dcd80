import { expect, test } from 'vitest'

import { emptyState } from '../protocol/merge.ts'
import { handOver, takeOver } from './justOpened.ts'

const SEALED = Uint8Array.of(1, 2, 3)

test('what was opened is taken over once', () => {
  const [keys, state] = [{}, emptyState()]

  handOver(keys, { sealed: SEALED, state })

  expect(takeOver(keys, Uint8Array.of(1, 2, 3))).toBe(state)
  expect(takeOver(keys, SEALED)).toBeNull()
})

test('another snapshot is opened anew', () => {
  const keys = {}

  handOver(keys, { sealed: SEALED, state: emptyState() })

  expect(takeOver(keys, Uint8Array.of(1, 2, 4))).toBeNull()
})

test('keys of another opening find nothing', () => {
  handOver({}, { sealed: SEALED, state: emptyState() })

  expect(takeOver({}, SEALED)).toBeNull()
})
