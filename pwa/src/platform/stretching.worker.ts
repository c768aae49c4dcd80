/** Argon2id off the screen's thread: one request, its answer, and the worker is let go. */
import { argon2id } from 'hash-wasm'

import type { StretchRequest, StretchMessage } from './stretching.ts'

// One pass over 8 MiB: short beside any real request, long enough to tell a slow phone from a quick one.
const SAMPLE = { memoryKib: 8192, passes: 1, lanes: 1 }

self.addEventListener('message', ({ data }: MessageEvent<StretchRequest>) => void answer(data))

async function answer(request: StretchRequest): Promise<void> {
  try {
    say({ kind: 'estimate', ms: await estimateMs(request) })
    say({ kind: 'stretched', stretched: await stretched(request) })
  } catch (failure) {
    say({ kind: 'failed', reason: String(failure) })
  }
}

async function estimateMs({ memoryKib, passes, ...request }: StretchRequest): Promise<number> {
  await stretched({ ...request, ...SAMPLE, memoryKib: 64 }) // the first run compiles
  const from = performance.now()
  await stretched({ ...request, ...SAMPLE })
  return ((performance.now() - from) * memoryKib * passes) / (SAMPLE.memoryKib * SAMPLE.passes)
}

async function stretched({
  normalForm,
  salt,
  memoryKib,
  passes,
  lanes,
}: StretchRequest): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await argon2id({
    password: normalForm,
    salt,
    memorySize: memoryKib,
    iterations: passes,
    parallelism: lanes,
    hashLength: 32,
    outputType: 'binary',
  })
  return Uint8Array.from(hash)
}

function say(message: StretchMessage): void {
  self.postMessage(message)
}
