import { Worker as NodeThread } from 'node:worker_threads'

import { describe, expect, test, vi } from 'vitest'

import { stretch, type StretchRequest } from './stretching.ts'

const request: StretchRequest = {
  normalForm: new TextEncoder().encode('green field'),
  salt: new Uint8Array(16).fill(7),
  memoryKib: 65_536,
  passes: 3,
  lanes: 1,
}
// By Python's cryptography: Argon2id(salt, length=32, iterations=3, lanes=1, memory_cost=65536).derive(b'green field')
const EXPECTED = '15586d436c653ccac0b83d8b7842bd89cc947097c930de1d457b4e3b8b5b4163'

/** The app's own worker, run in a thread of Node: only the names of its two ends differ from a browser's. */
class Thread extends EventTarget {
  onmessage = null
  onmessageerror = null
  onerror = null
  readonly #thread: NodeThread

  constructor() {
    super()
    const worker = JSON.stringify(new URL('./stretching.worker.ts', import.meta.url).href)
    const bridge = `
      const { parentPort } = require('node:worker_threads')
      globalThis.self = {
        addEventListener: (_, act) => parentPort.on('message', (data) => act({ data })),
        postMessage: (message) => parentPort.postMessage(message),
      }
      import(${worker})`
    this.#thread = new NodeThread(bridge, { eval: true })
    this.#thread.on('message', (data: unknown) => this.dispatchEvent(new MessageEvent('message', { data })))
    this.#thread.on('error', () => this.dispatchEvent(new Event('error')))
  }

  postMessage(message: unknown): void {
    this.#thread.postMessage(message)
  }

  terminate(): void {
    void this.#thread.terminate()
    ended()
  }
}

const ended = vi.fn()

describe('a passphrase stretched in a worker', () => {
  test('gives the bytes that other Argon2id gives', async () => {
    const told: number[] = []

    const stretched = await stretch(
      request,
      { onProgress: (estimate) => told.push(estimate) },
      () => new Thread(),
    )

    expect(Buffer.from(stretched).toString('hex')).toBe(EXPECTED)
    expect(told[0]).toBeLessThan(0.1)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
    expect(Math.max(...told)).toBeLessThan(1)
    expect(ended).toHaveBeenCalled()
  })

  test('stops when it is told to stop', async () => {
    const stop = new AbortController()
    const stretching = stretch(
      request,
      { signal: stop.signal, onProgress: () => stop.abort() },
      () => new Thread(),
    )

    await expect(stretching).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('that cannot be done is told by name', async () => {
    const impossible = { ...request, memoryKib: 1 }

    await expect(stretch(impossible, {}, () => new Thread())).rejects.toMatchObject({
      type: 'stretching-failed',
    })
  })
})
